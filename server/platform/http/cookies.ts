/** The only place that reads and writes cookies (RFC 6265). */

/** Value of the named cookie, or undefined. */
export function readCookie(headers: Headers, name: string): string | undefined {
  for (const part of (headers.get('cookie') ?? '').split(';')) {
    const [key, ...value] = part.trim().split('=')
    if (key === name) return value.join('=')
  }
  return undefined
}

/** httpOnly, SameSite=Lax, path `/`; `maxAgeSeconds` 0 removes it. Values are ours: letters, digits, `-`, `_`. */
export function cookieHeader(options: { name: string; value: string; maxAgeSeconds: number; secure: boolean }): string {
  const { name, value, maxAgeSeconds, secure } = options
  const attributes = [`${name}=${value}`, 'Path=/', 'HttpOnly', 'SameSite=Lax', `Max-Age=${maxAgeSeconds}`]
  return [...attributes, ...(secure ? ['Secure'] : [])].join('; ')
}
