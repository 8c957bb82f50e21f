/** The only place that reads and writes cookies (RFC 6265). */

/**
 * Every cookie that there is. The `__Host-` prefix (RFC 6265bis) needs HTTPS; on plain http://localhost the second
 * name is used. The second cookie is set only where the configuration asks for it.
 */
export const cookieNames = {
  session: ['__Host-watchword_session', 'watchword_session'],
  csrf: ['__Host-watchword_csrf', 'watchword_csrf'],
} as const

/** By the configured address and not by the request: behind a proxy that ends TLS cookies must still be secure. */
export function cookieName(which: keyof typeof cookieNames, appUrl: string): string {
  return cookieNames[which][isHttps(appUrl) ? 0 : 1]
}

export function isHttps(appUrl: string): boolean {
  return appUrl.startsWith('https:')
}

/** Value of the named cookie, or undefined. */
export function readCookie(headers: Headers, name: string): string | undefined {
  for (const part of (headers.get('cookie') ?? '').split(';')) {
    const [key, ...value] = part.trim().split('=')
    if (key === name) return value.join('=')
  }
  return undefined
}

/** The value that an answer gives the named cookie; empty when it removes it, undefined when it says nothing of it. */
export function readSetCookie(headers: Headers, name: string): string | undefined {
  const header = headers.getSetCookie().findLast((cookie) => cookie.startsWith(`${name}=`))
  return header?.slice(name.length + 1).split(';')[0]
}

/** httpOnly, SameSite=Lax, path `/`; `maxAgeSeconds` 0 removes it. Values are ours: letters, digits, `-`, `_`. */
export function cookieHeader(options: { name: string; value: string; maxAgeSeconds: number; secure: boolean }): string {
  const { name, value, maxAgeSeconds, secure } = options
  const attributes = [`${name}=${value}`, 'Path=/', 'HttpOnly', 'SameSite=Lax', `Max-Age=${maxAgeSeconds}`]
  return [...attributes, ...(secure ? ['Secure'] : [])].join('; ')
}

/** For scripts of the app to read, gone with the browser's session, never sent with what another site began. */
export function readableCookieHeader(options: { name: string; value: string; secure: boolean }): string {
  const { name, value, secure } = options
  return [`${name}=${value}`, 'Path=/', 'SameSite=Strict', ...(secure ? ['Secure'] : [])].join('; ')
}
