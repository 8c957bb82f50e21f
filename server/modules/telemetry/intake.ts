/**
 * From an event that was understood to one that is durable and counted, exactly once. The column store is written
 * first and serves as the log: a batch that was cut off before the database committed is found there by its batch id
 * and counted later (`recover-batches.ts`). The database's receipts decide what counts.
 */
import { systemContext, type Services, type Tx } from '#platform/context'
import { monotonicMs } from '#platform/clock'
import { inPlatformTransaction, inWorkspace } from '#platform/database'
import { AppError } from '#platform/errors'
import { newId } from '#platform/ids'
import { createGroupCommit, type Spool } from '#platform/spool'
import { markFirstEvent } from '#modules/workspaces'
import { eventRow, insertEvents, type NewEvent } from './columns.ts'
import { recordActivity } from '#platform/activity'
import { recordReleases } from './releases/index.ts'
import * as repo from './repo.ts'
import { groupingToShow, signalsOf, type Signal, type SignalEvent } from './signal.ts'
import { createStreamIntake } from './stream-intake.ts'

/** `duplicate`: it had been taken in before, so nothing was counted. */
export type IntakeAnswer = { id: string; duplicate: boolean }
export type Intake = Spool<NewEvent, IntakeAnswer>

/** What follows from signals, decided downstream; called inside the transaction, returns the ids that changed. */
export type RecordSignals = (tx: Tx, signals: readonly Signal[]) => Promise<readonly { id: string }[]>

const bounds = {
  maxBatchItems: 500,
  maxBatchBytes: 8 * 1024 * 1024,
  maxWaitingItems: 5_000,
  maxWaitingBytes: 64 * 1024 * 1024,
  // Few large parts instead of many small ones, at a price far below the 100 ms that an answer may take.
  lingerMs: 10,
}

/** In this process, or over NATS where the configuration names one. */
export function createIntake(services: Services, recordSignals: RecordSignals): Intake {
  const processBatch = (batch: readonly ReadyEvent[]) => storeBatch(services, recordSignals, batch)
  const options = { ...bounds, log: services.log, sizeBytes: ({ sizeBytes }: { sizeBytes: number }) => sizeBytes }
  const { natsUrl } = services.config
  const noted = (event: NewEvent) => {
    const { failure: error } = event.grouping
    if (error !== undefined)
      services.log.error('grouping failed; the fallback was used', { component: 'ingest', error })
    return event
  }
  if (natsUrl !== null) {
    const stream = createStreamIntake(services, natsUrl, {
      ...options,
      processBatch: (batch) => processBatch(batch.map(ready)),
    })
    return { ...stream, submit: (event) => stream.submit(noted(event)) }
  }
  const spool = createGroupCommit<ReadyEvent, IntakeAnswer>({ ...options, processBatch })
  return { ...spool, submit: async (event) => spool.submit(ready(noted(event))) }
}

/** An event as both stores take it. What waits is small and flat: the event's own objects are garbage by then. */
type ReadyEvent = { row: Buffer; counted: CountedEvent; sizeBytes: number }

function ready(event: NewEvent): ReadyEvent {
  return { row: eventRow(event), counted: toCountedEvent(event), sizeBytes: event.sizeBytes }
}

/** Of counting one batch. */
const maxTries = 4

async function storeBatch(
  services: Services,
  recordSignals: RecordSignals,
  batch: readonly ReadyEvent[],
): Promise<IntakeAnswer[]> {
  const startedMs = monotonicMs()
  const batchId = newId('bat', services.now())
  const events = batch.map(({ counted }) => counted)
  await insertEvents(
    services.columns,
    batchId,
    batch.map(({ row }) => row),
  )
  const fresh = await countAgain(() => countBatch(services, recordSignals, batchId, events))
  services.metrics.eventsAccepted(fresh.size)
  services.metrics.ingestBatch(batch.length, (monotonicMs() - startedMs) / 1000)
  return events.map(({ projectId, eventId }) => {
    // Of two with the same id in one batch the second is the duplicate.
    const duplicate = !fresh.delete(`${projectId} ${eventId}`)
    return { id: eventId, duplicate }
  })
}

/**
 * A batch that gave way to somebody else's transaction is counted again: its senders have done nothing wrong, and the
 * receipts make either order count once.
 */
