import { jetstream } from '@nats-io/jetstream'
import { tooLarge, unavailable } from '../errors.ts'
import type { GroupCommitOptions, Spool } from './group-commit.ts'
import { startNatsConsumer } from './nats-consumer.ts'
import { createNatsLink } from './nats-link.ts'
import { packText } from './nats-payload.ts'
import { declareStream, isFull } from './nats-stream.ts'
import { parseNatsUrl } from './nats-url.ts'

export type NatsSpoolOptions<Item> = Omit<GroupCommitOptions<Item, never>, 'processBatch'> & {
  /** As `parseNatsUrl` reads it. */
  url: string
  /**
   * Makes the items durable together, whoever took them in. Some come twice, so it must count each once. Undefined:
   * this process takes in and others drain.
   */
  processBatch: ((items: Item[]) => Promise<unknown>) | undefined
  /** The same for each sending of an item. Without line breaks. */
  idOf(item: Item): string
  encode(item: Item): string
  /** May throw: what cannot be read is given up like what cannot be stored. */
  decode(text: string): Item
  /** Tells whose item could not be stored; undefined where it could not even be read. Called again if it throws. */
  onGivenUp(item: Item | undefined, error: unknown): Promise<void>
  /** After this time without a sign of life of a consumer, others get what it held. */
  ackWaitMs?: number
  /** Between attempts to store. */
  retryMs?: number
}

/** `duplicate`: the stream has had the same id within two minutes. */
export type NatsAnswer = { duplicate: boolean }
export type NatsSpool<Item> = Spool<Item, NatsAnswer> & {
  /** Items in the stream, of all processes, that are not stored yet; at most a third of `ackWaitMs` old. */
  backlog(): number
}

/** Longer than a leader's election takes, shorter than senders wait. */
const publishTimeoutMs = 5_000

/**
 * A spool on NATS JetStream (nats-server 2.9 or newer): `submit` resolves when the stream has the item on
 * `replicas` servers, and any process that has a `processBatch` stores it. The stream is bounded and refuses what is
 * new when it is full. While NATS is away `submit` throws `unavailable` at once; the connection comes back by itself.
 * Throws when the URL cannot be read.
 */
export function createNatsSpool<Item>(options: NatsSpoolOptions<Item>): NatsSpool<Item> {
  const { log, processBatch, ackWaitMs = 60_000, retryMs = 1_000 } = options
  const target = parseNatsUrl(options.url)
  const link = createNatsLink({
    connection: target.connection,
    prepare: (connection) => declareStream(connection, target, ackWaitMs),
    log,
  })
  const consumer = processBatch
    ? startNatsConsumer({ ...options, processBatch, link, stream: target.stream, ackWaitMs, retryMs })
    : undefined
  const publishing = new Set<Promise<NatsAnswer>>()
  let publishingBytes = 0
  let closed = false

  const publish = async (item: Item): Promise<NatsAnswer> => {
    const connection = link.ready()
    if (!connection) throw unavailable('the queue is away; try again')
    const { data, headers } = await packText(options.encode(item))
    if (data.length > (connection.info?.max_payload ?? Infinity)) throw tooLarge('this is too large for the queue')
    try {
      const ack = await jetstream(connection).publish(target.stream, data, {
        msgID: options.idOf(item),
        timeout: publishTimeoutMs,
        ...(headers && { headers }),
      })
      return { duplicate: ack.duplicate }
    } catch (error) {
      // It may have been stored and only the answer was lost. The sender sends again, and it is counted once.
      if (isFull(error)) throw unavailable('too much is waiting to be stored; try again', error)
      link.prepareAgain()
      throw unavailable('the queue did not answer; try again', error)
    }
  }

  return {
    submit: (item) => {
      const sizeBytes = options.sizeBytes(item)
      const full = publishing.size >= options.maxWaitingItems || publishingBytes + sizeBytes > options.maxWaitingBytes
      if (closed || full) return Promise.reject(unavailable('too much is waiting to be stored; try again'))
      publishingBytes += sizeBytes
      const published = publish(item).finally(() => {
        publishing.delete(published)
        publishingBytes -= sizeBytes
      })
      publishing.add(published)
      return published
    },
    depth: () => publishing.size,
    backlog: () => consumer?.backlog() ?? 0,
    drain: async () => {
      closed = true
      await Promise.allSettled(publishing)
      await consumer?.stop()
      await link.close()
    },
  }
}
