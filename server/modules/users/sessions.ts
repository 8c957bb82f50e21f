/** Begins, finds, refreshes and ends sessions. The only place that hands a session's secret to a browser. */
import { createHmac } from 'node:crypto'
import type { PersonContext, Services } from '#platform/context'
import { inPlatformTransaction, type PlatformTx } from '#platform/database'
import { unauthenticated } from '#platform/errors'
import type { PublicRequest } from '#platform/http'
import { newId, newSecret } from '#platform/ids'
import { announceRevocation } from '#platform/live'
import { hashSecret, sessionCookie, sessionSecret } from './session-cookie.ts'
import * as repo from './session-repo.ts'
import {
  absoluteLimitMs,
  freshUntil,
  isAlive,
  pendingMs,
  sessionEnd,
  type FactorMethod,
  type PendingProof,
  type Session,
  type SessionStage,
} from './session.ts'
import { recordUserActivity } from './user-activity.ts'

const seenEveryMs = 60 * 60_000
const userAgentLimit = 300

/**
 * Begins a session and hands its secret to the browser; an older one of the same browser ends, so that the id changes
 * with what it may do. Call it in the transaction that found the proof right.
 */
export async function issueSession(
  tx: PlatformTx,
  session: { userId: string; stage: SessionStage; methods: FactorMethod[] },
  request: PublicRequest,
): Promise<Session> {
  const now = tx.now()
  return replaceSession(tx, { ...session, provedAt: now, pending: null }, request)
}

/** The browser's session at whatever stage, if it is alive. */
export async function findSession(tx: PlatformTx, headers: Headers): Promise<repo.SessionWithUser | undefined> {
  const secret = sessionSecret(tx, headers)
  if (!secret) return undefined
  const session = await repo.findSession(tx, hashSecret(secret))
  return session && isAlive(session, tx.now()) ? session : undefined
}

/** Whoever is signed in with the request's cookie, until `endsAt` at least; or undefined. */
export async function findSignedIn(
  services: Services,
  request: Pick<PublicRequest, 'headers' | 'requestId' | 'remoteAddress'> & { passive?: boolean },
): Promise<(PersonContext & { endsAt: Date }) | undefined> {
  if (!sessionSecret(services, request.headers)) return undefined
  return inPlatformTransaction(services, async (tx) => {
    const session = await findSession(tx, request.headers)
    if (!session?.user || session.stage !== 'complete') return undefined
    // Once an hour is exact enough for a limit of days, and saves a write on each request.
    const now = tx.now()
    if (!request.passive && now.getTime() - session.seenAt.getTime() > seenEveryMs) {
      await repo.updateSession(tx, session.idHash, { seenAt: now })
    }
    return {
      ...services,
      person: session.user,
      sessionId: session.id,
      freshUntil: freshUntil(session),
      requestId: request.requestId,
      origin: originOf(request),
      endsAt: sessionEnd(session),
    }
  })
}

/** A factor was proved again: the session is fresh, under a new secret. Throws unauthenticated when it has ended. */
export async function refreshSession(tx: PlatformTx, method: FactorMethod, request: PublicRequest): Promise<Session> {
  const session = await getSignedIn(tx, request.headers)
  const methods = [...new Set([...session.methods, method])]
  return changeSecret(tx, session, { provedAt: tx.now(), methods, pending: null }, request)
}

/**
 * The browser's own session goes on under a new secret, after something was changed by which one signs in: whoever had
 * the old secret too is out. Throws unauthenticated when it has ended.
 */
export async function rotateSession(tx: PlatformTx, request: PublicRequest): Promise<Session> {
  return changeSecret(tx, await getSignedIn(tx, request.headers), { pending: null }, request)
}

async function getSignedIn(tx: PlatformTx, headers: Headers): Promise<Session> {
  const session = await findSession(tx, headers)
  if (!session || session.stage !== 'complete') throw unauthenticated('nobody is signed in')
  return session
}

/** The secret changes and the age does not. */
async function changeSecret(
  tx: PlatformTx,
  session: Session,
  change: Partial<Pick<Session, 'provedAt' | 'methods' | 'pending'>>,
  request: PublicRequest,
): Promise<Session> {
  const secret = newSecret(32)
  const idHash = hashSecret(secret)
  await repo.updateSession(tx, session.idHash, { ...change, idHash })
  const leftMs = session.createdAt.getTime() + absoluteLimitMs - tx.now().getTime()
  request.setCookie(sessionCookie(tx, secret, Math.ceil(leftMs / 1000)))
  return { ...session, ...change, idHash }
}

