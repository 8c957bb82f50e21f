import { createLog } from '../log.ts'
import type { NatsSpoolOptions } from './nats.ts'
import type { Item } from './spool.contract.ts'

type Fixed = Omit<NatsSpoolOptions<Item>, 'processBatch' | 'onGivenUp'>

/** Small bounds and short times; the meaning is that of the real ones. */
export function natsOptions(url: string): Fixed {
  return {
    url,
    sizeBytes: ({ text }) => text.length,
    idOf: ({ id }) => id,
    encode: (item) => JSON.stringify(item),
    // Trusted: our own text, read back.
    decode: (text) => JSON.parse(text) as Item,
    maxBatchItems: 100,
    maxBatchBytes: 1024 * 1024,
    maxWaitingItems: 1000,
    maxWaitingBytes: 8 * 1024 * 1024,
    lingerMs: 5,
    ackWaitMs: 1_000,
    retryMs: 20,
    log: createLog('silent'),
  }
}
