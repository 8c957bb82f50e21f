/** Bounds of alert rules; docs/alert-rules.md says them. */

export const maxGroupsPerWorkspace = 500
export const maxRulesPerGroup = 500
export const maxRulesPerWorkspace = 2000
/** Pending and firing ones of a rule that sets no lower limit: who has more looks at none of them. */
export const maxAlertsPerRule = 1000
/** Series that a rule records, and elements that any query of a rule may give. */
export const maxResultsPerRule = 10_000

export const maxExpressionLength = 16 * 1024
export const maxLabels = 32
export const maxAnnotations = 32
export const maxLabelNameLength = 200
export const maxLabelValueLength = 2000
export const maxAnnotationLength = 8 * 1024

export const minIntervalMs = 5_000
export const maxIntervalMs = 86_400_000
/** Of `for` and `keep_firing_for`, as long as samples are taken after their time. */
export const maxWaitMs = 30 * 86_400_000
export const maxQueryOffsetMs = 86_400_000

/** Of each rule; older ones go. */
export const keptEvaluations = 200
/** Of a rule in one evaluation. */
export const keptChangesAtOnce = 100
