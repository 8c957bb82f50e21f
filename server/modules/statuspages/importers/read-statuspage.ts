/** Bodies of the Statuspage API, version 2, as a plan. What one thing lacks is its own skip, not the file's. Pure. */
import { z } from 'zod'
import { componentStatuses, type ComponentStatus } from '../components/component.ts'
import { impacts } from '../headline.ts'
import { maxAheadDays, maxUpdates as maxMaintenanceUpdates } from '../maintenance/maintenance.ts'
import { defaultTimeZone, isTimeZone } from '../page.ts'
import { maxUpdates, reportStatuses } from '../report.ts'
import {
  lineOf,
  maxMaintenances,
  maxReports,
  proseOf,
  slugFrom,
  type Plan,
  type PlannedChange,
  type PlannedComponent,
  type PlannedGroup,
  type PlannedMaintenance,
  type PlannedPage,
  type PlannedReport,
  type PlannedUpdate,
  type Skipped,
} from './plan.ts'

/** Below `/api/v2/`; the first one must be there. */
export const statuspageFiles = [
  'summary.json',
  'components.json',
  'incidents.json',
  'scheduled-maintenances.json',
] as const

const words = z.string().nullish().catch(null)
const SourceId = z.string().min(1).max(100)
const moment = z
  .string()
  .max(40)
  .nullish()
  .catch(null)
  .transform((text) => momentOf(text))

const Page = z.object({ id: SourceId, name: words, url: words, time_zone: words })

const Part = z.object({
  id: SourceId,
  name: words,
  description: words,
  status: words,
  created_at: moment,
  updated_at: moment,
  position: z.number().nullish().catch(null),
  showcase: z.boolean().nullish().catch(null),
  start_date: words,
  group_id: words,
  group: z.boolean().nullish().catch(null),
  only_show_if_degraded: z.boolean().nullish().catch(null),
})
type Part = z.infer<typeof Part>

const Affected = z.object({ code: SourceId, name: words, old_status: words, new_status: words })

const Update = z.object({
  id: SourceId,
  status: words,
  body: words,
  created_at: moment,
  display_at: moment,
  affected_components: z.array(z.unknown()).nullish().catch(null),
  deliver_notifications: z.boolean().nullish().catch(null),
})

const Story = z.object({
  id: SourceId,
  name: words,
  status: words,
  impact: words,
  created_at: moment,
  updated_at: moment,
  started_at: moment,
  monitoring_at: moment,
  resolved_at: moment,
  scheduled_for: moment,
  scheduled_until: moment,
  incident_updates: z.array(z.unknown()).nullish().catch(null),
  components: z.array(z.unknown()).nullish().catch(null),
})
type Story = z.infer<typeof Story>

/** Nobody's status page is older, and what is later is a mistake. */
const earliestMs = Date.UTC(2000, 0, 1)
const latestMs = Date.UTC(2100, 0, 1)

function momentOf(text: string | null | undefined): Date | null {
  const ms = Date.parse(text ?? '')
  return Number.isNaN(ms) || ms < earliestMs || ms >= latestMs ? null : new Date(ms)
}

/** Whether it can be read here at all. */
export function isStatuspage(document: Record<string, unknown>): boolean {
  return bodiesOf(document).some((body) => Page.safeParse(body['page']).success)
}

/**
 * The plan of one page. `document` is a body (`summary.json`), several joined into one, or an object of bodies by the
 * name of their file. Where both name the same thing, the longer list is read.
 */
export function readStatuspage(document: Record<string, unknown>, now: Date): Plan {
  const bodies = bodiesOf(document)
  const skipped: Skipped[] = []
  const read = bodies.map((body) => Page.safeParse(body['page']).data).find((page) => page !== undefined)
  if (!read) return { kind: 'statuspage', pages: [], monitors: [], skipped: [noPage] }
  const skip = (what: Skipped['what'], name: string, reason: string): undefined => {
    skipped.push({ what, name, reason })
    return undefined
  }
  const name = lineOf(read.name) || 'Status page'
  const zone = read.time_zone ?? ''
  if (zone !== '' && !isTimeZone(zone))
    skip('page', name, `its time zone ${lineOf(zone, 60)} is not known: UTC is used`)
  const page: PlannedPage = {
    ...{ sourceId: read.id, name, description: '', slug: slugFrom(name, 'status-page') },
    timeZone: zone !== '' && zone.length <= 60 && isTimeZone(zone) ? zone : defaultTimeZone,
    ...readParts(joined(bodies, 'components'), skip),
    reports: readAll(joined(bodies, 'incidents'), { what: 'report', most: maxReports, skip }, (story, of) =>
      readReport(story, of, now),
    ),
    maintenances: readAll(
      joined(bodies, 'scheduled_maintenances'),
      { what: 'maintenance', most: maxMaintenances, skip },
      (story, of) => readMaintenance(story, of, now),
    ),
  }
  return { kind: 'statuspage', pages: [page], monitors: [], skipped }
}

