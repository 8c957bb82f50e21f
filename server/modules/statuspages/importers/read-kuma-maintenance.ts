/** Maintenances of Uptime Kuma as windows and series of ours. Their times are local ones of a zone. Pure. */
import { z } from 'zod'
import { maxAheadDays, maxDurationMinutes, minDurationMinutes } from '../maintenance/maintenance.ts'
import { problemOfRule, shortestGapMinutes } from '../maintenance/occurrences.ts'
import { instantOf, isLocal, localOf } from '../maintenance/zone.ts'
import { defaultTimeZone, isTimeZone } from '../page.ts'
import { lineOf, proseOf, type PlannedMaintenance, type PlannedSeries, type Skipped } from './plan.ts'

const Id = z.union([z.number().int(), z.string().min(1).max(60)]).transform(String)
/** A number, or something that has one: who saves a file writes either. */
const Named = z.union([Id, z.object({ id: Id }).transform(({ id }) => id)])
const words = z.string().nullish().catch(null)
const names = z.array(z.unknown()).nullish().catch(null)
const Clock = z.object({ hours: z.number().int().min(0).max(23), minutes: z.number().int().min(0).max(59) })

const KumaMaintenance = z.object({
  ...{ id: Id, title: words, description: words, strategy: words, active: z.unknown().optional(), timezone: words },
  dateRange: z.array(words).nullish().catch(null),
  timeRange: z.array(z.unknown()).nullish().catch(null),
  ...{ intervalDay: z.number().int().nullish().catch(null), weekdays: names, daysOfMonth: names },
  ...{ monitors: names, monitorList: names, statusPages: names, statusPageList: names },
})
type KumaMaintenance = z.infer<typeof KumaMaintenance>

export type ReadMaintenance = {
  window: PlannedMaintenance | undefined
  series: PlannedSeries | undefined
  /** As Uptime Kuma numbers them; undefined: the file does not say. */
  pageIds: string[] | undefined
}

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** Without components: those are the page's to know. What cannot be taken over is put on the list. */
export function readKumaMaintenance(raw: unknown, now: Date, skipped: Skipped[]): ReadMaintenance | undefined {
  const { data } = KumaMaintenance.safeParse(raw)
  const name = lineOf(data?.title) || (data ? `Maintenance ${data.id}` : '')
  const skip = (reason: string): undefined => void skipped.push({ what: 'maintenance', name, reason })
  if (!data) return skip('it has no number')
  if (data.active === false || data.active === 0) return skip('it is switched off')
  const pageIds = listed(data.statusPages ?? data.statusPageList)
  const read = data.strategy === 'single' ? readWindow(data, name, now) : readSeries(data, name, now)
  if (typeof read === 'string') return skip(read)
  return 'rule' in read ? { window: undefined, series: read, pageIds } : { window: read, series: undefined, pageIds }
}

function listed(raw: unknown[] | null | undefined): string[] | undefined {
  return raw?.flatMap((each) => Named.safeParse(each).data ?? [])
}

function monitorsOf({ monitors, monitorList }: KumaMaintenance): string[] {
  return [...new Set(listed(monitors ?? monitorList))]
}

const zoneOf = ({ timezone }: KumaMaintenance): string =>
  timezone && isTimeZone(timezone) ? timezone : defaultTimeZone

/** `2024-12-01 02:00:00`, `2024-12-01T02:00` and with an offset, as a moment. */
function momentOf(text: string | null | undefined, timeZone: string): Date | undefined {
  const [, day, clock, offset] =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/.exec(text ?? '') ?? []
  if (day === undefined || clock === undefined || !isLocal(`${day}T${clock}`)) return undefined
  return offset === undefined ? instantOf(`${day}T${clock}`, timeZone) : new Date(`${day}T${clock}:00${offset}`)
}

function readWindow(maintenance: KumaMaintenance, title: string, now: Date): PlannedMaintenance | string {
  const timeZone = zoneOf(maintenance)
  const [start, end] = (maintenance.dateRange ?? []).map((text) => momentOf(text, timeZone))
  if (!start || !end || start >= end) return 'it does not say when it begins and ends'
  if (end.getTime() - start.getTime() > maxDurationMinutes * minuteMs) return 'it lasts longer than two weeks'
  if (start.getTime() > now.getTime() + maxAheadDays * dayMs) return `it begins more than ${maxAheadDays} days ahead`
  const status = end <= now ? 'completed' : start <= now ? 'in_progress' : 'scheduled'
  const planned = start < now ? start : now
  const body = proseOf(maintenance.description) || title
  const update = (kind: PlannedMaintenance['status'], at: Date, text: string) => ({
    ...{ sourceId: `maintenance ${maintenance.id} ${kind}`, status: kind, body: text, notified: false },
    ...{ createdAt: at, displayAt: at, changes: [] },
  })
  return {
    ...{ sourceId: `maintenance ${maintenance.id}`, title, status, scheduledFor: start, scheduledUntil: end },
    ...{ startedAt: planned, endedAt: status === 'completed' ? end : null, createdAt: planned, updatedAt: planned },
    ...{ componentSourceIds: [], monitorSourceIds: monitorsOf(maintenance) },
    updates: [
      update('scheduled', planned, body),
      ...(status === 'scheduled' ? [] : [update('in_progress', start, 'The maintenance has begun.')]),
      ...(status === 'completed' ? [update('completed', end, 'The maintenance is over.')] : []),
    ],
  }
}

