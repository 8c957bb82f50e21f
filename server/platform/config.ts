/**
 * Every setting of the program, in one list: name, meaning, default, how it is read. `docs/configuration.md` is
 * generated from this list, and a `WATCHWORD_*` variable that is not in it stops the start, because a setting with a
 * typing error must not be ignored silently.
 */
import { resolve } from 'node:path'
import { z } from 'zod'
import type { LogLevel } from './log.ts'

type Variable<T> = {
  doc: string
  /** As shown in the documentation. */
  defaultText: string
  /** Gets the raw value, undefined when absent or empty; throws an Error whose message says what is expected. */
  read: (raw: string | undefined, env: Environment) => T
}
type Environment = Record<string, string | undefined>

const roles = ['api', 'ingest', 'worker', 'scheduler'] as const
export type Role = (typeof roles)[number]

const signUpModes = ['invited', 'open'] as const
const csrfModes = ['fetch-metadata', 'double-submit'] as const

/** One way to sign in with somebody else's account system. `id` stands in URLs and `name` on the button. */
export type SignInProvider = {
  id: string
  name: string
  clientId: string
  clientSecret: string
} & ({ type: 'oidc'; issuer: string } | { type: 'github'; url: string })

const logLevels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent']

export const variables = {
  PORT: variable('TCP port of the HTTP server.', '8080', (raw = '8080') => integer(raw, 0, 65_535)),
  WATCHWORD_HOST: variable('Address that the HTTP server listens on.', '0.0.0.0', (raw = '0.0.0.0') => raw),
  WATCHWORD_DATA_DIR: variable(
    'Directory for embedded stores, attachments and the secret key. One process owns it at a time.',
    './data',
    (raw = './data') => resolve(raw),
  ),
  WATCHWORD_DATABASE_URL: variable(
    'PostgreSQL 15 or newer, `postgresql://user:password@host/database`. The user needs CREATEROLE, or the roles ' +
      '`watchword_app` and `watchword_platform` must exist and be granted to it.',
    'an embedded PostgreSQL in the data directory',
    (raw) => (raw === undefined ? null : url(raw, ['postgres:', 'postgresql:'])),
  ),
  WATCHWORD_CLICKHOUSE_URL: variable(
    'ClickHouse 24.8 or newer, `http://user:password@host:8123/database`.',
    'an embedded engine in the data directory',
    (raw) => (raw === undefined ? null : url(raw, ['http:', 'https:'])),
  ),
  WATCHWORD_NATS_URL: variable(
    'NATS 2.9 or newer with JetStream, `nats://user:password@host:4222` or `tls://…`, further servers after commas. ' +
      'Events are answered when its stream has them and stored by processes with the role worker. ' +
      '`?replicas=3` copies them to three servers of a cluster; `&maxBytes=…` bounds what may wait (4294967296), ' +
      '`&stream=…` names the stream (watchword-events).',
    'events are answered when they are stored',
    (raw) => (raw === undefined ? null : urls(raw, ['nats:', 'tls:'])),
  ),
  WATCHWORD_REDIS_URL: variable(
    'Redis 6 or newer, or Valkey, `redis://user:password@host:6379` or `rediss://…`. ' +
      'Processes share their rate limits there; while it is away each counts for itself.',
    'each process counts for itself',
    (raw) => (raw === undefined ? null : url(raw, ['redis:', 'rediss:'])),
  ),
  WATCHWORD_SMTP_URL: variable(
    'Mail server, `smtp://user:password@host:587` or `smtps://…`; `?tls=none` allows an unencrypted relay. ' +
      'Without it mail is kept and can be read at /app/outbox.',
    'mail is kept, not sent',
    (raw) => (raw === undefined ? null : url(raw, ['smtp:', 'smtps:'])),
  ),
  WATCHWORD_MAIL_FROM: variable(
    'From address of all mail, `Name <address>` or an address.',
    'Watchword <watchword@localhost>',
    (raw = 'Watchword <watchword@localhost>') => line(raw),
  ),
  WATCHWORD_SECRET_KEY: variable(
    'Master key, 32 bytes as 64 hex digits or base64. Whoever has it can read the vault; without it nobody can.',
    'made at the first start and kept in the data directory',
    (raw) => raw ?? null,
  ),
  WATCHWORD_APP_URL: variable(
    'Where people reach the app and SDKs the ingest, without a path. Decides cookie flags and links in mail.',
    'http://localhost:<PORT>',
    (raw, env) => origin(raw ?? `http://localhost:${env['PORT']?.trim() || '8080'}`),
  ),
  WATCHWORD_STATUS_DOMAIN: variable(
    'Each status page is also served at `<slug>.<this domain>`, which widgets made for Statuspage need.',
    'localhost',
    (raw = 'localhost') => hostName(raw),
  ),
  WATCHWORD_EGRESS_ALLOW: variable(
    'Comma-separated host names, addresses or CIDR ranges inside private networks that webhooks may reach. ' +
      'Everything private or loopback is refused otherwise.',
    'none',
    (raw = '') =>
      raw
        .split(',')
        .map((entry) => entry.trim())
        .filter((entry) => entry !== ''),
  ),
  WATCHWORD_SIGN_UP: variable(
    'Who may sign up: `invited`, people with an invitation to a workspace; or `open`, everyone, with a workspace of ' +
      'their own.',
    'invited',
    (raw = 'invited') => oneOf(raw, signUpModes),
  ),
  WATCHWORD_SIGN_IN_PROVIDERS: variable(
    'Sign-in with other providers, a JSON list: `[{"type": "google", "clientId": "…", "clientSecret": "…"}]`. Types ' +
      'are `google`, `microsoft`, `github` (with `url` for an own server) and `oidc` (with `id`, `name` and `issuer`).',
    'none',
    (raw = '[]') => signInProviders(raw),
  ),
  WATCHWORD_MINIMUM_AGE: variable(
    'Age in years that people declare to have reached when they sign up.',
    '16',
    (raw = '16') => integer(raw, 13, 21),
  ),
  WATCHWORD_CSRF: variable(
    'How requests that another site made a browser send are told apart: `fetch-metadata`, by the headers that ' +
      'browsers add; or `double-submit`, by a signed cookie bound to the session as well.',
    'fetch-metadata',
    (raw = 'fetch-metadata') => oneOf(raw, csrfModes),
  ),
  WATCHWORD_ROLES: variable(
    `Comma-separated parts to run in this process: ${roles.join(', ')}. Health and metrics are always served.`,
    'all',
    (raw = 'all') => (raw === 'all' ? [...roles] : raw.split(',').map((entry) => oneOf(entry.trim(), roles))),
  ),
  WATCHWORD_TRUST_PROXY: variable(
    'Number of reverse proxies in front whose X-Forwarded-For entries are trusted.',
    '0',
    (raw = '0') => integer(raw, 0, 10),
  ),
  WATCHWORD_LOG_LEVEL: variable(`One of ${logLevels.join(', ')}.`, 'info', (raw = 'info') => oneOf(raw, logLevels)),
} satisfies Record<string, Variable<unknown>>

