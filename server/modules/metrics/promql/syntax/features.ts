/** Parts of the language that Prometheus keeps behind switches; so do we. */
export type Features = {
  /** Functions and aggregations that `functions.ts` calls experimental. */
  readonly experimentalFunctions: boolean
  /** Arithmetic within `[…]` and after `offset`. */
  readonly durationExpressions: boolean
  /** `anchored` and `smoothed`. */
  readonly extendedSelectors: boolean
  /** `fill`, `fill_left` and `fill_right`. */
  readonly fillModifiers: boolean
}

export const stableFeatures: Features = {
  experimentalFunctions: false,
  durationExpressions: false,
  extendedSelectors: false,
  fillModifiers: false,
}

export const allFeatures: Features = {
  experimentalFunctions: true,
  durationExpressions: true,
  extendedSelectors: true,
  fillModifiers: true,
}
