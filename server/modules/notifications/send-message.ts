import { monotonicMs } from '#platform/clock'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import type { Claim } from './claim-delivery.ts'
import { composeEmail } from './email.ts'
import { resultOfAnswer, resultOfError, resultOfMail, type AttemptResult } from './outcome.ts'
import { openSigningSecret } from './signing-secret.ts'
import { webhookBody, webhookHeaders } from './webhook.ts'

const webhookTimeoutMs = 15_000
const maxResponseBytes = 1_024

/** One call to the outside, outside of any transaction. Whatever the other side does is a result; an error thrown is a bug. */
export async function sendMessage(ctx: Context, claim: Claim): Promise<AttemptResult & { durationMs: number }> {
  const startedMs = monotonicMs()
  const result = await (claim.channel.type === 'webhook' ? sendWebhook(ctx, claim) : sendEmail(ctx, claim)).catch(
    resultOfError,
  )
  return { ...result, durationMs: Math.round(monotonicMs() - startedMs) }
}

async function sendWebhook(ctx: Context, { delivery, channel }: Claim): Promise<AttemptResult> {
  const signingSecret = await inTransaction(ctx, (tx) => openSigningSecret(tx, channel.id))
  if (channel.url === null || signingSecret === null) throw new Error('a webhook channel has a URL and a secret')
  const body = webhookBody(delivery.message)
  const answer = await ctx.egress.request({
    purpose: 'webhook',
    recipient: { kind: 'workspace', categories: ['C14', 'C16'] },
    method: 'POST',
    url: channel.url,
    headers: webhookHeaders({ id: delivery.id, secret: signingSecret, body, at: ctx.now() }),
    body,
    timeoutMs: webhookTimeoutMs,
    maxResponseBytes,
  })
  return resultOfAnswer(answer, ctx.now())
}

async function sendEmail(ctx: Context, { delivery, channel, threadId }: Claim): Promise<AttemptResult> {
  if (channel.address === null) throw new Error('an e-mail channel has an address')
  const host = new URL(ctx.config.appUrl).hostname
  const thread = threadId === undefined ? undefined : `${threadId}@${host}`
  const sent = await ctx.mail.send({
    ...composeEmail(delivery.message, channel.name),
    to: channel.address,
    messageId: `${delivery.id}@${host}`,
    stream: 'account',
    workspaceId: ctx.workspaceId,
    ...(thread !== undefined && { inReplyTo: thread, references: [thread] }),
  })
  return resultOfMail(sent)
}
