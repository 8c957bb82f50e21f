/** When a key is to end. Pure. */

export type Expiry = '30' | '90' | '365' | 'day' | 'never'

export const expiries: readonly { value: Expiry; word: string }[] = [
  { value: '30', word: 'In 30 days' },
  { value: '90', word: 'In 90 days' },
  { value: '365', word: 'In a year' },
  { value: 'day', word: 'On a day …' },
  { value: 'never', word: 'Never' },
]

/** RFC 3339, null for never. `day` is `2027-01-31`, and the key works to the end of it, local time. */
export function expiryOf(expiry: Expiry, day: string, now: Date): string | null {
  if (expiry === 'never') return null
  if (expiry === 'day') return endOfDay(day).toISOString()
  return new Date(now.getTime() + Number(expiry) * 86_400_000).toISOString()
}

const mostYears = 10

export function dayRule(day: string, now: Date): string | undefined {
  const end = endOfDay(day)
  if (Number.isNaN(end.getTime())) return 'Choose a day.'
  if (end <= now) return 'This day is over.'
  const latest = new Date(now)
  latest.setFullYear(latest.getFullYear() + mostYears)
  return end > latest ? 'At most ten years ahead.' : undefined
}

function endOfDay(day: string): Date {
  return new Date(`${day}T23:59:59`)
}
