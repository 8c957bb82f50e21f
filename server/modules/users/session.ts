/** A session: who sits in front of a browser, and what they have proved. Pure; the rows are session-repo.ts's. */

/**
 * `begun`: nobody yet, a passkey or a provider was asked for a proof. `secondFactor`: the first factor was right and
 * another one is wanted. `complete`: signed in.
 */
export type SessionStage = 'begun' | 'secondFactor' | 'complete'

/** `provider:<id>` for a sign-in provider. */
export type FactorMethod = 'password' | 'totp' | 'passkey' | 'recoveryCode' | `provider:${string}`

/**
 * A proof that was asked for and has not come yet. It holds no secret: challenge, state, nonce and verifier are derived
 * from `id` (`pendingSecret`), so that whoever reads the table cannot finish somebody's sign-in.
 */
export type PendingProof = {
  id: string
  kind: 'passkeySignIn' | 'passkeySecondFactor' | 'passkeyRegistration' | 'passkeyFreshness' | 'provider' | 'link'
  /** RFC 3339. */
  expiresAt: string
  /** Small facts of its kind: the provider, where to go afterwards, an identity that waits to be linked. */
  data: Record<string, string>
}

export type Session = {
  id: string
  /** SHA-256 of the secret in the cookie: whoever reads the table cannot sign in with it. */
  idHash: Buffer
  /** Null while it has only begun. */
  userId: string | null
  stage: SessionStage
  methods: FactorMethod[]
  /** When a factor was last proved. */
  provedAt: Date | null
  pending: PendingProof | null
  createdAt: Date
  seenAt: Date
  remoteAddress: string
  userAgent: string
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
export const idleLimitMs = 14 * 24 * hourMs
export const absoluteLimitMs = 30 * 24 * hourMs
/** What is not complete was a try. */
export const beginningLimitMs = 15 * minuteMs
/** How long a proved factor is fresh enough for keys, exports, deletion and ownership. */
export const freshMs = 10 * minuteMs
export const pendingMs = 10 * minuteMs

/** A session ends after 14 idle days, and after 30 days in any case; one that was never completed after 15 minutes. */
export function isAlive(session: Pick<Session, 'createdAt' | 'seenAt' | 'stage'>, now: Date): boolean {
  const ageMs = now.getTime() - session.createdAt.getTime()
  if (session.stage !== 'complete') return ageMs < beginningLimitMs
  return now.getTime() - session.seenAt.getTime() < idleLimitMs && ageMs < absoluteLimitMs
}

/** When a complete session ends if nobody uses it any more. */
export function sessionEnd(session: Pick<Session, 'createdAt' | 'seenAt'>): Date {
  return new Date(Math.min(session.seenAt.getTime() + idleLimitMs, session.createdAt.getTime() + absoluteLimitMs))
}

/** Until when the last proof of a factor is fresh. */
export function freshUntil({ provedAt }: Pick<Session, 'provedAt'>): Date | null {
  return provedAt && new Date(provedAt.getTime() + freshMs)
}
