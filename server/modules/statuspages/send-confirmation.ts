import { z } from 'zod'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { defineJob, type Job } from '#platform/jobs'
import { MailFailed } from '#platform/mail'
import { mayProcess } from '#platform/processing'
import { pageUrl } from './page.ts'
import * as repo from './repo.ts'
import { confirmationMail } from './subscriber-mail.ts'
import { findSubscriberForUpdate } from './subscriber-repo.ts'
import { confirmationEnds, linkSecret, subscriberState } from './subscriber.ts'

const input = z.object({ subscriberId: z.string(), confirmationId: z.string() })

/** Sends the link with which a subscription is confirmed, if there still is something to confirm. */
export const sendConfirmation: Job<z.infer<typeof input>> = defineJob({
  name: 'statuspages.sendConfirmation',
  purpose: 'status',
  reads: ['C18', 'C19'],
  input,
  handle: send,
})

async function send(ctx: Context, { subscriberId, confirmationId }: z.infer<typeof input>): Promise<void> {
  const found = await inTransaction(ctx, async (tx) => {
    const subscriber = await findSubscriberForUpdate(tx, subscriberId)
    const page = subscriber && (await repo.findPage(tx, subscriber.pageId))
    // Whoever restricted the use of the address is not written to, also when somebody types it into a form.
    const may = subscriber && (await mayProcess(tx, { address: subscriber.address }, 'status', 'delivery'))
    return may && page && { subscriber, page }
  })
  // Asked again since, subscribed already, or gone.
  if (!found || found.subscriber.confirmationId !== confirmationId) return
  const { address, confirmationRequestedAt } = found.subscriber
  if (subscriberState(found.subscriber) === 'confirmed') return
  if (!confirmationRequestedAt || confirmationEnds(confirmationRequestedAt) < ctx.now()) return
  const secret = linkSecret(ctx.vault, 'confirm', confirmationId)
  const message = confirmationMail({
    workspaceId: ctx.workspaceId,
    address,
    confirmationId,
    confirmUrl: `${pageUrl(ctx.config, found.page.slug)}/confirm/${secret}`,
    host: new URL(ctx.config.appUrl).hostname,
  })
  try {
    await ctx.mail.send(message)
  } catch (error) {
    // Refused for good: whoever typed the address may have mistyped it, and the row ends by itself.
    if (!(error instanceof MailFailed) || error.kind !== 'permanent') throw error
  }
}
