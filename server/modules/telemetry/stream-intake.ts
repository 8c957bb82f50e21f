/** The intake of an installation with NATS: answered when the stream has the event, stored by whoever is a worker. */
import { systemContext, type Services } from '#platform/context'
import { inTransaction } from '#platform/database'
import { newId } from '#platform/ids'
import { createNatsSpool, type GroupCommitOptions } from '#platform/spool'
import type { NewEvent } from './columns.ts'
import { parseEvent, serializeEvent } from './event.ts'
import type { Intake, IntakeAnswer } from './intake.ts'
import * as repo from './repo.ts'

/** Why an event that was answered is not there, in the outcomes and in the metrics. */
const givenUpReason = 'not_storable'

/** `duplicate` in its answers is what the stream knows, of the last two minutes; receipts decide what is counted. */
export function createStreamIntake(
  services: Services,
  url: string,
  options: GroupCommitOptions<NewEvent, IntakeAnswer> & { retryMs?: number },
): Intake {
  const spool = createNatsSpool<NewEvent>({
    ...options,
    url,
    processBatch: services.config.roles.includes('worker') ? options.processBatch : undefined,
    idOf: ({ projectId, event }) => `${projectId}/${event.id}`,
    encode: encodeNewEvent,
    decode: decodeNewEvent,
    onGivenUp: async (item) => {
      if (item) await recordGivenUp(services, item)
      services.metrics.eventsRefused(givenUpReason, 1)
    },
  })
  if (services.config.roles.includes('worker')) {
    services.metrics.gauge(
      'watchword_ingest_stream_events',
      'Events in the stream that are not in the stores yet, of all processes',
      () => spool.backlog(),
    )
  }
  return {
    ...spool,
    submit: async (item) => ({ id: item.event.id, duplicate: (await spool.submit(item)).duplicate }),
  }
}

/** Two lines of JSON: what belongs to the event, and the event. */
export function encodeNewEvent({ workspaceId, projectId, grouping, sizeBytes, event }: NewEvent): string {
  // Where grouping failed, why is told in the log of whoever took the event in; it may not even be JSON.
  const { failure: _, ...shown } = grouping
  return `${JSON.stringify({ workspaceId, projectId, grouping: shown, sizeBytes })}\n${serializeEvent(event)}`
}

/** Reverses `encodeNewEvent`; throws for what it did not write. */
export function decodeNewEvent(text: string): NewEvent {
  const end = text.indexOf('\n')
  if (end === -1) throw new Error('this is no event of ours')
  // Trusted: our own text, read back.
  const rest = JSON.parse(text.slice(0, end)) as Omit<NewEvent, 'event'>
  return { ...rest, event: parseEvent(text.slice(end + 1)) }
}

async function recordGivenUp(services: Services, { workspaceId, projectId, event }: NewEvent): Promise<void> {
  const ctx = systemContext(services, workspaceId, newId('req', services.now()))
  const category = event.kind === 'exception' ? 'error' : 'default'
  const outcome = { category, reason: givenUpReason, quantity: 1, by: 'server' as const }
  await inTransaction(ctx, (tx) => repo.addOutcomes(tx, projectId, [outcome]))
}
