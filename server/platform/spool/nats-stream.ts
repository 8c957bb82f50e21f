import {
  AckPolicy,
  DiscardPolicy,
  JetStreamApiError,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream'
import { nanos, type NatsConnection } from '@nats-io/transport-node'
import type { NatsTarget } from './nats-url.ts'

/** The same message id within this time is one message. The server keeps an id for each message of it in memory. */
const duplicateWindowMs = 120_000
/** Over all processes that drain: many times what one of them holds. */
const maxAckPending = 50_000

/** Numbers of nats-server's errors.json: JSStreamNameExistErr, JSConsumerNameExistErr, JSConsumerAlreadyExists. */
const exists = new Set([10058, 10013, 10148])
/** JSStreamStoreFailedF ("maximum bytes exceeded"), JSInsufficientResourcesErr, JSStorageResourcesExceededErr. */
const full = new Set([10077, 10023, 10047])

/** Makes the stream and its one consumer, or brings them to this configuration. Repeatable, by many at once. */
export async function declareStream(
  connection: NatsConnection,
  { stream, replicas, maxBytes }: NatsTarget,
  ackWaitMs: number,
): Promise<void> {
  const manager = await jetstreamManager(connection, { checkAPI: false })
  const config = {
    subjects: [stream],
    // On disk, deleted as soon as it is acknowledged, and a new one is refused rather than an old one dropped.
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    max_bytes: maxBytes,
    num_replicas: replicas,
    duplicate_window: nanos(duplicateWindowMs),
  }
  const retention = RetentionPolicy.Workqueue
  await manager.streams.add({ name: stream, retention, ...config }).catch(async (error: unknown) => {
    if (!hasCode(error, exists)) throw error
    await manager.streams.update(stream, config)
  })
  // No limit of deliveries: what cannot be stored is given up by us, after it was told, and never by the server.
  const consumer = { ack_wait: nanos(ackWaitMs), max_ack_pending: maxAckPending, max_deliver: -1 }
  const identity = { durable_name: stream, ack_policy: AckPolicy.Explicit }
  await manager.consumers.add(stream, { ...identity, ...consumer }).catch(async (error: unknown) => {
    if (!hasCode(error, exists)) throw error
    await manager.consumers.update(stream, stream, consumer)
  })
}

export function isFull(error: unknown): boolean {
  return hasCode(error, full)
}

function hasCode(error: unknown, codes: Set<number>): boolean {
  return error instanceof JetStreamApiError && codes.has(error.code)
}
