/** Lengths of time as PromQL writes them: `1h30m`, units from years to milliseconds, each once and in this order. */

const units: readonly [unit: string, ms: number][] = [
  ['y', 365 * 86_400_000],
  ['w', 7 * 86_400_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
]

/** Go keeps durations as nanoseconds in 64 bits; what is longer is refused. */
const maxMs = 9_223_372_036_854

/** Milliseconds, or undefined for what is no duration. */
export function parseDuration(text: string): number | undefined {
  const match = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/.exec(text)
  if (!match || text === '') return undefined
  let total = 0
  for (const [index, [, ms]] of units.entries()) total += Number(match[index + 1] ?? 0) * ms
  return total <= maxMs ? total : undefined
}

/** The shortest form, `0s` for none. Weeks and years only where nothing is left, so that `31d` stays what it is. */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0s'
  let rest = Math.abs(ms)
  let text = ms < 0 ? '-' : ''
  for (const [unit, length] of units) {
    const exactOnly = unit === 'y' || unit === 'w'
    if (rest < length || (exactOnly && rest % length !== 0)) continue
    text += `${Math.floor(rest / length)}${unit}`
    rest %= length
  }
  return text
}
