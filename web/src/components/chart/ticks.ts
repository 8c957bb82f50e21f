/** Round steps, ranges, and words for times. */

/** Round in units of 1,024, of which uPlot knows nothing. */
export const byteSteps = [0, 1, 2, 3, 4, 5].flatMap((power) =>
  [1, 2, 4, 8, 16, 32, 64, 128, 256, 512].map((size) => size * 1024 ** power),
)

/** Zero is in sight unless what matters would be pressed flat by it. */
export function rangeOf(min: number | null, max: number | null): [number, number] {
  if (min === null || max === null) return [0, 1]
  const low = min >= 0 && min < max * 0.7 ? 0 : min
  const margin = (max - low || Math.abs(max) || 1) * 0.06
  return [low === 0 ? 0 : low - margin, max === 0 && low === 0 ? 1 : max + margin]
}

/** The time of day; at midnight, where the day changes, the day. Without a zone it is that of the browser. */
export function tickWords(atSeconds: number, timeZone?: string): string {
  const at = new Date(atSeconds * 1000)
  const clock = form(timeZone, 'clock').format(at)
  if (clock === '00:00:00') return form(timeZone, 'day').format(at)
  return clock.endsWith(':00') ? clock.slice(0, 5) : clock
}

const parts = {
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  day: { day: 'numeric', month: 'short' },
} as const

/** Making one takes longer than a hundred uses of it. */
const forms = new Map<string, Intl.DateTimeFormat>()

function form(timeZone: string | undefined, what: keyof typeof parts): Intl.DateTimeFormat {
  const key = `${what} ${timeZone ?? ''}`
  const known = forms.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-GB', { ...parts[what], ...(timeZone !== undefined && { timeZone }) })
  forms.set(key, made)
  return made
}
