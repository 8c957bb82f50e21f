import { createHash } from 'node:crypto'
import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { cookieHeader, readCookie, type PublicRequest } from '#platform/http'
import { newSecret } from '#platform/ids'
import * as repo from './repo.ts'
import type { User } from './user.ts'

export type Session = {
  /** SHA-256 of the secret in the cookie: whoever reads the table cannot sign in with it. */
  idHash: Buffer
  userId: string
  createdAt: Date
  seenAt: Date
  remoteAddress: string
  userAgent: string
}

const hourMs = 3_600_000
const idleLimitMs = 14 * 24 * hourMs
const absoluteLimitMs = 30 * 24 * hourMs
const userAgentLimit = 300

/** The `__Host-` prefix (RFC 6265bis) needs HTTPS; on plain http://localhost the second name is used. */
export const sessionCookieNames = ['__Host-watchword_session', 'watchword_session'] as const

type Person = Pick<User, 'id' | 'email' | 'name'>

/** A session ends after 14 idle days, and after 30 days in any case. */
export function isAlive(session: Pick<Session, 'createdAt' | 'seenAt'>, now: Date): boolean {
  return (
    now.getTime() - session.seenAt.getTime() < idleLimitMs &&
    now.getTime() - session.createdAt.getTime() < absoluteLimitMs
  )
}

/** Begins a session and hands its secret to the browser; an older one of the same browser ends. */
export async function startSession(services: Services, userId: string, request: PublicRequest): Promise<void> {
  const secret = newSecret(32)
  const now = services.now()
  const previous = sessionSecret(services, request.headers)
  await inPlatformTransaction(services, async (tx) => {
    if (previous) await repo.deleteSession(tx, hashSecret(previous))
    await repo.insertSession(tx, {
      idHash: hashSecret(secret),
      userId,
      createdAt: now,
      seenAt: now,
      remoteAddress: request.remoteAddress,
      userAgent: (request.headers.get('user-agent') ?? '').slice(0, userAgentLimit),
    })
  })
  request.setCookie(cookie(services, secret, absoluteLimitMs / 1000))
}

/** Whoever the request's cookie belongs to, or undefined. */
export async function findSignedIn(services: Services, headers: Headers): Promise<Person | undefined> {
  const secret = sessionSecret(services, headers)
  if (!secret) return undefined
  const now = services.now()
  return inPlatformTransaction(services, async (tx) => {
    const session = await repo.findSession(tx, hashSecret(secret))
    if (!session || !isAlive(session, now)) return undefined
    // Once an hour is exact enough for a limit of days, and saves a write on each request.
    if (now.getTime() - session.seenAt.getTime() > hourMs) await repo.touchSession(tx, session.idHash, now)
    return { id: session.userId, email: session.email, name: session.name }
  })
}

export async function endSession(services: Services, request: PublicRequest): Promise<void> {
  const secret = sessionSecret(services, request.headers)
  if (secret) await inPlatformTransaction(services, (tx) => repo.deleteSession(tx, hashSecret(secret)))
  request.setCookie(cookie(services, '', 0))
}

function sessionSecret(services: Services, headers: Headers): string | undefined {
  return readCookie(headers, cookieName(services)) || undefined
}

function cookie(services: Services, value: string, maxAgeSeconds: number): string {
  return cookieHeader({ name: cookieName(services), value, maxAgeSeconds, secure: isHttps(services) })
}

function cookieName(services: Services): string {
  return isHttps(services) ? sessionCookieNames[0] : sessionCookieNames[1]
}

/** From the configuration and not from the request: behind a proxy that ends TLS the cookie must still be secure. */
function isHttps(services: Services): boolean {
  return services.config.appUrl.startsWith('https:')
}

function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
