import { setTimeout as pause } from 'node:timers/promises'
import { jetstream, type Consumer, type ConsumerMessages, type JsMsg } from '@nats-io/jetstream'
import { AppError } from '../errors.ts'
import { createGroupCommit, type Spool } from './group-commit.ts'
import type { NatsLink } from './nats-link.ts'
import type { NatsSpoolOptions } from './nats.ts'
import { unpackText } from './nats-payload.ts'

export type NatsConsumer = {
  /** Messages in the stream that are not stored yet, as of the last sign of life. */
  backlog(): number
  /** Finishes what is being stored, gives the rest back, and resolves. */
  stop(): Promise<void>
}

type ConsumerOptions<Item> = NatsSpoolOptions<Item> & {
  processBatch: (items: Item[]) => Promise<unknown>
  link: NatsLink
  stream: string
  ackWaitMs: number
  retryMs: number
}

/** How often an item that fails by itself is delivered, in all. */
const maxDeliveries = 5
const prefetchMessages = 100
const restartMs = 200

/**
 * Drains the stream through a group commit of its own and acknowledges what is stored. While the stores are away it
 * holds on to what it has, so that only items that fail by themselves come closer to being given up.
 */
export function startNatsConsumer<Item>(options: ConsumerOptions<Item>): NatsConsumer {
  const { link, log, stream } = options
  const stopping = new AbortController()
  const held = createHeld(options, stopping.signal)
  let messages: ConsumerMessages | undefined
  let backlog = 0

  const findConsumer = async (): Promise<Consumer | undefined> => {
    const connection = link.ready()
    return connection && jetstream(connection).consumers.get(stream, stream)
  }

  const consume = async (): Promise<void> => {
    const consumer = await findConsumer()
    messages = await consumer?.consume({ max_messages: prefetchMessages, abort_on_missing_resource: true })
    if (!messages) return
    if (stopping.signal.aborted) messages.stop()
    for await (const message of messages) {
      await held.room()
      if (stopping.signal.aborted) message.nak()
      else held.add(message)
    }
  }

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await consume()
      } catch (error) {
        log.warn('the stream cannot be read', { component: 'nats', error })
        link.prepareAgain()
      }
      await patience(restartMs, stopping.signal)
    }
  }

  const readBacklog = async (): Promise<void> => {
    const info = await (await findConsumer())?.info(true)
    if (info) backlog = info.num_pending + info.num_ack_pending
  }

  const running = run()
  const signOfLife = setInterval(() => {
    if (!link.ready()) return
    held.stayAlive()
    readBacklog().catch((error: unknown) => log.debug('the backlog is not known', { component: 'nats', error }))
  }, options.ackWaitMs / 3)

  return {
    backlog: () => backlog,
    stop: async () => {
      stopping.abort()
      messages?.stop()
      await running
      await held.settled()
      clearInterval(signOfLife)
    },
  }
}

type Held = {
  add(message: JsMsg): void
  /** Resolves when another message may be added: two batches are under way and one gathers, not more. */
  room(): Promise<void>
  /** Tells the server that the messages are still being worked on. */
  stayAlive(): void
  settled(): Promise<void>
}

function createHeld<Item>(options: ConsumerOptions<Item>, stopping: AbortSignal): Held {
  const commit = createPatientCommit(options, stopping)
  const held = new Map<JsMsg, Promise<void>>()
  let bytes = 0
  let roomMade = (): void => undefined
  stopping.addEventListener('abort', () => roomMade())
  const isFull = (): boolean => held.size >= 3 * options.maxBatchItems || bytes >= 3 * options.maxBatchBytes

  return {
    add: (message) => {
      const sizeBytes = message.data.length
      bytes += sizeBytes
      const settled = settle(message, commit, options)
        // It comes again when the time to acknowledge it is over.
        .catch((error: unknown) => options.log.warn('an item is held up', { component: 'spool', error }))
        .finally(() => {
          held.delete(message)
          bytes -= sizeBytes
          roomMade()
        })
      held.set(message, settled)
    },
    room: async () => {
      while (isFull() && !stopping.aborted) await new Promise<void>((resolve) => (roomMade = resolve))
    },
    stayAlive: () => {
      for (const message of held.keys()) message.working()
    },
    settled: async () => {
      await Promise.all(held.values())
    },
  }
}

/** A group commit that asks again while the stores are away, until it is to stop. */
function createPatientCommit<Item>(options: ConsumerOptions<Item>, stopping: AbortSignal): Spool<Item, true> {
  return createGroupCommit<Item, true>({
    ...options,
    // Bounded by what is held.
    maxWaitingItems: Infinity,
    maxWaitingBytes: Infinity,
    processBatch: async (items) => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          await options.processBatch(items)
          return items.map(() => true)
        } catch (error) {
          if (!isUnavailable(error) || stopping.aborted) throw error
          if (attempt === 1) options.log.warn('the stores are away, items wait', { component: 'spool', error })
          await patience(options.retryMs, stopping)
        }
      }
    },
  })
}

async function settle<Item>(message: JsMsg, commit: Spool<Item, true>, options: ConsumerOptions<Item>): Promise<void> {
  let item: Item | undefined
  try {
    item = options.decode(await unpackText(message))
    await commit.submit(item)
  } catch (error) {
    const attempt = message.info.deliveryCount
    if (isUnavailable(error)) return message.nak()
    if (attempt < maxDeliveries) return message.nak(options.retryMs * 2 ** (attempt - 1))
    // Only what was told may end.
    await options.onGivenUp(item, error)
    options.log.error('an item was given up', { component: 'spool', attempt, error })
    return message.term()
  }
  message.ack()
}

async function patience(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch(() => undefined)
}

function isUnavailable(error: unknown): boolean {
  return error instanceof AppError && error.code === 'unavailable'
}