export type Config = {
  port: number
  host: string
  dataDir: string
  databaseUrl: string | null
  clickhouseUrl: string | null
  natsUrl: string | null
  redisUrl: string | null
  smtpUrl: string | null
  mailFrom: string
  secretKey: string | null
  /** Origin without a trailing slash. */
  appUrl: string
  statusDomain: string
  egressAllow: string[]
  signUp: (typeof signUpModes)[number]
  signInProviders: SignInProvider[]
  minimumAge: number
  csrf: (typeof csrfModes)[number]
  roles: Role[]
  trustProxy: number
  logLevel: LogLevel
}

/** All that is wrong with the configuration at once, one sentence a line. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

export function readConfig(env: Environment): Config {
  const problems = unknownVariables(env)
  const read = <T>(name: keyof typeof variables, variable: Variable<T>): T => {
    try {
      const raw = env[name]?.trim()
      return variable.read(raw === '' ? undefined : raw, env)
    } catch (error) {
      problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`)
      // A value of the right type that is never used: the error below is thrown before anyone sees it.
      return undefined as T
    }
  }
  const config: Config = {
    port: read('PORT', variables.PORT),
    host: read('WATCHWORD_HOST', variables.WATCHWORD_HOST),
    dataDir: read('WATCHWORD_DATA_DIR', variables.WATCHWORD_DATA_DIR),
    databaseUrl: read('WATCHWORD_DATABASE_URL', variables.WATCHWORD_DATABASE_URL),
    clickhouseUrl: read('WATCHWORD_CLICKHOUSE_URL', variables.WATCHWORD_CLICKHOUSE_URL),
    natsUrl: read('WATCHWORD_NATS_URL', variables.WATCHWORD_NATS_URL),
    redisUrl: read('WATCHWORD_REDIS_URL', variables.WATCHWORD_REDIS_URL),
    smtpUrl: read('WATCHWORD_SMTP_URL', variables.WATCHWORD_SMTP_URL),
    mailFrom: read('WATCHWORD_MAIL_FROM', variables.WATCHWORD_MAIL_FROM),
    secretKey: read('WATCHWORD_SECRET_KEY', variables.WATCHWORD_SECRET_KEY),
    appUrl: read('WATCHWORD_APP_URL', variables.WATCHWORD_APP_URL),
    statusDomain: read('WATCHWORD_STATUS_DOMAIN', variables.WATCHWORD_STATUS_DOMAIN),
    egressAllow: read('WATCHWORD_EGRESS_ALLOW', variables.WATCHWORD_EGRESS_ALLOW),
    signUp: read('WATCHWORD_SIGN_UP', variables.WATCHWORD_SIGN_UP),
    signInProviders: read('WATCHWORD_SIGN_IN_PROVIDERS', variables.WATCHWORD_SIGN_IN_PROVIDERS),
    minimumAge: read('WATCHWORD_MINIMUM_AGE', variables.WATCHWORD_MINIMUM_AGE),
    csrf: read('WATCHWORD_CSRF', variables.WATCHWORD_CSRF),
    roles: read('WATCHWORD_ROLES', variables.WATCHWORD_ROLES),
    trustProxy: read('WATCHWORD_TRUST_PROXY', variables.WATCHWORD_TRUST_PROXY),
    logLevel: read('WATCHWORD_LOG_LEVEL', variables.WATCHWORD_LOG_LEVEL),
  }
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  return config
}

/** Google and Microsoft are OpenID Connect issuers like others; GitHub speaks OAuth 2.0 alone. */
const knownProviders: Record<string, object> = {
  google: { type: 'oidc', id: 'google', name: 'Google', issuer: 'https://accounts.google.com' },
  microsoft: {
    type: 'oidc',
    id: 'microsoft',
    name: 'Microsoft',
    issuer: 'https://login.microsoftonline.com/common/v2.0',
  },
  github: { type: 'github', id: 'github', name: 'GitHub', url: 'https://github.com' },
}

