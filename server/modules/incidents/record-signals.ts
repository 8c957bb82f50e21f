import type { Signal } from '#modules/telemetry'
import { recordActivity } from '#platform/activity'
import type { Tx } from '#platform/context'
import { newId } from '#platform/ids'
import { extend, open, type Incident } from './incident.ts'
import * as repo from './repo.ts'

/**
 * Takes in what a batch of events says: opens an incident for each group that was never seen, counts the others, and
 * reopens what comes back after its resolution. Called within the transaction that makes the events durable, once for
 * each event. Returns the incidents concerned.
 */
export async function recordSignals(tx: Tx, signals: readonly Signal[]): Promise<Incident[]> {
  const known = await repo.listKeys(tx, signals)
  const idOf = (signal: Signal): string | undefined =>
    known.find(({ projectId, key }) => projectId === signal.projectId && key === signal.key)?.incidentId
  const changed: Incident[] = []
  const further = new Map<string, Signal[]>()
  for (const signal of signals) {
    const id = idOf(signal) ?? (await openOrFind(tx, signal, changed))
    if (id) further.set(id, [...(further.get(id) ?? []), signal])
  }
  for (const incident of await repo.listForUpdate(tx, [...further.keys()])) {
    changed.push(await extendIncident(tx, incident, further.get(incident.id) ?? []))
  }
  return changed
}

/** Opens an incident for the signal; returns the id of the one that someone else opened for its group meanwhile. */
async function openOrFind(tx: Tx, signal: Signal, opened: Incident[]): Promise<string | undefined> {
  const { projectId, key } = signal
  const id = newId('inc', tx.now())
  if (!(await repo.claimKey(tx, { projectId, key, incidentId: id }))) {
    const [existing] = await repo.listKeys(tx, [{ projectId, key }])
    return existing?.incidentId
  }
  const incident = open(signal, id, await repo.nextNumber(tx), tx.now())
  await repo.insert(tx, incident)
  await recordActivity(tx, 'incident.opened', {
    subjectId: id,
    causedBy: signal.eventId,
    data: activityData(incident, signal),
  })
  opened.push(incident)
  return undefined
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
  await repo.update(tx, incident)
  return incident
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
