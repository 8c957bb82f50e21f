/**
 * Connections that drivers open on their own: PostgreSQL, ClickHouse, NATS, Redis, the mail server. A server of the
 * operator's own network needs no word; one at a public address is somebody's, and the profile has to say whose.
 */
import { categories as allCategories, isAllowedRegion, type CategoryId, type PolicyProfile } from '#platform/policy'
import type { Config } from '../config.ts'
import type { InventoryEntry, Store } from '../inventory.ts'
import { isOwnHost } from './own-host.ts'
import { matchesHost, signInEntry } from './register.ts'
import { signInCategories } from './sign-in-catalogue.ts'

export type Component = 'database' | 'columns' | 'stream' | 'counters' | 'mail'

export type OutsideConnection = {
  component: Component
  /** The variable of the configuration that names the host. */
  setting: string
  host: string
  port: number
  /** Id of the processor that runs it; null: the operator's own. */
  processorId: string | null
  region: string
}

export type Recorded = Pick<InventoryEntry, 'store' | 'category'>

type Addresses = Pick<Config, 'databaseUrl' | 'clickhouseUrl' | 'natsUrl' | 'redisUrl' | 'smtpUrl'>
type Server = Pick<OutsideConnection, 'component' | 'setting' | 'host' | 'port'>

const storesOf: Record<Exclude<Component, 'mail'>, readonly Store[]> = {
  database: ['database', 'jobQueue'],
  columns: ['columns'],
  stream: ['stream'],
  counters: ['cache'],
}

/**
 * What stands in our mail: who it goes to, what happened to a sign-in, invitations, incidents, reports and whoever
 * asked for them, checkpoints of the audit log, the mail itself, answers to privacy requests, breaches.
 */
const mailed: readonly CategoryId[] = ['C01', 'C07', 'C08', 'C14', 'C18', 'C19', 'C26', 'C28', 'C31', 'C32']

const defaultPorts: Record<string, number> = {
  'postgres:': 5432,
  'postgresql:': 5432,
  'http:': 80,
  'https:': 443,
  'nats:': 4222,
  'tls:': 4222,
  'redis:': 6379,
  'rediss:': 6379,
  'smtp:': 587,
  'smtps:': 465,
}

/** Who runs what is configured, as far as the profile says it. */
export function outsideConnections(addresses: Addresses, profile: PolicyProfile): OutsideConnection[] {
  return serversOf(addresses).map((server) => {
    const processor = processorOf(server, profile)
    return { ...server, processorId: processor?.id ?? null, region: processor?.region ?? profile.regions.hosting }
  })
}

/**
 * Throws an Error that says of each server at a public address, and of each sign-in provider, what the profile lacks.
 * `recorded` is the inventory: whoever runs a store gets every category that is kept in it.
 */
export function checkWayOut(
  config: Addresses & Pick<Config, 'signInProviders'>,
  profile: PolicyProfile,
  recorded: readonly Recorded[],
): void {
  const problems = [
    ...serversOf(config).flatMap((server) => problemOf(server, profile, recorded) ?? []),
    ...config.signInProviders.flatMap((provider) => signInProblem(provider, profile) ?? []),
  ]
  if (problems.length > 0) throw new Error(problems.join('\n'))
}

function problemOf(server: Server, profile: PolicyProfile, recorded: readonly Recorded[]): string | undefined {
  if (isOwnHost(server.host)) return undefined
  const processor = processorOf(server, profile)
  const needed = categoriesIn(server.component, recorded)
  if (!processor) return `${where(server)} is not in the policy profile.\n${advice(server, needed)}`
  if (!isAllowedRegion(processor.region, profile.regions.allowed)) {
    return (
      `${where(server)} is run by the processor ${processor.id} in ${processor.region}, and the policy profile ` +
      `allows ${profile.regions.allowed?.join(', ')}: use a server there, or change regions.allowed`
    )
  }
  const missing = needed.filter((category) => !processor.categories.includes(category))
  if (missing.length === 0) return undefined
  return `${where(server)} gets more than the policy profile says: add ${missing.join(', ')} to the categories of ${processor.id}`
}

function where({ setting, host }: Server): string {
  return `${setting}: ${host} is no address of your own network, and whoever runs it`
}

