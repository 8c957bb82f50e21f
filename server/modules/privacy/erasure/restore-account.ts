import { linkIsGone, reopenUser, senderKey } from '#modules/users'
import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import type { PublicRequest } from '#platform/http'
import { isRestorable } from './erasure.ts'
import { linksPerSender } from './limits.ts'
import { readRestoreSecret } from './receipt.ts'
import * as repo from './repo.ts'

/**
 * Takes a closure back: every way to sign in works again. Throws gone, in the same words, for a link that we did not
 * make, that was used, that came too late, and when the erasure has begun.
 */
export async function restoreAccount(
  services: Services,
  { secret }: { secret: string },
  request: PublicRequest,
): Promise<void> {
  await services.limiter.consume(linksPerSender, senderKey(request.remoteAddress))
  const id = readRestoreSecret(services.vault, secret)
  const origin = {
    remoteAddress: request.remoteAddress,
    userAgent: (request.headers.get('user-agent') ?? '').slice(0, 300),
  }
  await inPlatformTransaction(services, async (tx) => {
    const erasure = id === undefined ? undefined : await repo.lockErasure(tx, id)
    if (!erasure || erasure.userId === null || !isRestorable(erasure, tx.now())) throw linkIsGone()
    if (!(await reopenUser(tx, erasure.userId, origin))) throw linkIsGone()
    await repo.updateErasure(tx, erasure.id, { restoredAt: tx.now() })
  })
}
