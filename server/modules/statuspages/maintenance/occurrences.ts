/**
 * When a maintenance comes again: recurrence rules of RFC 5545 §3.3.10 in the local time of a zone. The rule runs over
 * local times, which know no zone, and each of them is resolved by `zone.ts`: so a weekly window at 02:00 stays at
 * 02:00 by the clock on the wall, and none is lost on the day on which that time is skipped. Pure.
 */
import { RRuleTemporal } from 'rrule-temporal'
import { toText } from 'rrule-temporal/totext'
import { isLocal, localOf, resolveLocal, type Resolved } from './zone.ts'

export type Recurrence = {
  /** `2026-12-01T02:00`: nothing comes before it, and the time of day is its. */
  startsLocal: string
  timeZone: string
  rule: string
}

export type Occurrence = Resolved & {
  /** Local time as the rule gives it; of a skipped one, what the clock does not show. */
  local: string
}

export const maxRuleLength = 200
const maxCount = 1_000
const maxInterval = 366
/** Of the library: it stops and throws when a rule names days that hardly ever come. */
const maxIterations = 2_000
/** Nobody plans beyond it, and years of five digits are written in another way. */
const lastYear = 2199

type Part = { pattern: RegExp; message: string }
const list = (item: string, most: number): RegExp => new RegExp(`^${item}(,${item}){0,${most - 1}}$`)

/** One window a day at the most, at the time of the first: parts that set hours and minutes are not admitted. */
const parts: Record<string, Part> = {
  FREQ: { pattern: /^(DAILY|WEEKLY|MONTHLY|YEARLY)$/, message: 'expected DAILY, WEEKLY, MONTHLY or YEARLY' },
  INTERVAL: { pattern: /^[1-9]\d{0,2}$/, message: `expected a number from 1 to ${maxInterval}` },
  COUNT: { pattern: /^[1-9]\d{0,3}$/, message: `expected a number from 1 to ${maxCount}` },
  UNTIL: { pattern: /^\d{8}(T\d{6}Z)?$/, message: 'expected a day such as 20271231, or a time in UTC' },
  BYDAY: { pattern: list('([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)', 14), message: 'expected days such as MO or 2TU' },
  BYMONTHDAY: { pattern: list('-?([1-9]|[12]\\d|3[01])', 31), message: 'expected days of the month' },
  BYMONTH: { pattern: list('([1-9]|1[0-2])', 12), message: 'expected months from 1 to 12' },
  BYSETPOS: { pattern: list('-?[1-9]\\d?', 10), message: 'expected positions such as 1 or -1' },
  WKST: { pattern: /^(MO|SU)$/, message: 'expected MO or SU' },
}

/** What is wrong with a rule, for people; undefined: nothing. */
export function problemOfRule(recurrence: Recurrence): string | undefined {
  const { rule } = recurrence
  if (rule.length > maxRuleLength) return `must not be longer than ${maxRuleLength} characters`
  const named = partsOf(rule)
  for (const [name, value] of named) {
    const part = Object.hasOwn(parts, name) ? parts[name] : undefined
    if (!part) return `${name.slice(0, 20) || 'an empty part'} is not supported; expected parts such as FREQ=WEEKLY`
    if (!part.pattern.test(value)) return `${name}: ${part.message}`
    if (named.filter((each) => each[0] === name).length > 1) return `${name} is named twice`
  }
  const value = new Map(named)
  const frequency = value.get('FREQ')
  if (frequency === undefined) return 'FREQ is missing'
  if (Number(value.get('INTERVAL') ?? 1) > maxInterval) return `INTERVAL: expected a number from 1 to ${maxInterval}`
  if (Number(value.get('COUNT') ?? 1) > maxCount) return `COUNT: expected a number from 1 to ${maxCount}`
  if (value.has('COUNT') && value.has('UNTIL')) return 'COUNT and UNTIL exclude each other'
  const until = value.get('UNTIL')
  if (until !== undefined && !isMoment(until)) return `UNTIL: ${parts['UNTIL']?.message}`
  const ordinal = /\d/.test(value.get('BYDAY') ?? '')
  if (ordinal && (frequency === 'DAILY' || frequency === 'WEEKLY'))
    return 'BYDAY: days such as 2TU need FREQ=MONTHLY or FREQ=YEARLY'
  return occurrencesAfter(recurrence, null, 1).length > 0 ? undefined : 'there is no such day'
}

