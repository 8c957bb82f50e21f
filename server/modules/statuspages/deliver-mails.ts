/**
 * Works off the mails of an update. A row is taken with a lease, sent, and ended in a transaction of its own: a process
 * that dies in between leaves rows whose lease runs out, and the next run takes them. Only a mail that the server took
 * in the moment before the end was written down can go out twice, with the same Message-ID.
 */
import { z } from 'zod'
import { recordActivity } from '#platform/activity'
import { monotonicMs } from '#platform/clock'
import type { Context, Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { defineJob, enqueue, type Job } from '#platform/jobs'
import { MailFailed } from '#platform/mail'
import { listBarred, skippedReason } from '#platform/processing'
import * as mailRepo from './mail-repo.ts'
import { pageUrl } from './page.ts'
import * as reportRepo from './report-repo.ts'
import * as repo from './repo.ts'
import { updateMail, type Letter } from './subscriber-mail.ts'
import { linkSecret } from './subscriber.ts'

const input = z.object({ updateId: z.string() })

export const deliverSubscriberMails: Job<z.infer<typeof input>> = defineJob({
  name: 'statuspages.deliverSubscriberMails',
  purpose: 'status',
  reads: ['C18', 'C19', 'C28'],
  input,
  handle: deliver,
})

/** Sent at the same time by one worker. */
const batchSize = 20
/** Longer than one attempt to send can take (a minute), so that nobody else takes what is under way. */
export const leaseMs = 90_000
/** One run ends after this long and wakes the next, well before the queue takes it for hung. */
const runMs = 60_000
/** Waits after the first, second … failed attempt; after the last one the mail has failed. */
export const retryDelaysMs = [60_000, 300_000, 1_800_000, 7_200_000, 21_600_000, 43_200_000]

async function deliver(ctx: Context, { updateId }: { updateId: string }): Promise<void> {
  const found = await inTransaction(ctx, (tx) => findLetter(tx, updateId))
  if (!found) return // the report or its page was deleted, and the mails with it
  const endMs = monotonicMs() + runMs
  do {
    const leasedUntil = new Date(ctx.now().getTime() + leaseMs)
    const { mails, barred } = await inTransaction(ctx, (tx) => claim(tx, updateId, leasedUntil))
    if (mails.length === 0) break
    const results = await Promise.allSettled(
      mails.map((mail) => deliverOne(ctx, found, { ...mail, barred: barred.has(mail.address.toLowerCase()) })),
    )
    const broken = results.find((result) => result.status === 'rejected')
    // Not the mail's fault: the rows come back when their lease is over.
    if (broken) throw broken.reason
  } while (monotonicMs() < endMs)
  await inTransaction(ctx, (tx) => wakeNext(tx, updateId))
}

/** With those of the addresses that may not be written to: they restricted that, or objected to it. */
async function claim(tx: Tx, updateId: string, leasedUntil: Date) {
  const mails = await mailRepo.claimMails(tx, updateId, { limit: batchSize, leasedUntil })
  const addresses = mails.map(({ address }) => address)
  return { mails, barred: await listBarred(tx, addresses, 'status', 'delivery') }
}

/** Whatever still waits, for its next attempt or for the lease of a worker that may be dead, is looked at again. */
async function wakeNext(tx: Tx, updateId: string): Promise<void> {
  const startAfter = await mailRepo.findNextAttempt(tx, updateId)
  if (startAfter) await enqueue(tx, deliverSubscriberMails, { updateId }, { startAfter })
}

async function deliverOne(
  ctx: Context,
  { letter, queuedId }: { letter: Letter; queuedId: string | null },
  mail: mailRepo.ClaimedMail & { barred: boolean },
): Promise<void> {
  const end = (state: 'sent' | 'failed' | 'skipped', reason: string | null): Promise<void> =>
    inTransaction(ctx, (tx) => endMail(tx, letter, queuedId, mail.id, { state, reason }))
  if (mail.unsubscribed) return end('skipped', 'unsubscribed')
  if (mail.barred) return end('skipped', skippedReason)
  if (mail.replaced) return end('skipped', 'a newer update took its place')
  const unsubscribeUrl = `${letter.pageUrl}/unsubscribe/${linkSecret(ctx.vault, 'unsubscribe', mail.subscriberId)}`
  const message = updateMail(letter, {
    mailId: mail.id,
    address: mail.address,
    firstMailId: mail.firstMailId,
    unsubscribeUrl,
  })
  try {
    const result = await ctx.mail.send(message)
    return await end('sent', result.outcome === 'sent' ? result.response : 'kept: there is no mail server')
  } catch (error) {
    if (!(error instanceof MailFailed)) throw error
    const delayMs = error.kind === 'permanent' ? undefined : retryDelaysMs[mail.attempts - 1]
    if (delayMs === undefined) return end('failed', error.response)
    const nextAttemptAt = new Date(ctx.now().getTime() + delayMs)
    return inTransaction(ctx, (tx) => mailRepo.postponeMail(tx, mail.id, nextAttemptAt, error.response))
  }
}

async function endMail(
  tx: Tx,
  letter: Letter,
  causedBy: string | null,
  id: string,
  { state, reason }: { state: 'sent' | 'failed' | 'skipped'; reason: string | null },
): Promise<void> {
  if (!(await mailRepo.finishMail(tx, id, state, reason))) return
  // A mail server's words may name the address, and an activity outlives the subscriber: they stay in the mail's row.
  const why = state === 'skipped' ? reason : null
  const data = { updateId: letter.update.id, reportId: letter.report.id, reason: why }
  await recordActivity(tx, `subscriberMail.${state}`, { subjectId: id, causedBy, data })
}

async function findLetter(tx: Tx, updateId: string): Promise<{ letter: Letter; queuedId: string | null } | undefined> {
  const update = await reportRepo.findUpdate(tx, updateId)
  if (!update) return undefined
  const report = await reportRepo.getReport(tx, update.reportId)
  const page = await repo.getPage(tx, report.pageId)
  const letter: Letter = {
    workspaceId: tx.workspaceId,
    page,
    pageUrl: pageUrl(tx.config, page.slug),
    report,
    update: { ...update, components: await reportRepo.listUpdateComponents(tx, [updateId]) },
    host: new URL(tx.config.appUrl).hostname,
  }
  const queued = await repo.findLatestActivity(tx, updateId, ['subscriberMail.queued'])
  return { letter, queuedId: queued?.id ?? null }
}