const days = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

/** The rule of RFC 5545 that says the same; a sentence where there is none. */
function ruleOf({ strategy, intervalDay, weekdays, daysOfMonth }: KumaMaintenance): { rule: string } | string {
  switch (strategy) {
    case 'recurring-interval':
      return { rule: `FREQ=DAILY;INTERVAL=${intervalDay ?? 1}` }
    case 'recurring-weekday': {
      const named = (weekdays ?? []).flatMap((day) => (typeof day === 'number' ? (days[day] ?? []) : []))
      return named.length === 0 ? 'it names no day' : { rule: `FREQ=WEEKLY;BYDAY=${[...new Set(named)].join(',')}` }
    }
    case 'recurring-day-of-month': {
      const named = (daysOfMonth ?? []).flatMap((day) => {
        const [, fromEnd] = /^lastDay([1-4])$/.exec(String(day)) ?? []
        return fromEnd !== undefined ? [`-${fromEnd}`] : typeof day === 'number' ? [String(day)] : []
      })
      return named.length === 0
        ? 'it names no day'
        : { rule: `FREQ=MONTHLY;BYMONTHDAY=${[...new Set(named)].join(',')}` }
    }
    case 'manual':
      return 'it has no end: begin a maintenance of the status page when there is one'
    case 'cron':
      return 'it comes by a crontab: plan it anew as a series under Maintenance of the status page'
    default:
      return 'when it comes is not understood'
  }
}

function readSeries(maintenance: KumaMaintenance, title: string, now: Date): PlannedSeries | string {
  const timeZone = zoneOf(maintenance)
  const said = ruleOf(maintenance)
  if (typeof said === 'string') return said
  const [from, until] = (maintenance.timeRange ?? []).map((each) => Clock.safeParse(each).data)
  if (!from || !until) return 'it does not say when it begins and ends'
  const minutes = until.hours * 60 + until.minutes - (from.hours * 60 + from.minutes)
  const durationMinutes = minutes > 0 ? minutes : minutes + 24 * 60
  if (durationMinutes < minDurationMinutes) return `it is shorter than ${minDurationMinutes} minutes`
  const [first, last] = (maintenance.dateRange ?? []).map((text) => dayOf(text))
  const today = localOf(now, timeZone).slice(0, 10)
  if (last !== undefined && last < today) return 'it is over'
  const everyDays = maintenance.strategy === 'recurring-interval' ? (maintenance.intervalDay ?? 1) : 1
  const startsLocal = `${firstDay(first ?? today, today, everyDays)}T${pad(from.hours)}:${pad(from.minutes)}`
  const rule = last === undefined ? said.rule : `${said.rule};UNTIL=${last.replaceAll('-', '')}`
  const recurrence = { startsLocal, timeZone, rule }
  if (problemOfRule(recurrence) !== undefined) return 'when it comes is not understood'
  if (shortestGapMinutes(recurrence) < durationMinutes) return 'each of its windows must end before the next one begins'
  return {
    ...{ sourceId: `maintenance ${maintenance.id}`, title, body: proseOf(maintenance.description) || title },
    ...{ ...recurrence, durationMinutes, componentSourceIds: [], monitorSourceIds: monitorsOf(maintenance) },
  }
}

const pad = (number: number): string => String(number).padStart(2, '0')

function dayOf(text: string | null | undefined): string | undefined {
  const [day] = /^\d{4}-\d\d-\d\d/.exec(text ?? '') ?? []
  return day !== undefined && isLocal(`${day}T00:00`) ? day : undefined
}

/** The first of its days that is not over: what was before is not made up for. */
function firstDay(first: string, today: string, everyDays: number): string {
  if (first >= today) return first
  const [firstMs, todayMs] = [Date.parse(`${first}T00:00Z`), Date.parse(`${today}T00:00Z`)]
  const stepMs = Math.max(1, everyDays) * dayMs
  return new Date(firstMs + Math.ceil((todayMs - firstMs) / stepMs) * stepMs).toISOString().slice(0, 10)
}
