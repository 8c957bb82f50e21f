import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import type { PublicRequest } from '#platform/http'
import { findWaitingIdentity } from './providers/waiting-identity.ts'

/** What the page for signing up needs to know. */
export async function getSignUp(services: Services, _input: unknown, { headers }: PublicRequest) {
  const waiting = await inPlatformTransaction(services, (tx) => findWaitingIdentity(tx, headers))
  const { config, policy } = services
  return {
    mode: config.signUp,
    minimumAge: policy.inForce().minimumAge,
    policyVersion: policy.version().version,
    waitingIdentity: waiting ? { email: waiting.email, name: waiting.name, provider: waiting.providerName } : null,
  }
}
