/**
 * Works off the deliveries of an update in one lane. A row is taken with a lease, tried, and its end committed before
 * the same worker takes another: a process that dies leaves rows whose lease runs out, and the next run takes them.
 * Only what the other side took in the moment before that commit can go out twice, with the same id: at most `atOnce`.
 */
import { recordActivity } from '#platform/activity'
import type { Context, Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { listBarred, skippedReason } from '#platform/processing'
import * as deliveries from './delivery-repo.ts'
import { loadLetter, type Letter } from './letter.ts'
import { suppress } from './suppress.ts'
import { workOff } from './work-off.ts'

/** What came of an attempt; `suppress` says why nothing more is to be sent there at all. */
export type Outcome =
  | { state: 'sent' | 'failed' | 'skipped' | 'suppressed'; reason: string | null; suppress?: string }
  | { state: 'waiting'; reason: string; nextAttemptAt: Date }

export type Laned = deliveries.Claimed & { barred: boolean }

type Options = {
  updateId: string
  lane: deliveries.Lane
  /** How many are tried at the same time by one process. */
  atOnce: number
  /** At most a minute. Whatever the other side does is an outcome; an error thrown is a bug or a dead store. */
  attempt: (letter: Letter, delivery: Laned) => Promise<Outcome>
  wake: (tx: Tx, startAfter: Date) => Promise<void>
}

/** Longer than waiting to be begun, one attempt and writing down its end can take. */
export const leaseMs = 120_000
/** What was claimed and not begun in this time goes back: an attempt of a minute would outlast the lease. */
const freshMs = 40_000
/** One run ends after this long and wakes the next, well before the queue takes it for hung. */
const runMs = 60_000

type Ended = { delivery: Laned; outcome: Outcome }

export async function deliverLane(ctx: Context, options: Options): Promise<void> {
  const { updateId, lane, atOnce } = options
  const found = await inTransaction(ctx, (tx) => loadLetter(tx, updateId))
  if (!found) return // what it tells of was deleted, and the deliveries with it
  await workOff<Laned, Ended>({
    ...{ atOnce, freshMs, runMs },
    claim: (limit) => inTransaction(ctx, (tx) => claim(tx, { updateId, lane, limit })),
    attempt: async (delivery) => ({
      delivery,
      outcome: reasonNotTo(delivery) ?? (await options.attempt(found.letter, delivery)),
    }),
    record: (ended) => inTransaction(ctx, (tx) => record(tx, found.telling, found.queuedId, ended)),
    giveBack: (rows) =>
      inTransaction(ctx, (tx) =>
        deliveries.releaseDeliveries(
          tx,
          rows.map(({ id }) => id),
        ),
      ),
  })
  await inTransaction(ctx, async (tx) => {
    // Whatever still waits, for its next attempt or for the lease of a worker that may be dead, is looked at again.
    const startAfter = await deliveries.findNextAttempt(tx, updateId, lane)
    if (startAfter) await options.wake(tx, startAfter)
  })
}

/** With those of the addresses that may not be written to: they restricted that, or objected to it. */
async function claim(
  tx: Tx,
  { updateId, lane, limit }: { updateId: string; lane: deliveries.Lane; limit: number },
): Promise<Laned[]> {
  const leasedUntil = new Date(tx.now().getTime() + leaseMs)
  const claimed = await deliveries.claimDeliveries(tx, updateId, { lane, limit, leasedUntil })
  const addresses = claimed.filter(({ channel }) => channel === 'email').map(({ address }) => address)
  const barred = await listBarred(tx, addresses, 'status', 'delivery')
  return claimed.map((each) => ({ ...each, barred: barred.has(each.address.toLowerCase()) }))
}

function reasonNotTo({ unsubscribed, barred, suppressedReason, replaced }: Laned): Outcome | undefined {
  if (unsubscribed) return { state: 'skipped', reason: 'unsubscribed' }
  if (barred) return { state: 'skipped', reason: skippedReason }
  if (suppressedReason !== null) return { state: 'suppressed', reason: suppressedReason }
  return replaced ? { state: 'skipped', reason: 'a newer update took its place' } : undefined
}

async function record(
  tx: Tx,
  telling: deliveries.TellingRow,
  causedBy: string | null,
  ended: readonly Ended[],
): Promise<void> {
  const finished: deliveries.Ended[] = []
  const postponed: deliveries.Postponed[] = []
  for (const { delivery, outcome } of ended) {
    const { id } = delivery
    if (outcome.state !== 'waiting') finished.push({ id, state: outcome.state, reason: outcome.reason })
    else postponed.push({ id, nextAttemptAt: outcome.nextAttemptAt, reason: outcome.reason })
  }
  await deliveries.postponeDeliveries(tx, postponed)
  const done = await deliveries.finishDeliveries(tx, finished)
  for (const { delivery, outcome } of ended) {
    if (outcome.state === 'failed') await suppress(tx, delivery.subscriberId, outcome.suppress ?? null)
  }
  for (const group of grouped(done)) {
    await recordActivity(tx, `subscriberMail.${group.state}`, {
      subjectId: telling.id,
      causedBy,
      data: { kind: telling.kind, subjectId: telling.subjectId, reason: group.reason, count: group.count },
    })
  }
}

/**
 * One activity for all that ended alike. A server's words may name the address, and an activity outlives the
 * subscriber: they stay in the delivery's row, and only our own reasons are told.
 */
function grouped(done: readonly deliveries.Ended[]) {
  const groups = new Map<string, { state: 'sent' | 'failed' | 'skipped'; reason: string | null; count: number }>()
  for (const { state: ending, reason: said } of done) {
    const state = ending === 'suppressed' ? 'skipped' : ending
    const reason = ending === 'skipped' ? said : ending === 'suppressed' ? 'nothing more is sent there' : null
    const key = `${state} ${reason}`
    const group = groups.get(key) ?? { state, reason, count: 0 }
    group.count += 1
    groups.set(key, group)
  }
  return groups.values()
}

/** The next attempt on schedule, or the end. `notBefore` is what the other side asked for. */
export function retryOr(
  ctx: Context,
  { attempts, delaysMs, notBeforeMs = 0 }: { attempts: number; delaysMs: readonly number[]; notBeforeMs?: number },
  reason: string,
): Outcome {
  const delayMs = delaysMs[attempts - 1]
  if (delayMs === undefined) return { state: 'failed', reason }
  return { state: 'waiting', reason, nextAttemptAt: new Date(ctx.now().getTime() + Math.max(delayMs, notBeforeMs)) }
}
