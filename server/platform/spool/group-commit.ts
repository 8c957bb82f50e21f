import { AppError, unavailable } from '../errors.ts'
import type { Log } from '../log.ts'

/** `submit` resolves when the item is durable, and only then. */
export type Spool<Item, Result> = {
  submit(item: Item): Promise<Result>
  /** Items that wait or are being written. */
  depth(): number
  /** Refuses new items and resolves when all others are settled. */
  drain(): Promise<void>
}

export type GroupCommitOptions<Item, Result> = {
  /** Makes the items durable together and answers in their order. Called for one batch at a time. */
  processBatch(items: Item[]): Promise<Result[]>
  sizeBytes(item: Item): number
  maxBatchItems: number
  maxBatchBytes: number
  /** Beyond either bound `submit` throws `unavailable`: memory stays bounded and the sender is told. */
  maxWaitingItems: number
  maxWaitingBytes: number
  /** How long the first item of a batch waits for company. */
  lingerMs: number
  log: Log
}

type Waiting<Item, Result> = {
  item: Item
  sizeBytes: number
  resolve: (result: Result) => void
  reject: (error: unknown) => void
}

/**
 * In-process group commit: while one batch is being written the next one gathers, so that the cost of a durable write
 * is shared by all that arrive meanwhile. An item that makes its batch fail is found by halving and fails alone.
 */
export function createGroupCommit<Item, Result>(options: GroupCommitOptions<Item, Result>): Spool<Item, Result> {
  let waiting: Waiting<Item, Result>[] = []
  let waitingBytes = 0
  let inFlight = 0
  let running: Promise<void> | undefined
  let closed = false

  const run = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, options.lingerMs))
    while (waiting.length > 0) {
      const batch = takeBatch()
      inFlight = batch.length
      await settle(batch, options)
      inFlight = 0
    }
    running = undefined
  }

  const takeBatch = (): Waiting<Item, Result>[] => {
    let bytes = 0
    let count = 0
    for (const { sizeBytes } of waiting) {
      if (count > 0 && (count >= options.maxBatchItems || bytes + sizeBytes > options.maxBatchBytes)) break
      bytes += sizeBytes
      count += 1
    }
    const batch = waiting.slice(0, count)
    waiting = waiting.slice(count)
    waitingBytes -= bytes
    return batch
  }

  return {
    submit: (item) => {
      const sizeBytes = options.sizeBytes(item)
      const full = waiting.length >= options.maxWaitingItems || waitingBytes + sizeBytes > options.maxWaitingBytes
      if (closed || full) return Promise.reject(unavailable('too much is waiting to be stored; try again'))
      return new Promise<Result>((resolve, reject) => {
        waiting.push({ item, sizeBytes, resolve, reject })
        waitingBytes += sizeBytes
        running ??= run()
      })
    },
    depth: () => waiting.length + inFlight,
    drain: async () => {
      closed = true
      await running
    },
  }
}

async function settle<Item, Result>(
  batch: Waiting<Item, Result>[],
  options: GroupCommitOptions<Item, Result>,
): Promise<void> {
  try {
    const results = await options.processBatch(batch.map(({ item }) => item))
    for (const [index, { resolve, reject }] of batch.entries()) {
      const result = results[index]
      if (result === undefined) reject(new Error('processBatch answered for fewer items than it was given'))
      else resolve(result)
    }
  } catch (error) {
    // The stores are away: halving would only ask them more often.
    const hopeless = error instanceof AppError && error.code === 'unavailable'
    if (hopeless || batch.length === 1) {
      if (!hopeless) options.log.error('an item could not be stored', { component: 'spool', error })
      for (const { reject } of batch) reject(error)
      return
    }
    const middle = Math.ceil(batch.length / 2)
    await settle(batch.slice(0, middle), options)
    await settle(batch.slice(middle), options)
  }
}
