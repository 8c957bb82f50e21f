import { setTimeout as wait } from 'node:timers/promises'
import type { Context } from '#platform/context'
import { defineJob } from '#platform/jobs'
import { attemptDelivery } from './attempt-delivery.ts'
import { attemptInput, deliverJobName, type AttemptInput } from './schedule-attempt.ts'

/** The queue gives out the next jobs when all of a batch have ended, so a slow receiver must not hold one for long. */
const patienceMs = 1_000
/** Calls that go on after their job; when there are more, jobs wait for theirs to end. */
const maxBehind = 100

/**
 * Makes one attempt. After a second the job is done and the call goes on by itself: what becomes of it is in the
 * delivery's row, and if this process dies, the job that was written with the lease comes back for it.
 */
function createHandler(): (ctx: Context, input: AttemptInput) => Promise<void> {
  const behind = new Set<Promise<void>>()
  return async (ctx, input) => {
    const attempt = attemptDelivery(ctx, input)
    if (behind.size >= maxBehind) return attempt
    if (await endsInTime(attempt)) return undefined
    const goingOn = attempt
      .catch((error: unknown) => ctx.log.error('an attempt to deliver failed unexpectedly', { error }))
      .finally(() => behind.delete(goingOn))
    behind.add(goingOn)
    return undefined
  }
}

/** Throws what the attempt throws in that time. */
async function endsInTime(attempt: Promise<void>): Promise<boolean> {
  const stop = new AbortController()
  const late = wait(patienceMs, false, { signal: stop.signal, ref: false })
  late.catch(() => undefined) // it is stopped when nobody waits for it any more
  try {
    return await Promise.race([attempt.then(() => true), late])
  } finally {
    stop.abort()
  }
}

export const deliverJob = defineJob({
  name: deliverJobName,
  purpose: 'alerting',
  reads: ['C16', 'C17'],
  input: attemptInput,
  handle: createHandler(),
})

export const jobs = [deliverJob]
