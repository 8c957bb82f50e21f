/** Sends the mails of an update. See deliver-lane.ts for how, and for what happens when a process dies. */
import { z } from 'zod'
import type { Context } from '#platform/context'
import { defineJob, enqueue, type Job } from '#platform/jobs'
import { MailFailed, type MailMessage } from '#platform/mail'
import { markOf } from './bounces/mark.ts'
import { deliverLane, retryOr, type Laned, type Outcome } from './deliver-lane.ts'
import { retryDelaysMs } from './delivery.ts'
import { unsubscribeUrl, type Letter } from './letter.ts'
import type { Sign } from './pace.ts'
import { updateMails, type Recipient } from './subscriber-mail.ts'
import { linkSecret } from './subscriber.ts'

const input = z.object({ updateId: z.string() })

/** More than there are connections, so that none waits while a result is written down. */
const atOnce = 32

/** Of the ten connections to the mail server: three are left to the others when one domain is slow. */
const mostOfDomain = 7

export const deliverSubscriberMails: Job<z.infer<typeof input>> = defineJob({
  name: 'statuspages.deliverSubscriberMails',
  purpose: 'status',
  reads: ['C18', 'C19', 'C28'],
  input,
  handle: (ctx, { updateId }) =>
    deliverLane(ctx, {
      ...{ updateId, lane: 'mails', atOnce, mostOfDomain },
      prepare: (letters) => {
        const mailsOf = new Map<Letter, ReturnType<typeof updateMails>>()
        return (delivery) => {
          const letter = letters(delivery.locale)
          const mailTo = mailsOf.get(letter) ?? updateMails(letter)
          mailsOf.set(letter, mailTo)
          return sendMail(ctx, letter, mailTo, delivery)
        }
      },
      wake: (tx, startAfter) => enqueue(tx, deliverSubscriberMails, { updateId }, { startAfter }),
    }),
})

async function sendMail(
  ctx: Context,
  letter: Letter,
  mailTo: (to: Recipient) => MailMessage,
  delivery: Laned,
): Promise<Outcome> {
  const { id, address, firstId, subscriberId, attempts } = delivery
  const out = unsubscribeUrl(letter, linkSecret(ctx.vault, 'unsubscribe', subscriberId))
  const bounceMark = markOf(ctx.vault, { subscriberId, deliveryId: id })
  const message = mailTo({ mailId: id, address, firstMailId: firstId, unsubscribeUrl: out, bounceMark })
  try {
    const result = await ctx.mail.send(message)
    return { state: 'sent', reason: result.outcome === 'sent' ? result.response : 'kept: there is no mail server' }
  } catch (error) {
    if (!(error instanceof MailFailed)) throw error
    if (error.kind !== 'permanent') {
      const outcome = retryOr(ctx, { attempts, delaysMs: retryDelaysMs }, error.response)
      return outcome.state === 'waiting' ? { ...outcome, sign: signOf(error) } : outcome
    }
    const suppress = error.aboutRecipient ? { suppress: `the mail server refused the address: ${error.response}` } : {}
    return { state: 'failed', reason: error.response, ...suppress }
  }
}

/** 421 is about the connection, and silence says as much; any other 4xx is about this one mail (RFC 5321 §4.2). */
function signOf({ kind, response }: MailFailed): Sign {
  return kind === 'unreachable' || response.startsWith('421') ? 'busy' : 'later'
}
