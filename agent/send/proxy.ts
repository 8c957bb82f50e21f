import { isLoopback } from '../loopback.ts'

/** The proxy that the environment names for an address, as curl reads it: `https_proxy`, `http_proxy`, `no_proxy`. */
export function findProxy(url: URL, env: NodeJS.ProcessEnv): URL | undefined {
  const named = (name: string): string => env[name.toLowerCase()] ?? env[name] ?? ''
  const text = named(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY')
  if (text === '' || isExempt(url, named('NO_PROXY'))) return undefined
  const full = text.includes('://') ? text : `http://${text}`
  const proxy = URL.canParse(full) ? new URL(full) : undefined
  if (proxy?.protocol !== 'http:') throw new Error('the proxy must be an address that begins with http://')
  return proxy
}

/** Names with all that is below them, `host:port`, and `*`. What is on this machine is never asked through a proxy. */
function isExempt(url: URL, list: string): boolean {
  const host = url.hostname.replaceAll(/[[\]]/g, '').toLowerCase()
  if (isLoopback(url)) return true
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      const name = entry.replace(/^\*?\./, '')
      if (name === '') return false
      return name === '*' || name === host || name === url.host.toLowerCase() || host.endsWith(`.${name}`)
    })
}
