/** The cookie that carries a session's secret; flags follow the configuration. */
import { createHash } from 'node:crypto'
import type { Services } from '#platform/context'
import { cookieHeader, cookieName, cookieNames, isHttps, readCookie } from '#platform/http'

export const sessionCookieNames = cookieNames.session

export function sessionSecret(services: Services, headers: Headers): string | undefined {
  return readCookie(headers, cookieName('session', services.config.appUrl)) || undefined
}

/** An empty value with age 0 removes it. */
export function sessionCookie(services: Services, value: string, maxAgeSeconds: number): string {
  const { appUrl } = services.config
  return cookieHeader({ name: cookieName('session', appUrl), value, maxAgeSeconds, secure: isHttps(appUrl) })
}

export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