/** The first ones after a local time, or from the beginning; fewer than `limit` when the rule ends before. */
export function occurrencesAfter(recurrence: Recurrence, after: string | null, limit: number): Occurrence[] {
  const rule = compile(recurrence)
  const found = after === null ? firstOf(rule, limit) : nextOf(rule, new Date(`${after}Z`), limit)
  return found.map((at) => {
    const local = at.toISOString().slice(0, 16)
    return { local, ...resolveLocal(local, recurrence.timeZone) }
  })
}

/** In one pass: a rule with a count is gone through from its start for each question. */
function firstOf(rule: RRuleTemporal, limit: number): Date[] {
  const found: Date[] = []
  untilGivenUp(() => {
    rule.all(({ epochMilliseconds }) => {
      const at = new Date(epochMilliseconds)
      const isSeen = at.getUTCFullYear() <= lastYear
      if (isSeen) found.push(at)
      return isSeen && found.length < limit
    })
  })
  return found.slice(0, limit)
}

function nextOf(rule: RRuleTemporal, after: Date, limit: number): Date[] {
  const found: Date[] = []
  untilGivenUp(() => {
    while (found.length < limit) {
      const next = rule.next(found.at(-1) ?? after)
      if (!next) return
      const at = new Date(next.epochMilliseconds)
      if (at.getUTCFullYear() > lastYear) return
      found.push(at)
    }
  })
  return found
}

/** Days that hardly ever or never come, such as the 30th of February: the library gives up with an error. */
function untilGivenUp(search: () => void): void {
  try {
    search()
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('Maximum ')) throw error
  }
}

/** `every week on Tuesday at 2 AM`; the zone is not part of it. */
export function describeRule(recurrence: Recurrence): string {
  return toText(compile(recurrence), 'en', { excludeTzAbbreviation: true })
}

/** Far enough to meet the narrowest gap of any rule that people write: a year of weeks. */
const lookedAt = 60

/** The shortest time between two windows' starts, in minutes; Infinity when there is one only. */
export function shortestGapMinutes(recurrence: Recurrence): number {
  const times = occurrencesAfter(recurrence, null, lookedAt).map(({ at }) => at.getTime())
  return Math.min(Infinity, ...times.slice(1).map((time, index) => (time - (times[index] ?? 0)) / 60_000))
}

/** `20271231` or `20271231T235959Z`, if the calendar has it. */
function isMoment(until: string): boolean {
  const [, day, clock = '000000'] = /^(\d{8})(?:T(\d{6})Z)?$/.exec(until) ?? []
  if (day === undefined) return false
  const text = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${clock.slice(0, 2)}:${clock.slice(2, 4)}`
  return isLocal(text) && Number(clock.slice(4)) < 60 && Number(day.slice(0, 4)) <= lastYear
}

function partsOf(rule: string): [name: string, value: string][] {
  return rule.split(';').map((part) => {
    const [name = '', ...rest] = part.split('=')
    return [name, rest.join('=')]
  })
}

/** In the library's eyes everything happens in UTC; the end of a rule is put into local time for that. */
function compile({ startsLocal, timeZone, rule }: Recurrence): RRuleTemporal {
  const floating = partsOf(rule).map(([name, value]) => `${name}=${name === 'UNTIL' ? endOf(value, timeZone) : value}`)
  const start = `${startsLocal.replaceAll(/[-:]/g, '')}00Z`
  return new RRuleTemporal({ rruleString: `DTSTART:${start}\nRRULE:${floating.join(';')}`, maxIterations })
}

/** A day counts until its end; a time in UTC is what the clock shows then. */
function endOf(until: string, timeZone: string): string {
  if (!until.includes('T')) return `${until}T235959Z`
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(until) ?? []
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return `${localOf(at, timeZone).replaceAll(/[-:]/g, '')}00Z`
}
