import type { SignInProvider } from '#platform/config'
import type { Services } from '#platform/context'
import type { SessionWithUser } from '../session-repo.ts'
import type { PendingProof } from '../session.ts'
import { pendingSecret } from '../sessions.ts'
import type { Authorization } from './provider.ts'

/** Who came back from a provider, and what they had been sent for. */
export type Asked = { session: SessionWithUser; pending: PendingProof }

/** The same on the way out and on the way back, without being kept anywhere. */
export function authorizationOf(
  services: Services,
  provider: SignInProvider,
  pending: Pick<PendingProof, 'id'>,
): Authorization {
  return {
    redirectUri: `${services.config.appUrl}/api/v1/session/callback/${provider.id}`,
    state: pendingSecret(services, pending, 'state'),
    nonce: pendingSecret(services, pending, 'nonce'),
    verifier: pendingSecret(services, pending, 'verifier'),
  }
}