async function countAgain<T>(count: () => Promise<T>): Promise<T> {
  for (let triesLeft = maxTries - 1; ; triesLeft -= 1) {
    try {
      return await count()
    } catch (error) {
      if (triesLeft === 0 || !(error instanceof AppError) || error.code !== 'conflict') throw error
    }
  }
}

export type CountedEvent = SignalEvent & { workspaceId: string }

/**
 * Commits a batch in the database: receipts, incidents and all that follows, for all its workspaces together. Returns
 * `<project id> <event id>` of those that were counted now. A batch that was counted before changes nothing.
 */
export async function countBatch(
  services: Services,
  recordSignals: RecordSignals,
  batchId: string,
  events: readonly CountedEvent[],
): Promise<Set<string>> {
  const changed: { workspaceId: string; ids: string[] }[] = []
  const afterCommit: (() => void)[] = []
  const fresh = await inPlatformTransaction(services, async (platformTx) => {
    // Not "return if it is known": a recovery that met it half written has counted a part. The receipts decide.
    await repo.insertBatch(platformTx, batchId)
    const all = new Set<string>()
    // In one order everywhere, so that two batches never wait for each other's workspaces.
    for (const [workspaceId, group] of [...byWorkspace(events)].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const ctx = systemContext(services, workspaceId, batchId)
      await inWorkspace(platformTx, ctx, async (tx) => {
        const inserted = await repo.insertReceipts(tx, inReceiptOrder(group))
        if (inserted.size === 0) return
        const counted = firstOfEach(group.filter((event) => inserted.has(`${event.projectId} ${event.eventId}`)))
        // Before the signals: whether something came back depends on which release is later.
        afterCommit.push(await recordReleases(tx, counted))
        const incidents = await recordSignals(tx, signalsOf(counted))
        await announceFirstEvents(tx, counted)
        changed.push({ workspaceId, ids: incidents.map(({ id }) => id) })
        for (const key of inserted) all.add(key)
      })
    }
    return all
  })
  for (const remember of afterCommit) remember()
  for (const { workspaceId, ids } of changed) services.live.incidentsCounted(workspaceId, ids)
  // Only now: had the transaction failed, the next event would have to be the first.
  for (const { projectId } of events) knownProjects(services).add(projectId)
  return fresh
}

/** Projects of which this process knows that they have had an event; saves an update for each batch. */
const projectsWithEvents = new WeakMap<object, Set<string>>()

function knownProjects({ database }: Pick<Services, 'database'>): Set<string> {
  const known = projectsWithEvents.get(database) ?? new Set()
  projectsWithEvents.set(database, known)
  return known
}

async function announceFirstEvents(tx: Tx, events: readonly CountedEvent[]): Promise<void> {
  const seen = new Set(knownProjects(tx))
  for (const { projectId, receivedAt, eventId } of events) {
    if (seen.has(projectId)) continue
    seen.add(projectId)
    if (await markFirstEvent(tx, projectId, receivedAt)) {
      await recordActivity(tx, 'project.firstEventReceived', { subjectId: projectId, causedBy: eventId })
    }
  }
}

function byWorkspace(events: readonly CountedEvent[]): Map<string, CountedEvent[]> {
  const groups = new Map<string, CountedEvent[]>()
  for (const event of events) {
    const group = groups.get(event.workspaceId)
    if (group) group.push(event)
    else groups.set(event.workspaceId, [event])
  }
  return groups
}

/** Two batches that hold the same events, because a sender was impatient, wait for each other's receipts in one order. */
function inReceiptOrder(events: readonly CountedEvent[]): CountedEvent[] {
  return events.toSorted((a, b) => (a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : 0))
}

function firstOfEach(events: readonly CountedEvent[]): CountedEvent[] {
  return [
    ...new Map(events.toReversed().map((event) => [`${event.projectId} ${event.eventId}`, event])).values(),
  ].reverse()
}

function toCountedEvent({ workspaceId, projectId, event, grouping }: NewEvent): CountedEvent {
  return {
    workspaceId,
    projectId,
    key: grouping.key,
    formerKeys: grouping.formerKeys ?? [],
    eventId: event.id,
    occurredAt: event.occurredAt,
    receivedAt: event.receivedAt,
    kind: event.kind,
    level: event.level,
    title: event.title,
    culprit: event.culprit,
    release: event.release ?? null,
    environment: event.environment ?? null,
    times: event.times,
    grouping: groupingToShow(grouping),
  }
}
