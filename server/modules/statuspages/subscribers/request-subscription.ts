import { systemContext, type Services } from '#platform/context'
import { inTransaction } from '#platform/database'
import { EgressFailed, EgressRefused } from '#platform/egress'
import { AppError, conflict, invalidRequest } from '#platform/errors'
import { newId } from '#platform/ids'
import { enqueue } from '#platform/jobs'
import { checkAddress } from '#platform/mail'
import type { LimitRule } from '#platform/rate-limit'
import { sealEndpoint } from './endpoint.ts'
import { sendConfirmation } from './send-confirmation.ts'
import { loadSettings } from './settings.ts'
import * as repo from './subscriber-repo.ts'
import { isSlackUrl, mailPlace, urlPlace, type Channel, type Choices, type Place } from './subscriber.ts'
import { newSigningSecret } from './webhook.ts'

const hourSeconds = 3_600

/** Of one sender: as Statuspage's own limit, ten in four hours. */
export const perSender: LimitRule = {
  name: 'statuspages.subscribe.sender',
  points: 10,
  durationSeconds: 4 * hourSeconds,
}
/** To one address, whichever page: the form is not a cannon to aim at somebody. */
export const perAddress: LimitRule = {
  name: 'statuspages.subscribe.address',
  points: 3,
  durationSeconds: 24 * hourSeconds,
}
/** To one host, whichever page and whatever the path: nor at a server. Slack, which takes much, is counted by URL. */
export const perHost: LimitRule = {
  name: 'statuspages.subscribe.host',
  points: 20,
  durationSeconds: 24 * hourSeconds,
}
export const perPage: LimitRule = { name: 'statuspages.subscribe.page', points: 500, durationSeconds: hourSeconds }

export type SubscriptionForm = {
  workspaceId: string
  pageId: string
  channel: Channel
  /** An address of mail, or a URL. */
  target: string
  choices: Choices
  remoteAddress: string
  requestId: string
}

/**
 * Someone filled in a page's form. Does the same for one who is subscribed already, for one who is not, and for one who
 * was asked too often, so that the answer tells nothing about the address. Throws invalid_request for what is no
 * address or URL, conflict when the page takes nobody (whoever asks), rate_limited for a sender or page with too many.
 */
export async function requestSubscription(services: Services, form: SubscriptionForm): Promise<void> {
  const { pageId, channel, choices } = form
  const place = placeOf(channel, form.target)
  await services.limiter.consume(perSender, form.remoteAddress)
  await services.limiter.consume(perPage, `${form.workspaceId} ${pageId}`)
  if (channel === 'webhook') await checkUrl(services, form.target)
  const ctx = systemContext(services, form.workspaceId, form.requestId)
  await inTransaction(ctx, async (tx) => {
    const settings = await loadSettings(tx, pageId)
    const isOpen = channel === 'email' || (channel === 'slack' ? settings.slack : settings.webhooks)
    if (!isOpen) throw invalidRequest('this page does not take subscribers of this kind')
    if ((await repo.countPlaces(tx, pageId)) >= settings.subscriberLimit) {
      throw conflict('this page takes no further subscribers at the moment')
    }
  })
  if (!(await mayBeAsked(services, place, form.target))) return
  await inTransaction(ctx, async (tx) => {
    const confirmationId = newId('cnf', tx.now())
    const id = newId('sub', tx.now())
    const found = await repo.requestSubscription(tx, { ...place, ...choices, id, pageId, confirmationId })
    if (channel !== 'email' && found.isPending) {
      const endpoint = { url: form.target.trim(), secret: newSigningSecret() }
      await repo.setEndpoint(tx, found.id, await sealEndpoint(tx, found.id, endpoint))
    }
    await enqueue(tx, sendConfirmation, { subscriberId: found.id, confirmationId })
  })
}

function placeOf(channel: Channel, target: string): Place {
  if (channel === 'email') return mailPlace(checkAddress(target))
  const url = target.trim()
  if (channel === 'slack' ? !isSlackUrl(url) : !/^https:\/\/\S{3,2000}$/.test(url) || !URL.canParse(url)) {
    throw invalidUrl()
  }
  return urlPlace(channel, url)
}

/** It is judged again at every call, because a name can lead elsewhere by then. */
async function checkUrl(services: Services, url: string): Promise<void> {
  try {
    await services.egress.check(url.trim(), 'stranger')
  } catch (error) {
    // Why is not said: the answer would tell strangers about names and addresses of the operator's network.
    if (error instanceof EgressRefused || error instanceof EgressFailed) throw invalidUrl()
    throw error
  }
}

function invalidUrl(): AppError {
  return invalidRequest('this URL cannot be called', [{ path: 'address', message: 'this URL cannot be called' }])
}

async function mayBeAsked(services: Services, { channel, addressKey }: Place, target: string): Promise<boolean> {
  try {
    await services.limiter.consume(perAddress, addressKey)
    if (channel === 'webhook') await services.limiter.consume(perHost, new URL(target.trim()).hostname)
    return true
  } catch (error) {
    if (error instanceof AppError && error.code === 'rate_limited') return false
    throw error
  }
}
