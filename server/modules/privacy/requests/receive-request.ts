import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { enqueueForPlatform } from '#platform/jobs'
import { checkAddress } from '#platform/mail'
import { senderKey } from '#platform/sender-key'
import { isWithin, requestsPerAddress, requestsPerDay, requestsPerSender } from './limits.ts'
import { mailRequest } from './mail-request.ts'
import { newRequest, type RequestInput } from './new-request.ts'
import * as repo from './repo.ts'

/**
 * Takes a request from anyone and mails a link to the address, which proves that it is theirs. The same is done for
 * every address: who it is, and whether they have a sign-in, is looked up when the link is used, so that neither the
 * answer nor its time tells. Throws rate_limited for the sender, invalid_request.
 */
export async function receiveRequest(
  services: Services,
  input: RequestInput & { address: string },
  { remoteAddress }: { remoteAddress: string },
): Promise<void> {
  const address = checkAddress(input.address)
  const request = newRequest(services, input, { via: 'link', userId: null, address })
  await services.limiter.consume(requestsPerSender, senderKey(remoteAddress))
  await services.limiter.consume(requestsPerDay, '')
  if (!(await isWithin(services.limiter, requestsPerAddress, address.toLowerCase()))) return
  await inPlatformTransaction(services, async (tx) => {
    await repo.insertRequest(tx, request)
    const actId = await repo.appendAct(tx, { requestId: request.id, userId: 'person', type: 'received' })
    await enqueueForPlatform(tx, mailRequest, { actId })
  })
}
