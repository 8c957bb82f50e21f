import { requireProject } from '#modules/workspaces'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { invalidRequest } from '#platform/errors'
import { algorithmVersions, fingerprint, type GroupingSettings } from '../grouping/index.ts'
import type { FindIncidents, TraceIncident } from '../traces/read-traces.ts'
import { listGroups, sampleEvents, type GroupSize, type Period, type StoredSample } from './columns.ts'
import { describeGrouping } from './get-grouping.ts'
import { readDraft, type RulesDraft } from './read-draft.ts'
import { rehearse, type Rehearsal, type Rehearsed } from './rehearsal.ts'
import { settingsOf } from './revision.ts'

export type GroupingDraft = {
  /** Undefined: those in force. */
  rules?: RulesDraft | undefined
  version?: number | undefined
  /** From 1 to 30. */
  days: number
}

/** What was looked at, and what there was. */
export type Coverage = {
  from: Date
  events: number
  groups: number
  eventsInPeriod: number
  groupsInPeriod: number
  /** Events of those groups whose payload was removed by age: nothing can be said of them. */
  eventsWithoutPayload: number
}

export type GroupingRehearsal = Rehearsal & { covered: Coverage; incidents: TraceIncident[] }

/** The newest groups; of each the newest events. */
export const rehearsalLimits = { groups: 200, eventsPerGroup: 10, bytes: 64 * 1024 * 1024 } as const
const groupsPerRead = 20
const dayMs = 24 * 3_600_000

/**
 * Runs a draft over stored events and says what would join, split and stay. Nothing is changed. Throws
 * invalid_request for rules that cannot be read.
 */
export async function rehearseGrouping(
  ctx: Context,
  projectId: string,
  draft: GroupingDraft,
  findIncidents: FindIncidents,
): Promise<GroupingRehearsal> {
  requirePermission(ctx, 'projects.write')
  const { current, planned } = await begin(ctx, projectId, draft)
  const period = { projectId, since: new Date(ctx.now().getTime() - draft.days * dayMs) }
  const { groups, total } = await listGroups(ctx, period, rehearsalLimits.groups)
  const seen: Seen[] = []
  let bytes = 0
  for (let at = 0; at < groups.length && bytes < rehearsalLimits.bytes; at += groupsPerRead) {
    const samples = await readSamples(ctx, period, groups.slice(at, at + groupsPerRead))
    bytes += samples.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
    seen.push(...samples.map((sample) => look(sample, current, planned)))
  }
  const keys = [...new Set(seen.flatMap(({ key, plannedKey }) => [key, plannedKey]))]
  const incidents = await findAll(ctx, projectId, keys, findIncidents)
  const result = rehearse(seen.map((one) => place(one, incidents)))
  return {
    ...result,
    incidents: [...new Map([...incidents.values()].map((incident) => [incident.id, incident])).values()],
    covered: {
      from: period.since,
      events: seen.length,
      groups: new Set(seen.map(({ key }) => key)).size,
      eventsInPeriod: total.events,
      groupsInPeriod: total.groups,
      eventsWithoutPayload: groups.reduce((sum, { withoutPayload }) => sum + withoutPayload, 0),
    },
  }
}

async function begin(ctx: Context, projectId: string, draft: GroupingDraft) {
  const rules = draft.rules === undefined ? undefined : readDraft(draft.rules)
  const { version } = draft
  if (version !== undefined && !algorithmVersions.includes(version)) {
    throw invalidRequest('version: not known', [{ path: 'version', message: 'not known' }])
  }
  return inTransaction(ctx, async (tx) => {
    await requireProject(tx, projectId)
    const active = await describeGrouping(tx, projectId)
    return {
      current: settingsOf(active),
      planned: settingsOf({ version: version ?? active.version, rules: rules ?? active.rules }),
    }
  })
}

/** Each stands for its part of the group. */
async function readSamples(ctx: Context, period: Period, groups: GroupSize[]): Promise<(StoredSample & Weighed)[]> {
  const keys = groups.map(({ key }) => key)
  const samples = await sampleEvents(ctx, period, keys, rehearsalLimits.eventsPerGroup)
  const sampled = Map.groupBy(samples, ({ key }) => key)
  const sizes = new Map(groups.map(({ key, events, withoutPayload }) => [key, events - withoutPayload]))
  return samples.map((sample) => ({
    ...sample,
    weight: (sizes.get(sample.key) ?? 1) / (sampled.get(sample.key)?.length ?? 1),
  }))
}

type Weighed = { weight: number }
type Seen = Omit<Rehearsed, 'before' | 'after'> & { key: string; plannedKey: string; isTouched: boolean }

function look(sample: StoredSample & Weighed, current: GroupingSettings, planned: GroupingSettings): Seen {
  const { event, template, key, weight } = sample
  const now = fingerprint(event, current, { template })
  const then = fingerprint(event, planned, { template })
  const isTouched = now.key !== then.key
  return { eventId: event.id, title: event.title, weight, key, plannedKey: then.key, isTouched, rule: then.rule }
}

/** What the draft does not touch stays where it is, also if that was decided by an older version. */
function place({ key, plannedKey, isTouched, ...seen }: Seen, incidents: Map<string, TraceIncident>): Rehearsed {
  const placeOf = (key: string) => incidents.get(key)?.id ?? key
  const before = placeOf(key)
  return { ...seen, before, after: isTouched ? placeOf(plannedKey) : before }
}

/** By key. */
async function findAll(ctx: Context, projectId: string, keys: string[], findIncidents: FindIncidents) {
  const found = await findIncidents(
    ctx,
    keys.map((key) => ({ projectId, key })),
  )
  return new Map(
    keys.flatMap((key) => {
      const incident = found.get(`${projectId} ${key}`)
      return incident ? [[key, incident] as const] : []
    }),
  )
}
