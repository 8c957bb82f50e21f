import { z } from 'zod'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { EgressFailed, EgressRefused } from '#platform/egress'
import { defineJob, type Job } from '#platform/jobs'
import { MailFailed } from '#platform/mail'
import { mayProcess } from '#platform/processing'
import { pageUrl } from '../page.ts'
import * as repo from '../repo.ts'
import { callEndpoint } from './call.ts'
import { openEndpoint } from './endpoint.ts'
import { languageQuery } from './language.ts'
import { confirmationMail } from './subscriber-mail.ts'
import { findSubscriberForUpdate } from './subscriber-repo.ts'
import { confirmationEnds, linkSecret, subscriberState } from './subscriber.ts'
import { confirmationBody, slackConfirmation } from './webhook.ts'

const input = z.object({ subscriberId: z.string(), confirmationId: z.string() })

/** Sends the link with which a subscription is confirmed, if there still is something to confirm. */
export const sendConfirmation: Job<z.infer<typeof input>> = defineJob({
  name: 'statuspages.sendConfirmation',
  purpose: 'status',
  reads: ['C17', 'C18', 'C19'],
  input,
  handle: send,
})

async function send(ctx: Context, { subscriberId, confirmationId }: z.infer<typeof input>): Promise<void> {
  const found = await inTransaction(ctx, async (tx) => {
    const subscriber = await findSubscriberForUpdate(tx, subscriberId)
    const page = subscriber && (await repo.findPage(tx, subscriber.pageId))
    if (!subscriber || !page) return undefined
    // Whoever restricted the use of the address is not written to, also when somebody types it into a form.
    const address = subscriber.channel === 'email' ? subscriber.address : null
    const may = address === null || (await mayProcess(tx, { address }, 'status', 'delivery'))
    return may ? { subscriber, page, endpoint: await openEndpoint(tx, subscriberId) } : undefined
  })
  // Asked again since, subscribed already, or gone.
  if (!found || found.subscriber.confirmationId !== confirmationId) return
  const { address, channel, confirmationRequestedAt } = found.subscriber
  if (subscriberState(found.subscriber) === 'confirmed') return
  if (!confirmationRequestedAt || confirmationEnds(confirmationRequestedAt) < ctx.now()) return
  const url = pageUrl(ctx.config, found.page.slug)
  const locale = found.subscriber.locale ?? found.page.locale
  const query = languageQuery(locale, found.page.locale)
  const confirmUrl = `${url}/confirm/${linkSecret(ctx.vault, 'confirm', confirmationId)}${query}`
  try {
    if (channel === 'email') {
      const { workspaceId } = ctx
      const host = new URL(ctx.config.appUrl).hostname
      await ctx.mail.send(confirmationMail({ workspaceId, address, id: confirmationId, confirmUrl, host, locale }))
    } else if (found.endpoint) {
      const body =
        channel === 'slack' ? slackConfirmation(confirmUrl, locale) : confirmationBody(confirmUrl, `${url}/subscribe`)
      await callEndpoint(ctx, { id: confirmationId, channel, endpoint: found.endpoint, body })
    }
  } catch (error) {
    // Refused for good: whoever typed it may have mistyped it, and the row ends by itself. A URL is called once, so
    // that the form cannot make us knock at a stranger's door again and again.
    const isOver = error instanceof MailFailed && error.kind === 'permanent'
    if (!isOver && !(error instanceof EgressRefused) && !(error instanceof EgressFailed)) throw error
  }
}
