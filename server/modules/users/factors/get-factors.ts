import type { PersonContext } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { unauthenticated } from '#platform/errors'
import { listIdentities } from '../providers/repo.ts'
import { findUser } from '../repo.ts'
import * as repo from './repo.ts'

/** With what the person can prove who they are; no secret, and of a passkey its name alone. */
export async function getFactors(ctx: PersonContext) {
  const { id: userId } = ctx.person
  return inPlatformTransaction(ctx, async (tx) => {
    const user = await findUser(tx, userId)
    if (!user) throw unauthenticated()
    const totp = await repo.findTotp(tx, userId)
    const confirmedAt = totp?.confirmedAt ?? null
    const providers = new Map(ctx.config.signInProviders.map(({ id, name }) => [id, name]))
    return {
      hasPassword: user.passwordHash !== null,
      totp: { enabled: confirmedAt !== null, confirmedAt },
      recoveryCodesLeft: await repo.countRecoveryCodes(tx, userId),
      passkeys: await repo.listPasskeys(tx, userId),
      identities: (await listIdentities(tx, userId)).map((identity) => ({
        ...identity,
        // One that the operator has taken out of the configuration keeps its id for a name.
        providerName: providers.get(identity.providerId) ?? identity.providerId,
      })),
    }
  })
}
