export type TlsMode = 'implicit' | 'required' | 'opportunistic' | 'none'

export type SmtpServer = {
  host: string
  port: number
  tls: TlsMode
  auth: { user: string; pass: string } | undefined
}

const modes: readonly TlsMode[] = ['required', 'opportunistic', 'none']

/**
 * `smtps://user:password@host` speaks TLS from the start, port 465. `smtp://user:password@host` uses port 587 and
 * `?tls=`: `required` (default) sends nothing unless STARTTLS works; `opportunistic` uses STARTTLS where it is offered;
 * `none` never does, which is also the default for this very machine, where nothing passes a network. Wherever there is
 * TLS, the certificate is checked. User and password are percent-encoded. Throws an Error without the password.
 */
export function parseSmtpUrl(text: string): SmtpServer {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '') {
    throw new Error('the mail server must be given as smtp://host or smtps://host')
  }
  if (!['', '/'].includes(url.pathname) || url.hash !== '') throw new Error('the URL of a mail server has no path')
  const unknown = [...url.searchParams.keys()].find((name) => name !== 'tls')
  if (unknown !== undefined) throw new Error(`the URL of a mail server has no option ${unknown}`)
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const tls = tlsMode(url, host)
  const port = url.port === '' ? (tls === 'implicit' ? 465 : 587) : Number(url.port)
  const auth = { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) }
  return { host, port, tls, auth: auth.user === '' && auth.pass === '' ? undefined : auth }
}

function tlsMode(url: URL, host: string): TlsMode {
  const asked = url.searchParams.getAll('tls')
  if (url.protocol === 'smtps:') {
    if (asked.length > 0) throw new Error('smtps:// always speaks TLS: it takes no option tls')
    return 'implicit'
  }
  if (asked.length === 0) return isThisMachine(host) ? 'none' : 'required'
  const mode = modes.find((candidate) => candidate === asked[0])
  if (!mode || asked.length > 1) throw new Error('the option tls must be required, opportunistic or none')
  return mode
}

export function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
