import { systemContext, type Services } from '#platform/context'
import { inTransaction } from '#platform/database'
import { AppError } from '#platform/errors'
import { newId } from '#platform/ids'
import { enqueue } from '#platform/jobs'
import { checkAddress } from '#platform/mail'
import type { LimitRule } from '#platform/rate-limit'
import { sendConfirmation } from './send-confirmation.ts'
import { requestSubscription as insertRequest } from './subscriber-repo.ts'

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
export const perPage: LimitRule = { name: 'statuspages.subscribe.page', points: 500, durationSeconds: hourSeconds }

/**
 * Someone typed an address into a page's form. Does the same for one who is subscribed already, for one who is not,
 * and for one who was asked too often, so that the answer tells nothing about the address. Throws invalid_request for
 * what is no address, rate_limited for a sender or page with too many.
 */
export async function requestSubscription(
  services: Services,
  request: { workspaceId: string; pageId: string; address: string; remoteAddress: string; requestId: string },
): Promise<void> {
  const address = checkAddress(request.address)
  await services.limiter.consume(perSender, request.remoteAddress)
  await services.limiter.consume(perPage, request.pageId)
  if (!(await mayBeAsked(services, address))) return
  const ctx = systemContext(services, request.workspaceId, request.requestId)
  await inTransaction(ctx, async (tx) => {
    const confirmationId = newId('cnf', tx.now())
    const { pageId } = request
    const { id } = await insertRequest(tx, { id: newId('sub', tx.now()), pageId, address, confirmationId })
    await enqueue(tx, sendConfirmation, { subscriberId: id, confirmationId })
  })
}

async function mayBeAsked(services: Services, address: string): Promise<boolean> {
  try {
    await services.limiter.consume(perAddress, address.toLowerCase())
    return true
  } catch (error) {
    if (error instanceof AppError && error.code === 'rate_limited') return false
    throw error
  }
}