const noPage: Skipped = { what: 'file', name: '', reason: 'there is no page in it' }

type Skip = (what: Skipped['what'], name: string, reason: string) => undefined

function bodiesOf(document: Record<string, unknown>): Record<string, unknown>[] {
  const named = statuspageFiles.flatMap((file) => [document[file], document[file.replace('.json', '')]])
  return [document, ...named].filter((body) => isObject(body))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What the bodies list under a key, each thing once; the body that lists most comes first, as it says most. */
function joined(bodies: readonly Record<string, unknown>[], key: string): unknown[] {
  const lists = bodies.flatMap((body) => (Array.isArray(body[key]) ? [body[key] as unknown[]] : []))
  const seen = new Set<unknown>()
  return lists
    .toSorted((a, b) => b.length - a.length)
    .flatMap((list, index) => {
      const fresh = list.filter((each) => index === 0 || !isObject(each) || !seen.has(each['id']))
      for (const each of list) if (isObject(each)) seen.add(each['id'])
      return fresh
    })
}

function readParts(raw: unknown[], skip: Skip): Pick<PlannedPage, 'groups' | 'components' | 'order'> {
  const seen = new Set<string>()
  const parts = raw
    .flatMap((each): Part[] => {
      const { data } = Part.safeParse(each)
      if (!data) return skip('component', '', 'it has no id') ?? []
      if (seen.has(data.id)) return skip('component', lineOf(data.name), 'its id stands twice in the file') ?? []
      seen.add(data.id)
      return [data]
    })
    .toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0))
  const groupIds = new Set(parts.filter(({ group }) => group === true).map(({ id }) => id))
  const groups = parts.filter(({ id }) => groupIds.has(id)).map((part) => plannedGroup(part, 'Group'))
  const components = parts
    .filter(({ id }) => !groupIds.has(id))
    .flatMap((part): PlannedComponent[] => {
      const status = oneOf(componentStatuses, part.status)
      if (!status) return skip('component', lineOf(part.name), 'its status is not one of the five that there are') ?? []
      const groupSourceId = part.group_id != null && groupIds.has(part.group_id) ? part.group_id : null
      const startDate = /^\d{4}-\d{2}-\d{2}$/.test(part.start_date ?? '') && momentOf(part.start_date)
      return [
        {
          ...plannedGroup(part, 'Component'),
          ...{ status, groupSourceId, showcase: part.showcase ?? true },
          startDate: startDate ? startDate.toISOString().slice(0, 10) : null,
          onlyShowIfDegraded: part.only_show_if_degraded ?? false,
        },
      ]
    })
  const standing = new Set(components.filter((each) => each.groupSourceId === null).map(({ sourceId }) => sourceId))
  const order = parts.map(({ id }) => id).filter((id) => groupIds.has(id) || standing.has(id))
  return { groups, components, order }
}

function plannedGroup(part: Part, otherwise: string): PlannedGroup {
  return {
    sourceId: part.id,
    name: lineOf(part.name) || otherwise,
    description: proseOf(part.description, 1_000),
    createdAt: part.created_at,
    updatedAt: part.updated_at,
  }
}

type Of = { name: string; skip: (reason: string) => undefined; skipUpdate: (reason: string) => undefined }

/** Newest first in the source; the oldest of too many stay behind. */
function readAll<T extends { sourceId: string }>(
  raw: unknown[],
  { what, most, skip }: { what: 'report' | 'maintenance'; most: number; skip: Skip },
  read: (story: Story, of: Of) => T | undefined,
): T[] {
  const seen = new Set<string>()
  const found: T[] = []
  for (const each of raw) {
    const { data } = Story.safeParse(each)
    const name = lineOf(data?.name)
    if (!data) skip(what, name, 'it has no id')
    else if (seen.has(data.id)) skip(what, name, 'its id stands twice in the file')
    else if (found.length >= most) skip(what, name, `at most ${most} are taken over at a time`)
    else {
      seen.add(data.id)
      const of = {
        name,
        skip: (reason: string) => skip(what, name, reason),
        skipUpdate: (reason: string) => skip('update', name, reason),
      }
      const story = read(data, of)
      if (story) found.push(story)
    }
  }
  return found
}

function readReport(story: Story, of: Of, now: Date): PlannedReport | undefined {
  const status = oneOf(reportStatuses, story.status)
  if (!status) return of.skip('its status is not one that a report can have')
  const updates = readUpdates(story, reportStatuses, { of, most: maxUpdates, now })
  const [first] = updates
  const last = updates.at(-1)
  if (!first || !last) return of.skip('it has no update that could be read')
  const startedAt = earliest(story.started_at ?? story.created_at ?? first.displayAt, first.displayAt)
  const isOver = status === 'resolved' || status === 'postmortem'
  const resolved = updates.findLast((update) => update.status === 'resolved')
  const endedAt = isOver
    ? latest(earliest(story.resolved_at ?? resolved?.displayAt ?? last.displayAt, now), startedAt)
    : null
  return {
    ...storyOf(story, of, { first, last, startedAt, endedAt, updates }),
    status,
    impact: oneOf(impacts, story.impact) ?? 'none',
    monitoringAt: story.monitoring_at ?? updates.find((update) => update.status === 'monitoring')?.displayAt ?? null,
  }
}

