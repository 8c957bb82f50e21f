/**
 * Thins out what a project suddenly sends many times more of than it usually does. Pure.
 *
 * Usual is the 75th percentile of what came in each of the last 168 full hours (an hour without anything is 0), per
 * minute. Of each minute a project may send ten times that, and 1,000 in any case; beyond this allowance one in two is
 * kept, beyond twice the allowance one in four, and so on down to one in 1,024: hardly ever more than twice the
 * allowance. A project whose first day is not over has no past and is left alone. What counts as usual is what was sent
 * and not what was kept, but a spike of less than a quarter of a week does not move a percentile.
 */
export const historyHours = 168
export const firstHours = 24
export const usualFactor = 10
export const leastAllowance = 1_000
const maxThinning = 1_024

/** Per minute; undefined: not thinned out. `hourly` holds the hours in which something came. */
export function allowance(hourly: readonly number[], hoursSinceCreation: number): number | undefined {
  if (hoursSinceCreation < firstHours) return undefined
  const hours = Math.min(historyHours, Math.floor(hoursSinceCreation))
  const sorted = [...hourly, ...Array.from({ length: Math.max(0, hours - hourly.length) }, () => 0)].toSorted(
    (a, b) => a - b,
  )
  const usualPerHour = sorted[Math.floor(sorted.length * 0.75)] ?? 0
  return Math.max(leastAllowance, Math.ceil((usualPerHour / 60) * usualFactor))
}

/** Of how many one is kept, when `count` have come in this minute with this one. */
export function thinning(count: number, perMinute: number): number {
  return Math.min(maxThinning, 2 ** Math.floor((count - 1) / perMinute))
}
