/** The cookie that carries a session's secret; flags follow the configuration. */
import { createHash } from 'node:crypto'
import type { Services } from '#platform/context'
import { cookieHeader, readCookie } from '#platform/http'

/** The `__Host-` prefix (RFC 6265bis) needs HTTPS; on plain http://localhost the second name is used. */
export const sessionCookieNames = ['__Host-watchword_session', 'watchword_session'] as const

export function sessionSecret(services: Services, headers: Headers): string | undefined {
  return readCookie(headers, cookieName(services)) || undefined
}

/** An empty value with age 0 removes it. */
export function sessionCookie(services: Services, value: string, maxAgeSeconds: number): string {
  return cookieHeader({ name: cookieName(services), value, maxAgeSeconds, secure: isHttps(services) })
}

export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

function cookieName(services: Services): string {
  return isHttps(services) ? sessionCookieNames[0] : sessionCookieNames[1]
}

/** From the configuration and not from the request: behind a proxy that ends TLS the cookie must still be secure. */
function isHttps(services: Services): boolean {
  return services.config.appUrl.startsWith('https:')
}
