/**
 * Every setting of the program, in one list: name, meaning, default, how it is read. `docs/configuration.md` is
 * generated from this list, and a `WATCHWORD_*` variable that is not in it stops the start, because a setting with a
 * typing error must not be ignored silently.
 */
import { resolve } from 'node:path'
import { presets, readProfile, type PolicyProfile } from '#platform/policy'
import type { LogLevel } from './log.ts'
import { parseMetricCeilings, type MetricCeilings } from './metric-ceilings.ts'
import { parseSignInProviders, type SignInProvider } from './sign-in-providers.ts'

export type { SignInProvider } from './sign-in-providers.ts'

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

const logLevels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent']

export const variables = {
  PORT: variable('TCP port of the HTTP server.', '8080', (raw = '8080') => integer(raw, 0, 65_535)),
  WATCHWORD_HOST: variable('Address that the HTTP server listens on.', '0.0.0.0', (raw = '0.0.0.0') => raw),
  WATCHWORD_DATA_DIR: variable(
    'Directory for embedded stores, attachments and the secret key. One process owns it at a time.',
    './data',
    (raw = './data') => resolve(raw),
  ),
  WATCHWORD_TLS_CERT: variable(
    'File with the certificate, and those above it, in PEM: the HTTP server then speaks TLS 1.2 or 1.3 and nothing ' +
      'else. Together with WATCHWORD_TLS_KEY; both are read again at SIGHUP.',
    'plain HTTP, for a proxy in front that ends TLS',
    (raw, env) => together(raw, env, 'WATCHWORD_TLS_KEY'),
  ),
  WATCHWORD_TLS_KEY: variable('File with the key of the certificate, in PEM.', 'none', (raw, env) =>
    together(raw, env, 'WATCHWORD_TLS_CERT'),
  ),
  WATCHWORD_DATABASE_URL: variable(
    'PostgreSQL 15 or newer, `postgresql://user:password@host/database`. The user needs CREATEROLE, or the roles ' +
      '`watchword_app`, `watchword_platform` and `watchword_privacy` must exist and be granted to it. On another ' +
      'machine it must speak TLS with a certificate that can be verified (`?sslrootcert=<file>` names an own authority), unless the URL says ' +
      '`?sslmode=no-verify` or, for no encryption at all, `?sslmode=disable`.',
    'an embedded PostgreSQL in the data directory',
    (raw) => (raw === undefined ? null : url(raw, ['postgres:', 'postgresql:'])),
  ),
  WATCHWORD_CLICKHOUSE_URL: variable(
    'ClickHouse 24.8 or newer, `http://user:password@host:8123/database`, or `https://…`, as it should be on another ' +
      'machine.',
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
  WATCHWORD_BOUNCE_ADDRESS: variable(
    'Where mail to subscribers comes back to, `bounces@status.example`, as `bounces+…@status.example`. Your mail server ' +
      'hands what arrives there to `/mail/bounces`. See status-subscribers.md.',
    'mail comes back to the From address, and nobody reads it',
    (raw) => (raw === undefined ? null : bounceAddress(raw)),
  ),
  WATCHWORD_BOUNCE_TOKEN: variable(
    'What your mail server says at `/mail/bounces`: a random word of 24 to 200 letters, digits, `_` and `-`.',
    'nothing is taken there',
    (raw) => (raw === undefined ? null : token(raw)),
  ),
  WATCHWORD_SECRET_KEY: variable(
    'Master key, 32 bytes as 64 hex digits or base64. Whoever has it can read the vault; without it nobody can. ' +
      'Older keys stand behind it, after commas, while something rests on them. See secrets.md.',
    'made at the first start and kept in the data directory',
    (raw) => raw ?? null,
  ),
  WATCHWORD_DATA_KEYS_SINCE: variable(
    'Data keys that were made before this time (RFC 3339) are replaced and their secrets sealed again. They are ' +
      'replaced after a year in any case.',
    'none',
    (raw) => (raw === undefined ? null : time(raw)),
  ),
  WATCHWORD_APP_URL: variable(
    'Where people reach the app and SDKs the ingest, without a path. Decides cookie flags and links in mail. With ' +
      '`https://` nothing but health and metrics is answered in plain.',
    'http://localhost:<PORT>, https:// with WATCHWORD_TLS_CERT',
    appOrigin,
  ),
  WATCHWORD_SITE_URL: variable(
    'Where the public site is reached: home page, documentation, policy. Given, these pages answer at that host alone ' +
      'and the app never does; elsewhere they redirect there.',
    'the address of the app',
    siteOrigin,
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
  WATCHWORD_CHECK_CANARIES: variable(
    'Comma-separated `host:port` of up to five servers of others that are nearly always up, for example those of two ' +
      'name services at port 443. When monitors fail they are asked for a connection: when none of them answers either, ' +
      'the network of this server is to blame, and the monitors are unknown instead of down. Nothing is sent to them. ' +
      'See checks.md.',
    'none: only several monitors that fail at once are held for trouble of this server',
    (raw) => (raw === undefined ? [] : hostsAndPorts(raw, 5)),
  ),
  WATCHWORD_SIGN_UP: variable(
    'Who may sign up: `invited`, people with an invitation to a workspace; or `open`, everyone, with a workspace of ' +
      'their own.',
    'invited',
    (raw = 'invited') => oneOf(raw, signUpModes),
  ),
  WATCHWORD_SIGN_IN_PROVIDERS: variable(
    'Sign-in with other providers, a JSON list: `[{"type": "google", "clientId": "…", "clientSecret": "…"}]`. Types ' +
      'are `google`, `microsoft` (with `directory` for one of your own), `github` (with `url` for an own server) and ' +
      '`oidc` (with `id`, `name` and `issuer`). See sign-in-providers.md.',
    'none',
    (raw = '[]') => parseSignInProviders(raw),
  ),
  WATCHWORD_POLICY: variable(
    `The policy profile: ${Object.keys(presets).join(', ')}, or a JSON file. It says how long what is kept, the ` +
      'minimum age, contacts, processors and more; the published policy is made from it. See policy.md.',
    'strict',
    (raw, env) => configuredPolicy(raw, env),
  ),
  WATCHWORD_METRIC_CEILINGS: variable(
    'The most metrics that a workspace may send by its plan, a JSON object or a file with one: `{"30 days": ' +
      '{"seriesPerDay": 50000, "samplesPerSecond": 10000, "labelsPerSeries": 40}}`. What is not said is what the server ' +
      'takes of any workspace. See quotas.md.',
    'none',
    (raw, env) => (raw === undefined ? {} : parseMetricCeilings(raw, configuredPolicy(env['WATCHWORD_POLICY'], env))),
  ),
  WATCHWORD_ROLES: variable(
    `Comma-separated parts to run in this process: ${roles.join(', ')}. Health and metrics are always served.`,
    'all',
    (raw = 'all') => (raw === 'all' ? [...roles] : raw.split(',').map((entry) => oneOf(entry.trim(), roles))),
  ),
  WATCHWORD_TRUST_PROXY: variable(
    'Number of reverse proxies in front whose X-Forwarded-For and X-Forwarded-Proto entries are trusted.',
    '0',
    (raw = '0') => integer(raw, 0, 10),
  ),
  WATCHWORD_LOG_LEVEL: variable(`One of ${logLevels.join(', ')}.`, 'info', (raw = 'info') => oneOf(raw, logLevels)),
} satisfies Record<string, Variable<unknown>>

export type Config = {
  port: number
  host: string
  dataDir: string
  /** Paths of PEM files, both or none. */
  tlsCert: string | null
  tlsKey: string | null
  databaseUrl: string | null
  clickhouseUrl: string | null
  natsUrl: string | null
  redisUrl: string | null
  smtpUrl: string | null
  mailFrom: string
  /** Without a `+`. */
  bounceAddress: string | null
  bounceToken: string | null
  secretKey: string | null
  dataKeysSince: Date | null
  /** Origin without a trailing slash. */
  appUrl: string
  /** Origin of the public site where it has one of its own. */
  siteUrl: string | null
  statusDomain: string
  egressAllow: string[]
  checkCanaries: { host: string; port: number }[]
  signUp: (typeof signUpModes)[number]
  signInProviders: SignInProvider[]
  /** As configured; what holds is `services.policy.inForce()`, which waits for the notice of a change. */
  policy: PolicyProfile
  metricCeilings: MetricCeilings
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
    tlsCert: read('WATCHWORD_TLS_CERT', variables.WATCHWORD_TLS_CERT),
    tlsKey: read('WATCHWORD_TLS_KEY', variables.WATCHWORD_TLS_KEY),
    databaseUrl: read('WATCHWORD_DATABASE_URL', variables.WATCHWORD_DATABASE_URL),
    clickhouseUrl: read('WATCHWORD_CLICKHOUSE_URL', variables.WATCHWORD_CLICKHOUSE_URL),
    natsUrl: read('WATCHWORD_NATS_URL', variables.WATCHWORD_NATS_URL),
    redisUrl: read('WATCHWORD_REDIS_URL', variables.WATCHWORD_REDIS_URL),
    smtpUrl: read('WATCHWORD_SMTP_URL', variables.WATCHWORD_SMTP_URL),
    mailFrom: read('WATCHWORD_MAIL_FROM', variables.WATCHWORD_MAIL_FROM),
    bounceAddress: read('WATCHWORD_BOUNCE_ADDRESS', variables.WATCHWORD_BOUNCE_ADDRESS),
    bounceToken: read('WATCHWORD_BOUNCE_TOKEN', variables.WATCHWORD_BOUNCE_TOKEN),
    secretKey: read('WATCHWORD_SECRET_KEY', variables.WATCHWORD_SECRET_KEY),
    dataKeysSince: read('WATCHWORD_DATA_KEYS_SINCE', variables.WATCHWORD_DATA_KEYS_SINCE),
    appUrl: read('WATCHWORD_APP_URL', variables.WATCHWORD_APP_URL),
    siteUrl: read('WATCHWORD_SITE_URL', variables.WATCHWORD_SITE_URL),
    statusDomain: read('WATCHWORD_STATUS_DOMAIN', variables.WATCHWORD_STATUS_DOMAIN),
    egressAllow: read('WATCHWORD_EGRESS_ALLOW', variables.WATCHWORD_EGRESS_ALLOW),
    checkCanaries: read('WATCHWORD_CHECK_CANARIES', variables.WATCHWORD_CHECK_CANARIES),
    signUp: read('WATCHWORD_SIGN_UP', variables.WATCHWORD_SIGN_UP),
    signInProviders: read('WATCHWORD_SIGN_IN_PROVIDERS', variables.WATCHWORD_SIGN_IN_PROVIDERS),
    policy: read('WATCHWORD_POLICY', variables.WATCHWORD_POLICY),
    metricCeilings: read('WATCHWORD_METRIC_CEILINGS', variables.WATCHWORD_METRIC_CEILINGS),
    roles: read('WATCHWORD_ROLES', variables.WATCHWORD_ROLES),
    trustProxy: read('WATCHWORD_TRUST_PROXY', variables.WATCHWORD_TRUST_PROXY),
    logLevel: read('WATCHWORD_LOG_LEVEL', variables.WATCHWORD_LOG_LEVEL),
  }
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  return config
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

/** A path, when the other variable is given as well. */
function together(raw: string | undefined, env: Environment, other: string): string | null {
  if ((raw === undefined) !== !env[other]?.trim()) throw new Error(`expected together with ${other}, or neither`)
  return raw === undefined ? null : resolve(raw)
}

/** The default is where the server itself listens. */
function appOrigin(raw: string | undefined, env: Environment): string {
  const ownTls = Boolean(env['WATCHWORD_TLS_CERT']?.trim())
  if (raw === undefined) return origin(`${ownTls ? 'https' : 'http'}://localhost:${env['PORT']?.trim() || '8080'}`)
  const given = origin(raw)
  if (ownTls && !given.startsWith('https:')) throw new Error('expected https://, since WATCHWORD_TLS_CERT is given')
  return given
}

function configuredPolicy(raw: string | undefined, env: Environment): PolicyProfile {
  const app = new URL(appOrigin(env['WATCHWORD_APP_URL']?.trim() || undefined, env))
  return readProfile(raw?.trim() || 'strict', app.hostname)
}

/** Null where the app and the site are at one address. */
function siteOrigin(raw: string | undefined, env: Environment): string | null {
  if (raw === undefined) return null
  const [site, app] = [origin(raw), appOrigin(env['WATCHWORD_APP_URL']?.trim() || undefined, env)]
  if (app.startsWith('https:') && !site.startsWith('https:'))
    throw new Error('expected https://, like the app’s address')
  return site === app ? null : site
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

/** `example.com:443`, `[2001:db8::1]:443`. */
function hostsAndPorts(raw: string, most: number): { host: string; port: number }[] {
  const entries = raw.split(',').map((entry) => entry.trim())
  if (entries.length > most) throw new Error(`expected ${most} at most`)
  return entries.map((entry) => {
    const [, bracketed, plain, digits = ''] = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+)):(\d{1,5})$/i.exec(entry) ?? []
    const host = bracketed ?? plain
    if (host === undefined) throw new Error('expected host:port, further ones after commas')
    return { host: host.toLowerCase(), port: integer(digits, 1, 65_535) }
  })
}

function time(raw: string): Date {
  const value = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(raw) ? new Date(raw) : new Date(NaN)
  if (Number.isNaN(value.getTime())) throw new Error('expected a time like 2026-01-31T00:00:00Z')
  return value
}

function line(raw: string): string {
  if (/[\r\n]/.test(raw)) throw new Error('must not contain a line break')
  return raw
}

/** With the mark, the part before the `@` has 51 characters more, of 64 (RFC 5321 §4.5.3.1.1). */
function bounceAddress(raw: string): string {
  if (!/^[A-Za-z0-9._-]{1,13}@[a-z0-9.-]{1,180}$/.test(raw)) {
    throw new Error('expected an address with at most 13 letters, digits, dots and dashes before the @')
  }
  return raw
}

function token(raw: string): string {
  if (!/^[A-Za-z0-9_-]{24,200}$/.test(raw)) throw new Error('expected 24 to 200 letters, digits, _ and -')
  return raw
}

function oneOf<T extends string>(raw: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === raw)
  if (found === undefined) throw new Error(`expected one of ${allowed.join(', ')}`)
  return found
}
