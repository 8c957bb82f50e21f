/** Calls the webhooks and Slack channels that subscribed to a page, for one update. */
import { z } from 'zod'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { EgressFailed, EgressRefused, type EgressResponse } from '#platform/egress'
import { AppError } from '#platform/errors'
import { defineJob, enqueue, type Job } from '#platform/jobs'
import { VaultError } from '#platform/vault'
import { deliverLane, retryOr, type Laned, type Outcome } from './deliver-lane.ts'
import { openEndpoint, type Endpoint } from './endpoint.ts'
import { unsubscribeUrl, type Letter } from './letter.ts'
import { linkSecret, type Channel } from './subscriber.ts'
import { slackBody, webhookBody, webhookHeaders, type Links } from './webhook.ts'

const input = z.object({ updateId: z.string() })

const atOnce = 20
/** Statuspage gives 30 seconds. */
const timeoutMs = 30_000
const maxResponseBytes = 1_024
/** After the first, second … attempt, as Standard Webhooks suggests; older than half a day, news confuse. */
const callDelaysMs = [5_000, 300_000, 1_800_000, 7_200_000, 18_000_000]
/** A receiver may ask for more time, but not for a day. */
const maxRetryAfterMs = 3_600_000

export const callSubscribers: Job<z.infer<typeof input>> = defineJob({
  name: 'statuspages.callSubscribers',
  purpose: 'status',
  reads: ['C17', 'C18', 'C19', 'C28'],
  input,
  handle: (ctx, { updateId }) =>
    deliverLane(ctx, {
      ...{ updateId, lane: 'calls', atOnce },
      prepare: (letters) => (delivery) => call(ctx, letters(delivery.locale), delivery),
      wake: (tx, startAfter) => enqueue(tx, callSubscribers, { updateId }, { startAfter }),
    }),
})

async function call(ctx: Context, letter: Letter, delivery: Laned): Promise<Outcome> {
  const { id, channel, subscriberId, attempts } = delivery
  const again = (reason: string, notBeforeMs?: number): Outcome =>
    retryOr(ctx, { attempts, delaysMs: callDelaysMs, ...(notBeforeMs !== undefined && { notBeforeMs }) }, reason)
  const links: Links = {
    unsubscribeUrl: unsubscribeUrl(letter, linkSecret(ctx.vault, 'unsubscribe', subscriberId)),
    documentationUrl: `${letter.pageUrl}/subscribe`,
  }
  try {
    const endpoint = await inTransaction(ctx, (tx) => openEndpoint(tx, subscriberId))
    if (!endpoint) return { state: 'skipped', reason: 'unsubscribed' }
    const body = channel === 'slack' ? slackBody(letter, links) : webhookBody(letter, links)
    const answer = await callEndpoint(ctx, { id, channel, endpoint, body })
    return outcomeOf(answer, again)
  } catch (error) {
    if (error instanceof EgressRefused || error instanceof EgressFailed) return again(error.message)
    if (error instanceof VaultError) return { state: 'failed', reason: 'the stored URL cannot be opened' }
    if (error instanceof AppError && error.code === 'rate_limited')
      return again('too many requests to this host', (error.retryAfterSeconds ?? 60) * 1_000)
    throw error
  }
}

/** One request to a URL that a stranger gave: nothing that the operator opened for themselves is open to it. */
export function callEndpoint(
  ctx: Context,
  { id, channel, endpoint, body }: { id: string; channel: Channel; endpoint: Endpoint; body: string },
): Promise<EgressResponse> {
  const plain = { 'content-type': 'application/json', 'user-agent': 'Watchword-Webhook/1.0' }
  return ctx.egress.request({
    purpose: channel === 'slack' ? 'subscriberSlack' : 'subscriberWebhook',
    recipient: { kind: 'workspace', categories: ['C18'] },
    by: 'stranger',
    method: 'POST',
    url: endpoint.url,
    headers: channel === 'slack' ? plain : webhookHeaders({ id, secret: endpoint.secret, body, at: ctx.now() }),
    body,
    timeoutMs,
    maxResponseBytes,
  })
}

/** Standard Webhooks 1.0, "Delivery". A redirect is never followed: it could lead anywhere. */
function outcomeOf(
  { status, headers }: EgressResponse,
  again: (reason: string, notBeforeMs?: number) => Outcome,
): Outcome {
  const reason = `the endpoint answered ${status}`
  if (status >= 200 && status < 300) return { state: 'sent', reason }
  if (status === 410) return { state: 'failed', reason, suppress: 'the endpoint says that it is gone (410)' }
  const asked = headers['retry-after'] ?? ''
  return again(reason, /^\d{1,6}$/.test(asked) ? Math.min(Number(asked) * 1_000, maxRetryAfterMs) : 0)
}
