/** What alerts from outside make of incidents: one incident for each name of an alert within a project. */
import { recordActivity } from '#platform/activity'
import { systemContext, type Services, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict } from '#platform/errors'
import type { Downstream } from '../engine/follow-rule.ts'
import * as repo from './external-repo.ts'
import type { ExternalAlert } from './external-repo.ts'
import type { SentAlert } from './read-alerts.ts'
import { keyOf, signalOf, type AlertName } from './signal-of-external.ts'
import { silencersOf } from './silence.ts'
import { listActive } from './silences-repo.ts'

/** Firing ones of a project. */
export const maxExternalAlerts = 10_000

type Target = { workspaceId: string; projectId: string }

/** Durable when it returns. Safe to repeat: senders do so every minute. */
export async function takeAlerts(
  services: Services,
  downstream: Downstream,
  { workspaceId, projectId }: Target,
  sent: readonly SentAlert[],
): Promise<void> {
  const ctx = systemContext(services, workspaceId, 'alertmanager')
  const byName = Map.groupBy(sent, ({ name }) => name)
  const ids = await inTransaction(ctx, async (tx) => {
    const known = Map.groupBy(await repo.listForUpdate(tx, projectId, [...byName.keys()]), ({ name }) => name)
    await refuseTooMany(tx, projectId, sent.length)
    const changed: string[] = []
    for (const [name, alerts] of [...byName].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const now = tx.now()
      const before = new Map((known.get(name) ?? []).map((alert) => [alert.fingerprint, alert]))
      const news = alerts.flatMap((alert) => next(before.get(alert.fingerprint), alert, projectId, now) ?? [])
      for (const alert of news) before.set(alert.fingerprint, alert)
      changed.push(...(await follow(tx, downstream, { projectId, name }, [...before.values()], news)))
    }
    return changed
  })
  if (ids.length > 0) services.live.incidentsCounted(workspaceId, ids)
}

/** Those of a name that are over by time, because nobody sends them any more. */
export async function endAlerts(tx: Tx, downstream: Downstream, projectId: string, name: string): Promise<string[]> {
  const now = tx.now()
  const known = await repo.listForUpdate(tx, projectId, [name])
  const ended = known.flatMap((alert) =>
    alert.resolvedAt === null && alert.endsAt <= now ? [{ ...alert, resolvedAt: alert.endsAt }] : [],
  )
  const all = new Map(known.map((alert) => [alert.fingerprint, alert]))
  for (const alert of ended) all.set(alert.fingerprint, alert)
  return follow(tx, downstream, { projectId, name }, [...all.values()], ended)
}

/** Most of what is sent is a repeat, and so is counted twice here. */
async function refuseTooMany(tx: Tx, projectId: string, added: number): Promise<void> {
  if (added + (await repo.countFiring(tx, projectId)) <= 2 * maxExternalAlerts) return
  throw conflict(`more than ${maxExternalAlerts} alerts of the project fire`)
}

/** Undefined: it says that something is over of which nothing is known. */
function next(
  before: ExternalAlert | undefined,
  sent: SentAlert,
  projectId: string,
  now: Date,
): ExternalAlert | undefined {
  const isOver = sent.endsAt <= now
  const goesOn = before?.resolvedAt === null ? before : undefined
  if (isOver && !goesOn) return undefined
  const { startsAt = now, ...rest } = sent
  const fresh = { ...rest, projectId, updatedAt: now, resolvedAt: isOver ? sent.endsAt : null }
  if (!goesOn) return { ...fresh, startsAt, toldAt: null, incidentId: before?.incidentId ?? null }
  // It began when it was first told to begin.
  const began = goesOn.startsAt < startsAt ? goesOn.startsAt : startsAt
  return { ...fresh, startsAt: began, toldAt: goesOn.toldAt, incidentId: goesOn.incidentId }
}

/** Tells the incident of a name what is new; answers which incidents changed. */
async function follow(
  tx: Tx,
  downstream: Downstream,
  group: AlertName,
  all: readonly ExternalAlert[],
  news: readonly ExternalAlert[],
): Promise<string[]> {
  const now = tx.now()
  const key = keyOf(group)
  const firing = all.filter(({ resolvedAt }) => resolvedAt === null)
  const silencers = firing.length > 0 ? silencersOf(await listActive(tx, now)) : () => []
  const toTell = firing.filter(({ toldAt, labels }) => toldAt === null && silencers(labels).length === 0)
  const changed = new Map(news.map((alert) => [alert.fingerprint, alert]))
  const ids: string[] = []
  if (toTell.length > 0) {
    const [incident] = await downstream.recordSignals(tx, [await signalOf(tx, group, key, firing, toTell)])
    for (const alert of toTell) {
      changed.set(alert.fingerprint, { ...alert, toldAt: now, incidentId: incident?.id ?? alert.incidentId })
    }
    if (incident) ids.push(incident.id)
  } else if (news.some(({ resolvedAt, toldAt }) => resolvedAt !== null && toldAt !== null)) {
    if (!firing.some(({ toldAt }) => toldAt !== null)) ids.push(...(await recover(tx, downstream, group, key)))
  }
  await repo.save(tx, [...changed.values()])
  return ids
}

async function recover(tx: Tx, downstream: Downstream, { projectId, name }: AlertName, key: string): Promise<string[]> {
  const activity = await recordActivity(tx, 'alert.resolved', { subjectId: projectId, data: { name, external: true } })
  const resolved = await downstream.resolveRecovered(tx, { projectId, key, at: tx.now(), causedBy: activity.id })
  return resolved ? [resolved.id] : []
}
