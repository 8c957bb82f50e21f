/** Who sends: three forms of the same public key (Sentry SDK documentation, "Authentication"). */
import { forbidden } from '#platform/errors'

export type Dsn = { host: string; publicKey: string; projectNumber: string }

export type Credentials = {
  publicKey: string
  /** Decimal digits, from a DSN in the envelope; the URL's own number must agree with it. */
  projectNumber: string | undefined
  /** Name and version of the SDK as it calls itself, for diagnosis. */
  client: string | undefined
}

export type CredentialSources = {
  /** Value of `X-Sentry-Auth`. */
  authHeader?: string | undefined
  query?: URLSearchParams | undefined
  /** `dsn` of the envelope's header. */
  dsn?: string | undefined
  /** From the URL of a heartbeat that is called without an SDK. */
  pathKey?: string | undefined
  /** Digits from the URL; undefined behind a tunnel, where the URL says nothing. */
  projectNumber?: string | undefined
  userAgent?: string | undefined
}

/** Throws forbidden if there is no key, if several do not agree, or if the DSN names another project than the URL. */
export function readCredentials(sources: CredentialSources): Credentials {
  const header = parseAuthHeader(sources.authHeader)
  const dsn = sources.dsn === undefined ? undefined : parseDsn(sources.dsn)
  const unreadable = sources.dsn !== undefined && dsn === undefined
  const keys = [
    header.get('sentry_key'),
    ...(sources.query?.getAll('sentry_key') ?? []),
    dsn?.publicKey,
    sources.pathKey,
  ]
  const [publicKey, ...others] = new Set(keys.filter((key) => key !== undefined))
  const projects = new Set([sources.projectNumber, dsn?.projectNumber].filter((number) => number !== undefined))
  const [projectNumber] = projects
  if (publicKey === undefined || others.length > 0 || projects.size > 1 || unreadable || !isPublicKey(publicKey)) {
    throw refused(projectNumber, publicKey)
  }
  const client = header.get('sentry_client') ?? sources.query?.get('sentry_client') ?? sources.userAgent
  return { publicKey, projectNumber, client: client?.slice(0, 200) }
}

/**
 * One answer for an unknown project, an unknown or revoked key, and a key of another project, so that nobody can tell
 * them apart. It repeats the DSN as it was understood, because most failures are a wrong DSN.
 */
export function refused(projectNumber: string | undefined, publicKey: string | undefined) {
  const key = publicKey === undefined ? 'no key' : `key ${JSON.stringify(publicKey.slice(0, 64))}`
  const project = projectNumber === undefined ? 'no project' : `project ${JSON.stringify(projectNumber.slice(0, 20))}`
  return forbidden(`check the DSN: ${key} for ${project} is not valid here, or its parts do not agree`)
}

/** `proto://key[:secret]@host[/path]/project`; undefined if it is not that. The secret is tolerated and dropped. */
export function parseDsn(dsn: string): Dsn | undefined {
  if (dsn.length > 500 || !URL.canParse(dsn)) return undefined
  const url = new URL(dsn)
  const projectNumber = url.pathname.replace(/\/$/, '').split('/').at(-1) ?? ''
  const web = url.protocol === 'http:' || url.protocol === 'https:'
  if (!web || !isPublicKey(url.username) || !/^\d{1,19}$/.test(projectNumber)) return undefined
  return { host: url.host, publicKey: url.username, projectNumber }
}

/** The parts of the header; empty where it does not start with the word `Sentry`, which counts as absent. */
function parseAuthHeader(header: string | undefined): Map<string, string> {
  const parts = new Map<string, string>()
  const text = (header ?? '').slice(0, 4096).trimStart()
  if (!/^sentry\s/i.test(text)) return parts
  for (const part of text.slice('sentry'.length).split(',')) {
    const equals = part.indexOf('=')
    if (equals > 0) parts.set(part.slice(0, equals).trim().toLowerCase(), part.slice(equals + 1).trim())
  }
  return parts
}

const isPublicKey = (key: string) => /^\w{1,64}$/.test(key)
