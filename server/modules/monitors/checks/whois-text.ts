/** What registries write. There is no format, only habits: what is not one of them is not known. Pure. */

export type Registration = { endsAt: Date; isHeld: boolean }

/** `free`: nobody has it. `busy`: asked too often. Undefined: it does not say when it ends, or not in a way that is sure. */
export function readWhois(text: string): Registration | 'free' | 'busy' | undefined {
  const lines = text.split(/\r?\n/).slice(0, maxLines)
  for (const line of lines) {
    const [, value] = label.exec(line.slice(0, maxLineLength)) ?? []
    const endsAt = value === undefined ? undefined : readDate(value.trim())
    if (endsAt) return { endsAt, isHeld: lines.some((each) => held.test(each.slice(0, maxLineLength))) }
  }
  if (lines.some((line) => busy.test(line.slice(0, maxLineLength)))) return 'busy'
  return lines.some((line) => free.test(line.slice(0, maxLineLength))) ? 'free' : undefined
}

const maxLines = 1000
const maxLineLength = 300

const label =
  /^\s*\[?(?:registry expiry date|registrar registration expiration date|expir(?:y|ation|e|es)(?: date| time| on)?|paid-till|renewal date|domain expires|valid-date)\]?[ \t]*[.:]*[ \t]+(\S.*)$/i
const held = /^\s*(?:domain )?status[ \t]*:[ \t]*(?:client|server) ?hold\b/i
const busy =
  /\b(?:limit|quota)\b.{0,20}\bexceeded\b|\btoo many (?:queries|requests)\b|\bexceeded\b.{0,40}\b(?:limit|quota)\b/i
const free =
  /^\s*(?:%+\s*)?(?:no match(?:ing record)?\b|not found\b|no entries found\b|no data found\b|domain not found\b|no object found\b|nothing found\b|the queried object does not exist\b|(?:domain )?status[ \t]*:[ \t]*(?:free|available)\b)/i

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/**
 * `2027-08-13T04:00:00Z`, `2027-08-13 04:00:00`, `2027/08/13`, `2027.08.13`, `20270813`, `13-Aug-2027`, `13.8.2027`;
 * without a zone in UTC. Days before months with slashes, and months before days, look alike: neither is read.
 */
function readDate(text: string): Date | undefined {
  const [, year, month, day, clock = ' 00:00:00', zone = 'Z'] =
    /^(\d{4})[-/.]?(\d\d)[-/.]?(\d\d)([T ]\d\d:\d\d(?::\d\d)?)?(?:\.\d+)?[ \t]*(Z|[+-]\d\d:?\d\d)?(?![\d:])/i.exec(
      text,
    ) ?? []
  if (year && month && day) return dateOf(`${year}-${month}-${day}T${withSeconds(clock.slice(1))}${zoneOf(zone)}`)
  const [, dayNamed, name, yearNamed] = /^(\d{1,2})[- ]([a-z]{3})[a-z]*[- ](\d{4})\b/i.exec(text) ?? []
  const index = months.indexOf(name?.toLowerCase() ?? '')
  if (dayNamed && yearNamed && index >= 0)
    return dateOf(`${yearNamed}-${pad(index + 1)}-${pad(Number(dayNamed))}T00:00:00Z`)
  const [, dayDotted, monthDotted, yearDotted] = /^(\d{1,2})\.[ \t]?(\d{1,2})\.[ \t]?(\d{4})\b/.exec(text) ?? []
  if (!dayDotted || !monthDotted || !yearDotted) return undefined
  return dateOf(`${yearDotted}-${pad(Number(monthDotted))}-${pad(Number(dayDotted))}T00:00:00Z`)
}

const pad = (number: number): string => String(number).padStart(2, '0')
const withSeconds = (clock: string): string => (clock.length === 5 ? `${clock}:00` : clock)
const zoneOf = (zone: string): string =>
  /^[+-]\d{4}$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase()

/** Undefined for a day that the calendar has not: JavaScript would take it for a later one. */
function dateOf(text: string): Date | undefined {
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`)
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text.slice(0, 10)) return undefined
  const at = new Date(text)
  return Number.isNaN(at.getTime()) ? undefined : at
}
