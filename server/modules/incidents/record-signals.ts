import type { Signal } from '#modules/telemetry'
import { recordActivity } from '#platform/activity'
import type { Tx } from '#platform/context'
import { newId } from '#platform/ids'
import { extend, open, type Incident } from './incident.ts'
import * as repo from './repo.ts'

/**
 * Takes in what a batch of events says: opens an incident for each group that was never seen, counts the others, and
 * reopens what comes back after its resolution. Called within the transaction that makes the events durable, once for
 * each event, with one signal a group. Returns the incidents concerned.
 *
 * Locks are taken in one order everywhere, so that two batches at once may wait for each other and never block: keys
 * of groups by their text, then the workspace's number, then incidents by id.
 */
export async function recordSignals(tx: Tx, signals: readonly Signal[]): Promise<Incident[]> {
  const known = await incidentIds(tx, signals)
  const { opened, others } = await openNew(
    tx,
    signals.filter((signal) => !known.has(groupOf(signal))),
  )
  // Opened by someone else since they were looked up; that transaction has committed, or the claim would still wait.
  for (const [group, id] of await incidentIds(tx, others)) known.set(group, id)
  const further = new Map<string, Signal[]>()
  for (const signal of signals) {
    const id = known.get(groupOf(signal))
    if (id !== undefined) further.set(id, [...(further.get(id) ?? []), signal])
  }
  const extended: Incident[] = []
  for (const incident of await repo.listForUpdate(tx, [...further.keys()])) {
    extended.push(await extendIncident(tx, incident, further.get(incident.id) ?? []))
  }
  await repo.updateExtended(tx, extended)
  return [...opened, ...extended]
}

/** Opens an incident for each signal whose group is still nobody's; `others` are those that someone else was faster with. */
async function openNew(tx: Tx, signals: readonly Signal[]): Promise<{ opened: Incident[]; others: Signal[] }> {
  const candidates = signals.map((signal) => ({ signal, incidentId: newId('inc', tx.now()) }))
  const claimed = await repo.claimKeys(
    tx,
    candidates.map(({ signal: { projectId, key }, incidentId }) => ({ projectId, key, incidentId })),
  )
  const opened: Incident[] = []
  for (const { signal, incidentId } of candidates) {
    if (claimed.has(incidentId)) opened.push(await openIncident(tx, signal, incidentId))
  }
  const others = candidates.filter(({ incidentId }) => !claimed.has(incidentId)).map(({ signal }) => signal)
  return { opened, others }
}

async function openIncident(tx: Tx, signal: Signal, id: string): Promise<Incident> {
  const incident = open(signal, id, await repo.nextNumber(tx), tx.now())
  await repo.insert(tx, incident)
  await recordActivity(tx, 'incident.opened', {
    subjectId: id,
    causedBy: signal.eventId,
    data: activityData(incident, signal),
  })
  return incident
}

async function extendIncident(tx: Tx, before: Incident, signals: readonly Signal[]): Promise<Incident> {
  let incident = before
  for (const signal of signals) {
    const next = extend(incident, signal, tx.now())
    incident = next.incident
    if (!next.regressed) continue
    await recordActivity(tx, 'incident.regressed', {
      subjectId: incident.id,
      causedBy: signal.eventId,
      data: activityData(incident, signal),
    })
  }
  return incident
}

async function incidentIds(tx: Tx, signals: readonly Signal[]): Promise<Map<string, string>> {
  const keys = await repo.listKeys(tx, signals)
  return new Map(keys.map((row) => [groupOf(row), row.incidentId]))
}

function groupOf({ projectId, key }: { projectId: string; key: string }): string {
  return `${projectId} ${key}`
}

/** What those who are told need to know without asking again. */
function activityData(incident: Incident, signal: Signal) {
  return {
    title: incident.title,
    number: incident.number,
    level: incident.level,
    culprit: incident.culprit,
    environment: signal.environments[0] ?? null,
    release: signal.release,
    eventCount: incident.eventCount,
    eventReceivedAt: signal.receivedAt.toISOString(),
  }
}
