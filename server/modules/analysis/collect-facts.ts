/** Reads what an analysis rests on, from both stores, through handles bound to one workspace. */
import { findIncidentsByKeys, listResolvedIncidents, readIncidentScope, type Incident } from '#modules/incidents'
import {
  countAttributes,
  countByRelease,
  countBySteps,
  countCalls,
  countUsers,
  findEvent,
  listDeploys,
  listKeysBeside,
  sampleEventIds,
  type EventScope,
} from '#modules/telemetry'
import { listActivitiesBetween, type ActivityType } from '#platform/activity'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import type { Material } from './digest.ts'
import { beginningOf, type Facts } from './facts.ts'
import { lacksSourceMaps, topFrames } from './sample.ts'
import { mostAlike } from './similar.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** How far back releases and usual rates are looked for. */
const historyMs = 14 * dayMs
/** Affected and others are compared over this long before the beginning, and since. */
const comparedMs = dayMs
const rateSteps = 24
const minStepMs = 60_000
const maxSampled = 30
const maxSimilar = 5
const changeTypes: ActivityType[] = [
  'project.updated',
  'workspace.updated',
  'apiKey.created',
  'ingestKey.revoked',
  'ingestKey.created',
]

export type Collected = { facts: Facts; material: Material; scope: EventScope; incident: Incident }

export async function collectFacts(ctx: Context, incidentId: string): Promise<Collected> {
  const { incident, scope } = await readIncidentScope(ctx, incidentId)
  const at = ctx.now()
  const begin = beginningOf({ incident: { ...incident, userCount: 0, exceptions: [] } })
  // What happens while this is read is left for the next time.
  const to = new Date(Math.max(at.getTime(), incident.lastSeenAt.getTime()) + 1)
  const since = { from: begin, to }
  const compared = { from: new Date(begin.getTime() - comparedMs), to }
  const history = { from: new Date(begin.getTime() - historyMs), to }
  const stepMs = Math.max(minStepMs, Math.ceil((to.getTime() - begin.getTime()) / rateSteps))

  const sampleIds = await sampleEventIds(ctx, scope, since, maxSampled)
  const sampled = (await Promise.all(sampleIds.map((id) => findEvent(ctx, scope, id)))).filter(
    (one) => one !== undefined,
  )
  const [counts, releases, attributes, calls, userCount, beside, similar, nearby] = await Promise.all([
    countBySteps(ctx, scope, since, stepMs),
    countByRelease(ctx, scope, history),
    countAttributes(ctx, scope, compared),
    countCalls(ctx, scope, compared, begin),
    countUsers(ctx, scope),
    findBeside(ctx, scope, since),
    findSimilar(ctx, incident),
    findChanges(ctx, incident.projectId, begin),
  ])
  const frames = topFrames(sampled)
  const facts: Facts = {
    ...{ at, frames, releases, similar, beside, ...nearby, dependencies: calls },
    incident: { ...incident, userCount, exceptions: exceptionsOf(incident) },
    rate: { stepMs, counts },
    sampledEvents: sampled.length,
    sourceMapsMissing: lacksSourceMaps(sampled),
    attributes: attributes.counts,
    affectedTotal: attributes.affectedTotal,
    unaffectedTotal: attributes.unaffectedTotal,
  }
  return { facts, scope, incident, material: await materialOf(ctx, facts, incident, scope) }
}

/** Types and messages as the grouper saw them: without what differs from event to event. */
function exceptionsOf({ grouping }: Incident): string[] {
  const counted = new Set(['type', 'message', 'template', 'fingerprint'])
  return grouping.parts.filter((part) => part.counted && counted.has(part.kind)).map(({ value }) => value)
}

async function materialOf(ctx: Context, facts: Facts, incident: Incident, scope: EventScope): Promise<Material> {
  const to = facts.at
  const from = new Date(Math.max(incident.firstSeenAt.getTime(), to.getTime() - 7 * dayMs))
  const hours = Math.floor((to.getTime() - from.getTime()) / hourMs)
  // Only who has been there for a day has a usual rate; before that every rate is its usual one.
  const hourly = hours < 24 ? [] : await countBySteps(ctx, scope, { from, to }, hourMs)
  const last = hourly.at(-1) ?? 0
  const usual =
    hourly.length < 2 ? last : hourly.slice(0, -1).reduce((sum, count) => sum + count, 0) / (hourly.length - 1)
  return {
    exceptions: facts.incident.exceptions,
    frames: facts.frames.filter(({ inApp }) => inApp).map(({ file, function: name }) => `${file} ${name ?? ''}`),
    releases: facts.releases.filter(({ events }) => events > 0).map(({ version }) => version),
    environments: incident.environments,
    severity: incident.severity,
    ...{ hourlyRate: last, usualHourlyRate: Math.max(1, Math.round(usual)) },
    ...{ regressionCount: incident.regressionCount, escalatedAt: incident.escalatedAt?.toISOString() ?? null },
  }
}

async function findBeside(ctx: Context, scope: EventScope, period: { from: Date; to: Date }): Promise<Facts['beside']> {
  const keys = await listKeysBeside(ctx, scope, period)
  const incidents = await findIncidentsByKeys(ctx, keys)
  const found = new Map<string, Facts['beside'][number]>()
  for (const { projectId, key, ...counted } of keys) {
    const incident = incidents.get(`${projectId} ${key}`)
    if (!incident || found.has(incident.id)) continue
    found.set(incident.id, { id: incident.id, number: incident.number, title: incident.title, ...counted })
  }
  return [...found.values()]
}

async function findSimilar(ctx: Context, incident: Incident): Promise<Facts['similar']> {
  const resolved = await listResolvedIncidents(ctx, incident.projectId)
  const byId = new Map(resolved.map((one) => [one.id, one]))
  return mostAlike(incident, resolved, maxSimilar).flatMap(({ id, score }) => {
    const one = byId.get(id)
    return one ? [{ id, number: one.number, title: one.title, score, fix: one.fix }] : []
  })
}

/** From an hour before the beginning until some minutes after it: clocks differ. */
async function findChanges(ctx: Context, projectId: string, begin: Date): Promise<Pick<Facts, 'deploys' | 'changes'>> {
  const from = new Date(begin.getTime() - hourMs)
  const to = new Date(begin.getTime() + 5 * 60_000)
  return inTransaction(ctx, async (tx) => {
    const deploys = await listDeploys(tx, projectId, from, to)
    const activities = await listActivitiesBetween(tx, changeTypes, { from, to })
    return {
      deploys: deploys
        .map(({ id, version, environment, deployedAt }) => ({ id, version, environment, at: deployedAt }))
        .reverse(),
      changes: activities.map(({ id, type, at }) => ({ id, what: `A setting was changed here (${type})`, at })),
    }
  })
}