const windowStatuses = ['scheduled', 'in_progress', 'verifying', 'completed'] as const

function readMaintenance(story: Story, of: Of, now: Date): PlannedMaintenance | undefined {
  const status = oneOf(windowStatuses, story.status)
  const { scheduled_for: scheduledFor, scheduled_until: scheduledUntil } = story
  if (!status) return of.skip('its status is not one that a maintenance can have')
  if (!scheduledFor || !scheduledUntil || scheduledFor >= scheduledUntil)
    return of.skip('it does not say when it begins and ends')
  if (status === 'scheduled' && scheduledUntil <= now) return of.skip('its time is over, and it never began')
  if (scheduledFor.getTime() > now.getTime() + maxAheadDays * 86_400_000)
    return of.skip(`it begins more than ${maxAheadDays} days ahead`)
  const updates = readUpdates(story, windowStatuses, { of, most: maxMaintenanceUpdates, now })
  const [first] = updates
  const last = updates.at(-1)
  if (!first || !last) return of.skip('it has no update that could be read')
  const begun = updates.find((update) => update.status !== 'scheduled')?.displayAt
  const startedAt = earliest(begun ?? scheduledFor, now)
  const completed = updates.find((update) => update.status === 'completed')?.displayAt
  const endedAt =
    status === 'completed' ? latest(earliest(story.resolved_at ?? completed ?? scheduledUntil, now), startedAt) : null
  return { ...storyOf(story, of, { first, last, startedAt, endedAt, updates }), status, scheduledFor, scheduledUntil }
}

function storyOf<U extends { createdAt: Date }>(
  story: Story,
  { name }: Of,
  { first, last, updates, ...times }: { first: U; last: U; updates: U[]; startedAt: Date; endedAt: Date | null },
) {
  return {
    sourceId: story.id,
    title: name || 'Without a title',
    ...times,
    createdAt: story.created_at ?? first.createdAt,
    updatedAt: story.updated_at ?? last.createdAt,
    componentSourceIds: (story.components ?? []).flatMap((each) => {
      const { data } = z.object({ id: SourceId }).safeParse(each)
      return data ? [data.id] : []
    }),
    updates,
  }
}

/** Oldest first. */
function readUpdates<S extends string>(
  { incident_updates: raw }: Story,
  statuses: readonly S[],
  { of, most, now }: { of: Of; most: number; now: Date },
): PlannedUpdate<S>[] {
  const seen = new Set<string>()
  const updates = (raw ?? []).flatMap((each): PlannedUpdate<S>[] => {
    const { data } = Update.safeParse(each)
    if (!data) return of.skipUpdate('it has no id') ?? []
    const status = oneOf(statuses, data.status)
    const at = data.display_at ?? data.created_at
    if (!status) return of.skipUpdate('its status is not one that it can have here') ?? []
    if (!at) return of.skipUpdate('it does not say when it was written') ?? []
    if (at > now) return of.skipUpdate('it is of the future') ?? []
    if (seen.has(data.id)) return of.skipUpdate('its id stands twice') ?? []
    seen.add(data.id)
    return [
      {
        ...{ sourceId: data.id, status, body: proseOf(data.body), notified: data.deliver_notifications ?? false },
        ...{ createdAt: earliest(data.created_at ?? at, now), displayAt: at },
        changes: status === ('postmortem' as string) ? [] : changesOf(data.affected_components ?? []),
      },
    ]
  })
  // The source lists the newest first; of those of one moment the later one stands above.
  const ordered = updates.toReversed().toSorted((a, b) => a.displayAt.getTime() - b.displayAt.getTime())
  if (ordered.length > most) of.skipUpdate(`only the newest ${most} of its ${ordered.length} updates are taken over`)
  return ordered.slice(-most)
}

const maxChanges = 500

function changesOf(raw: unknown[]): PlannedChange[] {
  const changes = raw.slice(0, maxChanges).flatMap((each): [string, PlannedChange][] => {
    const { data } = Affected.safeParse(each)
    const newStatus = oneOf(componentStatuses, data?.new_status)
    if (!data || !newStatus) return []
    const oldStatus: ComponentStatus = oneOf(componentStatuses, data.old_status) ?? 'operational'
    return [[data.code, { componentSourceId: data.code, name: lineOf(data.name) || 'Component', oldStatus, newStatus }]]
  })
  return [...new Map(changes).values()]
}

function oneOf<T extends string>(known: readonly T[], text: string | null | undefined): T | undefined {
  return known.find((each) => each === text)
}

function earliest(a: Date, b: Date): Date {
  return a < b ? a : b
}

function latest(a: Date, b: Date): Date {
  return a > b ? a : b
}