function signInProviders(raw: string): SignInProvider[] {
  const shape = z.object({
    id: z.string().regex(/^[a-z0-9-]{1,30}$/),
    name: z.string().min(1).max(40),
    clientId: z.string().min(1),
    clientSecret: z.string().min(1),
  })
  const provider = z.discriminatedUnion('type', [
    shape.extend({ type: z.literal('oidc'), issuer: z.url({ protocol: /^https?$/ }) }),
    shape.extend({ type: z.literal('github'), url: z.url({ protocol: /^https?$/ }) }),
  ])
  let list: unknown
  try {
    list = JSON.parse(raw)
  } catch {
    throw new Error('expected a JSON list')
  }
  const filled = z.array(z.looseObject({ type: z.string() })).safeParse(list)
  const known = filled.data?.map((entry) => ({ ...knownProviders[entry.type], ...entry, type: typeOf(entry.type) }))
  const parsed = z.array(provider).safeParse(known)
  if (!parsed.success) {
    // The values may be secrets, so only their places are named.
    const places = parsed.error.issues.map((issue) => issue.path.join('.') || 'the list')
    throw new Error(`expected a list of providers; look at ${[...new Set(places)].join(', ')}`)
  }
  const ids = parsed.data.map(({ id }) => id)
  if (new Set(ids).size < ids.length) throw new Error('two providers have the same id')
  return parsed.data
}

function typeOf(type: string): string {
  return type === 'google' || type === 'microsoft' ? 'oidc' : type
}

function unknownVariables(env: Environment): string[] {
  // Variables of the test suites are read by platform/testing alone and never by the program.
  return Object.keys(env)
    .filter((name) => name.startsWith('WATCHWORD_') && !name.startsWith('WATCHWORD_TEST_') && !(name in variables))
    .map((name) => `${name}: there is no such setting; see docs/configuration.md`)
}

function variable<T>(doc: string, defaultText: string, read: Variable<T>['read']): Variable<T> {
  return { doc, defaultText, read }
}

function integer(raw: string, min: number, max: number): number {
  const value = Number(raw)
  if (!Number.isInteger(value) || value < min || value > max) throw new Error(`expected a number from ${min} to ${max}`)
  return value
}

function url(raw: string, protocols: string[]): string {
  const parsed = URL.canParse(raw) ? new URL(raw) : undefined
  if (!parsed || !protocols.includes(parsed.protocol)) {
    throw new Error(`expected a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`)
  }
  return raw
}

function urls(raw: string, protocols: string[]): string {
  for (const part of raw.split(',')) url(part.trim(), protocols)
  return raw
}

function origin(raw: string): string {
  const parsed = new URL(url(raw, ['http:', 'https:']))
  if (parsed.pathname !== '/' || parsed.search !== '') throw new Error('expected an origin without a path')
  return parsed.origin
}

function hostName(raw: string): string {
  if (!/^[a-z0-9.-]+$/.test(raw)) throw new Error('expected a host name in lower case, without a port')
  return raw
}

function line(raw: string): string {
  if (/[\r\n]/.test(raw)) throw new Error('must not contain a line break')
  return raw
}

function oneOf<T extends string>(raw: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === raw)
  if (found === undefined) throw new Error(`expected one of ${allowed.join(', ')}`)
  return found
}
