/** Writes down what API keys are used for: beside the request, in batches, so that none waits for it. */
import { ColumnsError } from '#platform/columns'
import type { Context, Services } from '#platform/context'
import type { Authenticate, OnAnswered } from '#platform/http'
import { insertApiRequests, type NewApiRequest } from './columns.ts'

/** What waits is lost with the process: a second's worth, unless the column store is away. */
const flushMs = 1_000
/** Some 10 MB. What comes when so many wait is dropped and counted. */
const maxWaiting = 20_000
const maxBatch = 5_000
const textLimit = 300

export type AccessLog = {
  /** The same as it was given, and remembers whose key a request came with. */
  authenticate: Authenticate
  onAnswered: OnAnswered
  /** Writes what waits now; what cannot be written goes on waiting. */
  flush(): Promise<void>
  drain(): Promise<void>
}

export function createAccessLog(services: Services, authenticate: Authenticate): AccessLog {
  const contexts = new WeakMap<object, Context>()
  const waiting: NewApiRequest[] = []
  let droppedTotal = 0
  let droppedSince = 0
  let flushing: Promise<void> | undefined

  const drop = (count: number): void => {
    droppedTotal += count
    droppedSince += count
  }
  const write = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, maxBatch)
      try {
        await insertApiRequests(services.columns, batch)
      } catch (error) {
        services.log.warn('the access log could not be written', { component: 'accessLog', error })
        // The store is away: later. Or it refuses these rows: it would do so for ever.
        if (!(error instanceof ColumnsError)) break
        drop(batch.length)
      }
      waiting.splice(0, batch.length)
    }
    if (droppedSince > 0) services.log.error('the access log lost entries', { count: droppedSince })
    droppedSince = 0
  }
  const flush = (): Promise<void> => {
    flushing ??= write().finally(() => {
      flushing = undefined
    })
    return flushing
  }
  const timer = setInterval(() => void flush(), flushMs)
  timer.unref()
  services.metrics.gauge(
    'watchword_access_log_dropped_entries',
    'Requests with API keys that are missing in their log',
    () => droppedTotal,
  )

  return {
    authenticate: async (scoped, request) => {
      const identity = await authenticate(scoped, request)
      if (identity.ctx?.actor.kind === 'apiKey') contexts.set(request, identity.ctx)
      return identity
    },
    onAnswered: (request, answered) => {
      const ctx = contexts.get(request)
      if (!ctx) return
      if (waiting.length >= maxWaiting) drop(1)
      else waiting.push(entryOf(ctx, answered))
    },
    flush,
    drain: async () => {
      clearInterval(timer)
      await flushing
      await flush()
    },
  }
}

function entryOf(ctx: Context, answered: Parameters<OnAnswered>[1]): NewApiRequest {
  const { operation, method, path, status, durationMs } = answered
  return {
    workspaceId: ctx.workspaceId,
    keyId: ctx.actor.id,
    id: ctx.requestId,
    at: ctx.now(),
    operation,
    method,
    path,
    status,
    durationMs: Math.round(durationMs),
    remoteAddress: (ctx.origin?.remoteAddress ?? '').slice(0, textLimit),
    userAgent: (ctx.origin?.userAgent ?? '').slice(0, textLimit),
  }
}
