/** Sends the mails of an update. See deliver-lane.ts for how, and for what happens when a process dies. */
import { z } from 'zod'
import type { Context } from '#platform/context'
import { defineJob, enqueue, type Job } from '#platform/jobs'
import { MailFailed } from '#platform/mail'
import { deliverLane, retryOr, type Laned, type Outcome } from './deliver-lane.ts'
import { retryDelaysMs } from './delivery.ts'
import type { Letter } from './letter.ts'
import { updateMail } from './subscriber-mail.ts'
import { linkSecret } from './subscriber.ts'

const input = z.object({ updateId: z.string() })

/** More than there are connections, so that none waits while a result is written down. */
const atOnce = 32

export const deliverSubscriberMails: Job<z.infer<typeof input>> = defineJob({
  name: 'statuspages.deliverSubscriberMails',
  purpose: 'status',
  reads: ['C18', 'C19', 'C28'],
  input,
  handle: (ctx, { updateId }) =>
    deliverLane(ctx, {
      ...{ updateId, lane: 'mails', atOnce },
      attempt: (letter, delivery) => sendMail(ctx, letter, delivery),
      wake: (tx, startAfter) => enqueue(tx, deliverSubscriberMails, { updateId }, { startAfter }),
    }),
})

async function sendMail(ctx: Context, letter: Letter, delivery: Laned): Promise<Outcome> {
  const { id, address, firstId, subscriberId, attempts } = delivery
  const unsubscribeUrl = `${letter.pageUrl}/unsubscribe/${linkSecret(ctx.vault, 'unsubscribe', subscriberId)}`
  const message = updateMail(letter, { mailId: id, address, firstMailId: firstId, unsubscribeUrl })
  try {
    const result = await ctx.mail.send(message)
    return { state: 'sent', reason: result.outcome === 'sent' ? result.response : 'kept: there is no mail server' }
  } catch (error) {
    if (!(error instanceof MailFailed)) throw error
    if (error.kind !== 'permanent') return retryOr(ctx, { attempts, delaysMs: retryDelaysMs }, error.response)
    const suppress = error.aboutRecipient ? { suppress: `the mail server refused the address: ${error.response}` } : {}
    return { state: 'failed', reason: error.response, ...suppress }
  }
}
