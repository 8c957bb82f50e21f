import type { Signal } from '#modules/telemetry'
import { recordActivity } from '#platform/activity'
import type { Tx } from '#platform/context'
import { newId } from '#platform/ids'
import { extend, type Surroundings } from './extend.ts'
import { countSignals, type Claim } from './groups/count-repo.ts'
import * as groups from './groups/repo.ts'
import { open, type Incident } from './incident.ts'
import * as repo from './repo.ts'
import { listRules } from './severity/repo.ts'
import { surroundings, type Locked } from './surroundings.ts'

/**
 * Takes in what a batch of events says: opens an incident for each group that was never seen, counts the others, and
 * reopens what comes back after its resolution. Called within the transaction that makes the events durable, once for
 * each event, with one signal a group. Returns the incidents concerned.
 *
 * Locks are taken in one order everywhere, so that two batches at once may wait for each other and never block: keys
 * of groups by their text, then the workspace's number, then incidents by id. However many groups a batch has, it is a
 * constant number of statements, but for activities.
 */
export async function recordSignals(tx: Tx, signals: readonly Signal[]): Promise<Incident[]> {
  const claims = await claim(tx, signals)
  const leads = await countSignals(tx, claims)
  const claimed = claims.filter(({ signal }) => leads.get(groups.groupOf(signal))?.isNew)
  await groups.insertOrigins(
    tx,
    claimed.map(({ signal }) => signal),
  )
  const opened = await openAll(
    tx,
    claimed.filter(({ cause }) => cause === 'signal'),
  )
  const openedIds = new Set(opened.map(({ id }) => id))
  const further = new Map<string, Signal[]>()
  for (const signal of signals) {
    const id = leads.get(groups.groupOf(signal))?.incidentId
    if (id !== undefined && !openedIds.has(id)) further.set(id, [...(further.get(id) ?? []), signal])
  }
  return [...opened, ...(await extendAll(tx, further))]
}

/**
 * For each signal the incident that its group would be of if it were nobody's: a new one, or the one that the same
 * events counted for before their key changed.
 */
async function claim(tx: Tx, signals: readonly Signal[]): Promise<Claim[]> {
  const former = signals.flatMap(({ projectId, formerKeys }) => formerKeys.map((key) => ({ projectId, key })))
  const known = new Map((await groups.listKeys(tx, former)).map((group) => [groups.groupOf(group), group]))
  return signals.map((signal) => {
    const { projectId, formerKeys } = signal
    const [group] = formerKeys.flatMap((key) => known.get(groups.groupOf({ projectId, key })) ?? [])
    if (group) {
      return { signal, incidentId: group.incidentId, homeIncidentId: group.homeIncidentId, cause: 'algorithm' }
    }
    const incidentId = newId('inc', tx.now())
    return { signal, incidentId, homeIncidentId: incidentId, cause: 'signal' }
  })
}

async function openAll(tx: Tx, opening: readonly Claim[]): Promise<Incident[]> {
  if (opening.length === 0) return []
  const rules = await listRules(tx)
  const first = await repo.nextNumbers(tx, opening.length)
  const opened = opening.map(({ signal, incidentId }, index) =>
    open(signal, incidentId, first + index, tx.now(), rules),
  )
  await repo.insertAll(tx, opened)
  for (const [index, incident] of opened.entries()) {
    const signal = opening[index]?.signal
    if (signal) await record(tx, 'incident.opened', incident, signal)
  }
  return opened
}

async function extendAll(tx: Tx, further: ReadonlyMap<string, readonly Signal[]>): Promise<Incident[]> {
  const locked = await lockAll(tx, further)
  const around = await surroundings(tx, locked)
  const extended: Incident[] = []
  for (const { incident, signals } of locked) {
    extended.push(await extendOne(tx, incident, signals, around(incident)))
  }
  await repo.updateExtended(tx, extended)
  return extended
}

/**
 * A key that was made an alias while its incident was being merged leads to that one, which is nobody's any more: its
 * row says where it went. The locks are given back before that one is looked for, so that incidents are locked by id in
 * one go.
 */
async function lockAll(tx: Tx, further: ReadonlyMap<string, readonly Signal[]>): Promise<Locked[]> {
  const { locked, merged } = await repo.lockUnmerged(tx, [...further.keys()])
  if (merged.size === 0) return locked.map((incident) => ({ incident, signals: further.get(incident.id) ?? [] }))
  const next = new Map<string, readonly Signal[]>()
  for (const [id, signals] of further) {
    const target = merged.get(id) ?? id
    next.set(target, [...(next.get(target) ?? []), ...signals])
    if (target === id) continue
    for (const { projectId, key } of signals) {
      await groups.move(tx, { projectId, keys: [key] }, { incidentId: target, cause: 'algorithm' })
    }
  }
  return lockAll(tx, next)
}

async function extendOne(
  tx: Tx,
  before: Incident,
  signals: readonly Signal[],
  around: Surroundings,
): Promise<Incident> {
  let incident = before
  for (const signal of signals) {
    const next = extend(incident, signal, tx.now(), around)
    incident = next.incident
    if (next.regressed) await record(tx, 'incident.regressed', incident, signal)
    if (next.unmuted) await record(tx, 'incident.unmuted', incident, signal, { cause: next.unmuted })
    if (next.escalated) await record(tx, 'incident.escalated', incident, signal, { hourCount: incident.hourCount })
  }
  return incident
}

/** What those who are told need to know without asking again. */
async function record(
  tx: Tx,
  type: 'incident.opened' | 'incident.regressed' | 'incident.unmuted' | 'incident.escalated',
  incident: Incident,
  signal: Signal,
  more: Record<string, string | number> = {},
): Promise<void> {
  await recordActivity(tx, type, {
    subjectId: incident.id,
    causedBy: signal.eventId,
    data: {
      title: incident.title,
      number: incident.number,
      level: incident.level,
      severity: incident.severity,
      culprit: incident.culprit,
      environment: signal.environments[0] ?? null,
      release: signal.release,
      eventCount: incident.eventCount,
      eventReceivedAt: signal.receivedAt.toISOString(),
      ...more,
    },
  })
}
