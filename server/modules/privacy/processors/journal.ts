/** Writes down whom this process called and whom it refused to call: beside the request, so that none waits for it. */
import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import type { Contact } from '#platform/egress'
import { addContacts, type Counted } from './repo.ts'

/** What waits is lost with the process: a second's worth, unless the database is away. */
const flushMs = 1_000

export type EgressJournal = {
  /** Writes what waits now; what cannot be written goes on waiting. */
  flush(): Promise<void>
  /** Ends it, when all is written that can be. */
  drain(): Promise<void>
}

/** Begins to count the requests of these services. What waits is one line for each recipient, host and outcome. */
export function keepEgressJournal(services: Services): EgressJournal {
  let waiting = new Map<string, Counted>()
  let flushing: Promise<void> | undefined
  const add = (contact: Contact): void => {
    const now = services.now()
    const key = JSON.stringify([...Object.values(contact), now.toISOString().slice(0, 10)])
    const before = waiting.get(key)
    waiting.set(key, { ...contact, count: (before?.count ?? 0) + 1, firstAt: before?.firstAt ?? now, lastAt: now })
  }
  const write = async (): Promise<void> => {
    const batch = waiting
    if (batch.size === 0) return
    waiting = new Map()
    try {
      await inPlatformTransaction(services, (tx) => addContacts(tx, inOrder(batch)))
    } catch (error) {
      services.log.warn('outgoing requests could not be written down', { component: 'egress', error })
      for (const [key, counted] of batch) waiting.set(key, together(counted, waiting.get(key)))
    }
  }
  const flush = (): Promise<void> => {
    flushing ??= write().finally(() => {
      flushing = undefined
    })
    return flushing
  }
  const end = services.egress.observe(add)
  const timer = setInterval(() => void flush(), flushMs)
  timer.unref()
  return {
    flush,
    drain: async () => {
      clearInterval(timer)
      end()
      await flushing
      await flush()
    },
  }
}

/** One order for all processes, so that two that write the same rows do not wait for each other. */
function inOrder(batch: Map<string, Counted>): Counted[] {
  return [...batch].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, counted]) => counted)
}

function together(one: Counted, other: Counted | undefined): Counted {
  return other === undefined ? one : { ...other, count: one.count + other.count, firstAt: one.firstAt }
}
