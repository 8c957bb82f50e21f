/** The bounds of what is read: a dashboard of somebody else is hostile until it is read. */

export const maxDashboardBytes = 2 * 1024 * 1024
export const maxPanels = 1000
export const maxTargetsPerPanel = 100
export const maxExpressionChars = 20_000
export const maxOverridesPerPanel = 500
export const maxPropertiesPerOverride = 100
export const maxTransformationsPerPanel = 50
export const maxThresholds = 200
export const maxMappings = 1000
export const maxVariables = 200
export const maxOptions = 5000
export const maxLinks = 100
export const maxAnnotations = 100
export const maxTags = 100
export const maxTitleChars = 500
export const maxTextChars = 200_000
/** Copies that variables make of panels, all together. */
export const maxRepeats = 500
/** Chosen values of one variable. */
export const maxChosen = 1000
/** Of an interpolated text: many values in a long expression. */
export const maxInterpolatedChars = 200_000
/** What could not be read is told up to here. */
export const maxProblems = 200
