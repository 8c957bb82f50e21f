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
import { loadLetters, type Letters } from './letter.ts'
import { suppress } from './suppress.ts'
import type { Sign } from './pace.ts'
import { workOff, type Ways } from './work-off.ts'

/** What came of an attempt; `suppress` says why nothing more is to be sent there at all. */
export type Outcome =
  | { state: 'sent' | 'failed' | 'skipped' | 'suppressed'; reason: string | null; suppress?: string }
  /** `sign`: what it says about others that go the same way. */
  | { state: 'waiting'; reason: string; nextAttemptAt: Date; sign?: Sign }

export type Laned = deliveries.Claimed & { barred: boolean }

type Options = {
  updateId: string
  lane: deliveries.Lane
  /** How many are tried at the same time by one process. */
  atOnce: number
  /**
   * Done once for a run; what it returns makes one attempt, of at most a minute. Whatever the other side does is an
   * outcome; an error thrown is a bug or a dead store.
   */
  prepare: (letters: Letters) => (delivery: Laned) => Promise<Outcome>
  wake: (tx: Tx, startAfter: Date) => Promise<void>
  /** At most so many go to one domain of mail at the same time. */
  mostOfDomain?: number
}

/** Longer than waiting to be begun, one attempt and writing down its end can take. */
export const leaseMs = 120_000
/** What was claimed and not begun in this time goes back: an attempt of a minute would outlast the lease. */
const freshMs = 40_000
/** A domain that is busy twice in a row is left alone for so long. */
export const holdMs = 60_000
/** One run ends after this long and wakes the next, well before the queue takes it for hung. */
const runMs = 60_000

type Ended = { delivery: Laned; outcome: Outcome }

export async function deliverLane(ctx: Context, options: Options): Promise<void> {
  const { updateId, lane, atOnce } = options
  const found = await inTransaction(ctx, (tx) => loadLetters(tx, updateId))
  if (!found) return // what it tells of was deleted, and the deliveries with it
  const attempt = options.prepare(found.letters)
  const { telling } = found
  const claim = claimInOrder(ctx, telling, lane)
  await workOff<Laned, Ended>({
    ...{ atOnce, freshMs, runMs },
    claim,
    attempt: async (delivery) => ({
      delivery,
      outcome: reasonNotTo(delivery) ?? (await attempt(delivery)),
    }),
    record: (ended) => inTransaction(ctx, (tx) => record(tx, telling, found.queuedId, ended)),
    giveBack: (rows) =>
      inTransaction(ctx, (tx) =>
        deliveries.releaseDeliveries(
          tx,
          rows.map(({ id }) => id),
        ),
      ),
    ...(options.mostOfDomain !== undefined && { ways: domains(ctx, updateId, options.mostOfDomain) }),
  })
  await inTransaction(ctx, async (tx) => {
    // Whatever still waits, for its next attempt or for the lease of a worker that may be dead, is looked at again.
    const startAfter = await deliveries.findNextAttempt(tx, updateId, lane)
    if (startAfter) await options.wake(tx, startAfter)
  })
}

/** Goes through the subscribers in their order, and once more from the start when it has come to the end. */
function claimInOrder(ctx: Context, telling: deliveries.TellingRow, lane: deliveries.Lane) {
  let after = ''
  return (limit: number, withoutDomains: readonly string[]): Promise<Laned[]> =>
    inTransaction(ctx, async (tx) => {
      const leasedUntil = new Date(tx.now().getTime() + leaseMs)
      const claimFrom = (from: string) =>
        deliveries.claimDeliveries(tx, telling, { lane, limit, leasedUntil, after: from, withoutDomains })
      const next = await claimFrom(after)
      const claimed = next.length === 0 && after !== '' ? await claimFrom('') : next
      after = claimed.at(-1)?.subscriberId ?? ''
      return withBarred(tx, claimed)
    })
}

/** With those of the addresses that may not be written to: they restricted that, or objected to it. */
async function withBarred(tx: Tx, claimed: readonly deliveries.Claimed[]): Promise<Laned[]> {
  const addresses = claimed.filter(({ channel }) => channel === 'email').map(({ address }) => address)
  const barred = await listBarred(tx, addresses, 'status', 'delivery')
  return claimed.map((each) => ({ ...each, barred: barred.has(each.address.toLowerCase()) }))
}

/** Mails to one domain go the same way. */
function domains(ctx: Context, updateId: string, most: number): Ways<Laned, Ended> {
  return {
    most,
    of: ({ address }) => domainOf(address),
    signOf: ({ outcome }) => (outcome.state === 'waiting' ? (outcome.sign ?? 'later') : 'took'),
    hold: (domain) =>
      inTransaction(ctx, (tx) => {
        const until = new Date(tx.now().getTime() + holdMs)
        const reason = `${domain} takes no mail at the moment`
        return deliveries.holdDomain(tx, updateId, { domain, until, reason })
      }),
  }
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase()
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
