/** Times in the filter line: `<24h` less than so long ago, `>7d` longer ago, `>=2026-11-01` since then, `<2026-11-01` before. */

/** `since` and `before` as the API takes them: RFC 3339, or how long ago. */
export type AskedTime = { since: string } | { before: string }

export const timeSuggestions: readonly string[] = ['<1h', '<24h', '<7d', '<30d', '>7d', '>30d']

const lengthForm = /^[1-9]\d{0,3}[mhdw]$/
const dayForm = /^\d{4}-\d\d-\d\d$/
const timeForm = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?$/i

export function isTimeValue(value: string): boolean {
  return askedTime(value) !== undefined
}

/** A length without a sign is a time since then; a day begins where the reader is. */
export function askedTime(value: string): AskedTime | undefined {
  const [, sign = '', when = ''] = /^([<>]=?)?(.*)$/s.exec(value) ?? []
  if (lengthForm.test(when.toLowerCase())) {
    return sign.startsWith('>') ? { before: when.toLowerCase() } : { since: when.toLowerCase() }
  }
  const at = timeForm.test(when) ? new Date(dayForm.test(when) ? `${when}T00:00` : when) : undefined
  if (!at || Number.isNaN(at.getTime())) return undefined
  if (sign === '>=') return { since: at.toISOString() }
  return sign === '<' ? { before: at.toISOString() } : undefined
}

/** The other way: what a saved view asks for, as a value of the line. */
export function timeValue(asked: AskedTime): string {
  const [isSince, when] = 'since' in asked ? [true, asked.since] : [false, asked.before]
  if (lengthForm.test(when)) return `${isSince ? '<' : '>'}${when}`
  return `${isSince ? '>=' : '<'}${briefly(new Date(when))}`
}

/** Only the day where one begins. */
function briefly(at: Date): string {
  const pad = (value: number): string => String(value).padStart(2, '0')
  const day = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`
  const begins = new Date(`${day}T00:00`).getTime() === at.getTime()
  return begins ? day : at.toISOString().replace('.000Z', 'Z')
}
