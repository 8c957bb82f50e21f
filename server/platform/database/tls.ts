import { isLoopback } from '../loopback.ts'

/** What libpq calls encryption without verifying who is at the other end; somebody must have asked for it. */
const chosen = new Set(['disable', 'no-verify'])
/** Weaker ones that libpq knows too, which the driver takes for themselves only when the URL asks for libpq's meaning. */
const libpqChosen = new Set([...chosen, 'require', 'verify-ca'])

/**
 * The connection string, in which TLS with a verified certificate is asked for when the server is on another machine
 * and the URL does not choose something else: to fall back to plain text, as libpq's `prefer` does, is to be secure as
 * long as nobody attacks.
 */
export function withTls(url: string): string {
  // What is no URL by the standard is the embedded server's, which listens on a socket of this machine.
  if (!URL.canParse(url)) return url
  const parsed = new URL(url)
  const query = parsed.searchParams
  const host = query.get('host') ?? decodeURIComponent(parsed.hostname)
  if (host === '' || host.startsWith('/') || isLoopback(host)) return url
  const allowed = query.get('uselibpqcompat') === 'true' ? libpqChosen : chosen
  if (allowed.has(query.get('sslmode') ?? '')) return url
  query.delete('ssl')
  query.set('sslmode', 'verify-full')
  return parsed.href
}