const unknownDpa = { date: '…', version: '…', sha256: '…' }

/** A line for the profile, with what only the operator can know left to fill in. */
function advice({ component, host }: Server, categories: readonly string[]): string {
  const entry = {
    ...{ id: host.replaceAll(/[^a-z0-9]+/g, '-').slice(0, 40), name: '…', kind: kindOf(component) },
    ...{
      purpose: component === 'mail' ? 'sends our mail' : `runs our ${nameOf[component]}`,
      hosts: [host],
      categories,
    },
    ...{ region: '…', transfer: null, dpa: unknownDpa, noTraining: true },
  }
  return `Say in its "processors" who it is (docs/processors.md):\n${JSON.stringify(entry)}`
}

const nameOf: Record<Exclude<Component, 'mail'>, string> = {
  database: 'database',
  columns: 'column store',
  stream: 'message stream',
  counters: 'counters',
}

function kindOf(component: Component): 'mail' | 'hosting' {
  return component === 'mail' ? 'mail' : 'hosting'
}

function processorOf({ component, host }: Server, profile: PolicyProfile) {
  if (isOwnHost(host)) return undefined
  return profile.processors.find(
    ({ kind, hosts }) => kind === kindOf(component) && hosts.some((pattern) => matchesHost(pattern, host)),
  )
}

/** In the order of the published list. */
function categoriesIn(component: Component, recorded: readonly Recorded[]): CategoryId[] {
  if (component === 'mail') return [...mailed]
  const stores = storesOf[component]
  const kept = new Set(recorded.filter(({ store }) => stores.includes(store)).map(({ category }) => category))
  // Object.keys forgets that the keys are those of the list.
  return (Object.keys(allCategories) as CategoryId[]).filter((category) => kept.has(category))
}

function signInProblem(provider: Config['signInProviders'][number], profile: PolicyProfile): string | undefined {
  const entry = signInEntry(profile, provider)
  const which = `WATCHWORD_SIGN_IN_PROVIDERS: ${provider.id}`
  if (!entry) {
    const host = new URL(provider.type === 'oidc' ? provider.issuer : provider.url).hostname
    const wanted = { id: provider.id, name: provider.name, kind: 'signIn', purpose: 'signs in people', hosts: [host] }
    const rest = { categories: signInCategories, region: '…', transfer: null, dpa: unknownDpa, noTraining: true }
    return (
      `${which} at ${host} is not in the policy profile. Say in its "processors" who it is (docs/processors.md):\n` +
      JSON.stringify({ ...wanted, ...rest })
    )
  }
  if (isAllowedRegion(entry.region, profile.regions.allowed)) return undefined
  return (
    `${which} is in ${entry.region}, and the policy profile allows ${profile.regions.allowed?.join(', ')}: take it ` +
    `out, add ${entry.region} to regions.allowed, or declare the processor ${provider.id} in the profile with where it is`
  )
}

function serversOf({ databaseUrl, clickhouseUrl, natsUrl, redisUrl, smtpUrl }: Addresses): Server[] {
  return [
    ...server('database', 'WATCHWORD_DATABASE_URL', databaseUrl),
    ...server('columns', 'WATCHWORD_CLICKHOUSE_URL', clickhouseUrl),
    ...(natsUrl?.split(',') ?? []).flatMap((url) => server('stream', 'WATCHWORD_NATS_URL', url.trim())),
    ...server('counters', 'WATCHWORD_REDIS_URL', redisUrl),
    ...server('mail', 'WATCHWORD_SMTP_URL', smtpUrl),
  ]
}

function server(component: Component, setting: string, url: string | null): Server[] {
  if (url === null) return []
  const { protocol, hostname, port, searchParams } = new URL(url)
  // PostgreSQL's `?host=` (libpq's parameter) wins over the host of the URL; it may be the directory of a socket.
  const host = (component === 'database' ? searchParams.get('host') : null) ?? hostname.replace(/^\[(.*)\]$/, '$1')
  return [
    {
      component,
      setting,
      host: host.toLowerCase() || 'localhost',
      port: port === '' ? (defaultPorts[protocol] ?? 0) : Number(port),
    },
  ]
}