/** Ends the browser's own session. */
export async function endSession(services: Services, request: PublicRequest): Promise<void> {
  const secret = sessionSecret(services, request.headers)
  if (secret) {
    await inPlatformTransaction(services, async (tx) => {
      const session = await repo.findSession(tx, hashSecret(secret))
      await repo.deleteSession(tx, hashSecret(secret))
      if (session) await announceRevocation(tx, session.id)
      if (session?.stage === 'complete' && session.userId !== null) {
        await recordUserActivity(tx, session.userId, 'session.ended', originOf(request))
      }
    })
  }
  request.setCookie(sessionCookie(services, '', 0))
}

/** Ends sessions of a person, also their open streams; returns how many. */
export async function endSessionsOf(
  tx: PlatformTx,
  userId: string,
  which: { only?: string; except?: string } = {},
): Promise<number> {
  const ended = await repo.deleteSessionsOf(tx, userId, which)
  for (const id of ended) await announceRevocation(tx, id)
  return ended.length
}

/**
 * Asks for a proof that another request will bring. It is kept in the browser's session; where there is none, one
 * begins that belongs to nobody.
 */
export async function askForProof(
  tx: PlatformTx,
  proof: Pick<PendingProof, 'kind' | 'data'>,
  request: PublicRequest,
): Promise<PendingProof> {
  const expiresAt = new Date(tx.now().getTime() + pendingMs).toISOString()
  const pending: PendingProof = { id: newId('prf', tx.now()), expiresAt, ...proof }
  const session = await findSession(tx, request.headers)
  if (session) await repo.updateSession(tx, session.idHash, { pending })
  else await replaceSession(tx, { userId: null, stage: 'begun', methods: [], provedAt: null, pending }, request)
  return pending
}

/** Takes the proof that was asked for, once. Throws unauthenticated for another one, an old one, or none. */
export async function takeProof(
  tx: PlatformTx,
  kind: PendingProof['kind'],
  headers: Headers,
): Promise<{ session: repo.SessionWithUser; pending: PendingProof }> {
  const session = await findSession(tx, headers)
  const pending = session && (await repo.takePending(tx, session.idHash))
  if (!pending || pending.kind !== kind || new Date(pending.expiresAt) <= tx.now()) {
    throw unauthenticated('this was not asked for, or too long ago; begin again')
  }
  return { session, pending }
}

/** 32 bytes, base64url, that only this program can derive: a challenge, a state, a nonce, a PKCE verifier. */
export function pendingSecret(services: Services, pending: Pick<PendingProof, 'id'>, purpose: string): string {
  const key = services.vault.derive('session.pending')
  return createHmac('sha256', key).update(`${purpose}\n${pending.id}`).digest('base64url')
}

export function originOf(request: Pick<PublicRequest, 'headers' | 'remoteAddress'>) {
  const userAgent = (request.headers.get('user-agent') ?? '').slice(0, userAgentLimit)
  return { remoteAddress: request.remoteAddress, userAgent }
}

async function replaceSession(
  tx: PlatformTx,
  content: Pick<Session, 'userId' | 'stage' | 'methods' | 'provedAt' | 'pending'>,
  request: PublicRequest,
): Promise<Session> {
  const secret = newSecret(32)
  const now = tx.now()
  const previous = sessionSecret(tx, request.headers)
  const waiting = await findWaiting(tx, request.headers, content.userId)
  if (previous) await repo.deleteSession(tx, hashSecret(previous))
  const session: Session = {
    id: newId('ses', now),
    idHash: hashSecret(secret),
    createdAt: now,
    seenAt: now,
    ...originOf(request),
    ...content,
    pending: content.pending ?? waiting,
  }
  await repo.insertSession(tx, session)
  request.setCookie(sessionCookie(tx, secret, absoluteLimitMs / 1000))
  return session
}

/** An identity that waits to be linked to a user goes on waiting when this user signs in, and ends with anybody else. */
async function findWaiting(tx: PlatformTx, headers: Headers, userId: string | null): Promise<PendingProof | null> {
  const pending = (await findSession(tx, headers))?.pending
  return pending?.kind === 'link' && pending.data['userId'] === userId ? pending : null
}
