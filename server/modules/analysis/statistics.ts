/** Small statistics, with their sources; all of them pure. */

/** Lower end of Wilson's 95 % interval of a share (Wilson 1927): few observations give little. */
export function shareAtLeast(hits: number, total: number): number {
  if (total === 0) return 0
  const z = 1.96
  const share = hits / total
  const centre = share + (z * z) / (2 * total)
  const margin = z * Math.sqrt((share * (1 - share) + (z * z) / (4 * total)) / total)
  return Math.max(0, (centre - margin) / (1 + (z * z) / total))
}

/** Upper end of the same interval. */
export function shareAtMost(hits: number, total: number): number {
  return total === 0 ? 1 : 1 - shareAtLeast(total - hits, total)
}

/**
 * How many times likelier a value is among the affected than among the others, carefully: the lower end of the one
 * share over the upper end of the other. 1 or less says nothing.
 */
export function lift(affected: number, affectedTotal: number, unaffected: number, unaffectedTotal: number): number {
  const others = shareAtMost(unaffected, unaffectedTotal)
  return others === 0 ? 0 : shareAtLeast(affected, affectedTotal) / others
}

/**
 * Mann-Kendall's test for a trend without assuming its form (Mann 1945): the standardised S. Above 1.96 the series
 * rises, with 95 % certainty. Ties make it smaller, as they must.
 */
export function trend(values: readonly number[]): number {
  const n = values.length
  if (n < 6) return 0
  let s = 0
  for (let i = 0; i < n - 1; i++) for (let j = i + 1; j < n; j++) s += Math.sign((values[j] ?? 0) - (values[i] ?? 0))
  const ties = new Map<number, number>()
  for (const value of values) ties.set(value, (ties.get(value) ?? 0) + 1)
  const tied = [...ties.values()].reduce((sum, t) => sum + t * (t - 1) * (2 * t + 5), 0)
  const variance = (n * (n - 1) * (2 * n + 5) - tied) / 18
  if (variance <= 0 || s === 0) return 0
  return (s - Math.sign(s)) / Math.sqrt(variance)
}

/**
 * How much of the whole came with its single largest step: near 1 for something that broke at one moment, near 1/n for
 * something that grew.
 */
export function largestStep(values: readonly number[]): number {
  const rises = values.map((value, at) => Math.max(0, value - (values[at - 1] ?? 0)))
  const total = rises.reduce((sum, rise) => sum + rise, 0)
  return total === 0 ? 0 : Math.max(...rises) / total
}
