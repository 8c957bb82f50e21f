/** Takes back at the provider what it gave us, for an identity that was unlinked. */
import type { Services } from '#platform/context'
import { inPlatformTransaction, type PlatformTx } from '#platform/database'
import { definePlatformJob, enqueueForPlatform } from '#platform/jobs'
import { openForPerson } from '#platform/vault-store'
import { z } from 'zod'
import { revocationPlace } from './identity.ts'
import { logFailure, SignInFailed } from './problem.ts'
import { clientOf, findProvider, type Grant } from './provider.ts'
import * as repo from './repo.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
/** A provider that is away for so long has gone, and with it what it gave. */
const giveUpMs = 72 * hourMs

const GrantText = z.object({ accessToken: z.string(), refreshToken: z.string().exactOptional() })

/** Written with the unlinking: it finds nothing to do, unless the first attempt failed or this process died. */
export const retryRevocation = definePlatformJob({
  name: 'users.revokeGrant',
  purpose: 'authentication',
  reads: ['C06'],
  input: z.object({ identityId: z.string() }),
  handle: async (services, { identityId }) => {
    if ((await revokeGrant(services, identityId)) === 'failed') {
      await inPlatformTransaction(services, (tx) => scheduleRevocation(tx, identityId))
    }
  },
})

/** The next attempt: in a minute, and then in as long as it has been tried, up to an hour. */
export async function scheduleRevocation(tx: PlatformTx, identityId: string): Promise<void> {
  const found = await repo.findRevocation(tx, identityId)
  if (!found) return
  const now = tx.now().getTime()
  const waitMs = Math.min(hourMs, Math.max(minuteMs, now - found.createdAt.getTime()))
  await enqueueForPlatform(tx, retryRevocation, { identityId }, { startAfter: new Date(now + waitMs) })
}

/** `failed` has been logged, and may work later. Twice at once is harmless: what is revoked already is a success. */
export async function revokeGrant(services: Services, identityId: string): Promise<'done' | 'failed'> {
  const found = await inPlatformTransaction(services, (tx) => open(tx, identityId))
  if (!found) return 'done'
  const { revocation, grant } = found
  const provider = findProvider(services, revocation.providerId)
  try {
    // Without the provider's client secret nothing can be revoked any more.
    if (provider) await clientOf(provider).revoke(services, grant)
  } catch (error) {
    if (!(error instanceof SignInFailed)) throw error
    logFailure(services.log, revocation.providerId, error)
    if (services.now().getTime() - revocation.createdAt.getTime() < giveUpMs) return 'failed'
  }
  await inPlatformTransaction(services, (tx) => repo.deleteRevocation(tx, identityId))
  return 'done'
}

async function open(
  tx: PlatformTx,
  identityId: string,
): Promise<{ revocation: repo.Revocation; grant: Grant } | undefined> {
  const revocation = await repo.findRevocation(tx, identityId)
  if (!revocation) return undefined
  const text = await openForPerson(tx, revocationPlace(identityId), revocation.grantSecret)
  return { revocation, grant: GrantText.parse(JSON.parse(text)) }
}
