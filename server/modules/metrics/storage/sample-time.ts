/** The time of samples as the store's tables are sorted by it. */

/**
 * The hour in which a sample counts, as windows have it: after its start, up to its end. It comes before the series in
 * the sorting key, so that an hour of many series lies in one place and nobody reads their whole day for it (ADR 0061).
 */
export const sampleHour = 'intDiv(toUnixTimestamp64Milli(at) - 1, 3600000)'

/**
 * Condition: after the time of one parameter, and up to that of another if there is one, both in milliseconds (Int64).
 * The hours are said as well, because the store does not conclude them from the times.
 */
export function sampleTime(after: string, to?: string): string {
  const from = `{${after}:Int64}`
  const parts = [`at > fromUnixTimestamp64Milli(${from}, 'UTC')`, `${sampleHour} >= intDiv(${from}, 3600000)`]
  if (to !== undefined) {
    const end = `{${to}:Int64}`
    parts.push(`at <= fromUnixTimestamp64Milli(${end}, 'UTC')`, `${sampleHour} <= intDiv(${end} - 1, 3600000)`)
  }
  return parts.join(' and ')
}
