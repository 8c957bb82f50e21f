/** A monitor of Uptime Kuma as one of ours, with its secrets, or why it cannot be. Pure. */
import { z } from 'zod'
import { checkSpec, type CheckSpec } from '#modules/monitors'
import { amount, Id, truth, words } from './kuma-values.ts'
import { derivedId, lineOf, slugFrom } from './plan.ts'
import type { PlannedMonitor } from './planned-monitor.ts'

const ParentId = Id.nullish().catch(null)

export const KumaMonitor = z.object({
  ...{ id: Id, name: words, type: words, active: z.unknown().optional(), parent: ParentId },
  ...{ url: words, method: words, headers: words, body: words, hostname: words, port: amount },
  ...{ interval: amount, timeout: amount, retryInterval: amount, maxretries: amount, maxredirects: amount },
  ...{ keyword: words, invertKeyword: truth, upsideDown: truth, ignoreTls: truth, expiryNotification: truth },
  ...{ jsonPath: words, jsonPathOperator: words, expectedValue: words },
  ...{ authMethod: words, basic_auth_user: words, basic_auth_pass: words, bearer_token: words, proxyId: amount },
  ...{ dns_resolve_type: words, dns_resolve_server: words, databaseConnectionString: words },
  ...{ grpcUrl: words, grpcServiceName: words, grpcEnableTls: truth, smtpSecurity: words },
  accepted_statuscodes: z.array(z.string()).nullish().catch(null),
  tags: z
    .array(z.object({ name: words, value: words }))
    .nullish()
    .catch(null),
})
export type KumaMonitor = z.infer<typeof KumaMonitor>

/** A sentence when it cannot be taken over. */
export function readMonitor(monitor: KumaMonitor, all: ReadonlyMap<string, KumaMonitor>): PlannedMonitor | string {
  const name = lineOf(monitor.name) || `Monitor ${monitor.id}`
  const target = [monitor.url, monitor.hostname, monitor.port, monitor.grpcUrl].join(' ')
  const mark = `uptime-kuma:${monitor.id.replaceAll(/[^\w.-]/g, '')}-${derivedId(name, monitor.type ?? '', target).slice(0, 6)}`
  const paused = monitor.active === false || monitor.active === 0
  const intervalSeconds = clamp(monitor.interval ?? 60, 20, 7 * 24 * 3600)
  if (monitor.type === 'push') {
    const everyMinutes = Math.max(1, Math.ceil((monitor.interval ?? 60) / 60))
    const notes = ['its program must call the new address of the heartbeat']
    return { kind: 'heartbeat', sourceId: monitor.id, name, paused, everyMinutes, notes, mark: slugOf(name, mark) }
  }
  const wanted = specOf(monitor)
  if (typeof wanted === 'string') return wanted
  const { success, data: spec, error } = checkSpec.safeParse(wanted)
  if (!success) {
    const [issue] = error.issues
    // The value itself may be a secret, so only where it stands and what is wrong with it.
    return `${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'cannot be used here'}`
  }
  const parent = monitor.parent == null ? undefined : all.get(monitor.parent)
  const timeoutMs = Math.round((monitor.timeout ?? 0) * 1000) || Math.min(10_000, intervalSeconds * 800)
  const labels = (monitor.tags ?? []).flatMap(({ name: tag, value }) => labelOf(tag, value))
  return {
    ...{ kind: 'check', sourceId: monitor.id, name, paused, spec, intervalSeconds, mark, notes: notesOf(monitor) },
    timeoutMs: clamp(timeoutMs, 500, Math.min(120_000, intervalSeconds * 1000 - 1)),
    retrySeconds: clamp(monitor.retryInterval ?? 20, 5, Math.min(3600, intervalSeconds)),
    failuresToOpen: clamp((monitor.maxretries ?? 0) + 1, 1, 20),
    groupName: parent ? lineOf(parent.name) || null : null,
    labels: [...new Set(labels)].slice(0, 19),
  }
}

function notesOf(monitor: KumaMonitor): string[] {
  return [
    ...(monitor.ignoreTls ? ['a certificate that is not valid is not overlooked here'] : []),
    ...(monitor.proxyId ? ['it does not go through a proxy here'] : []),
    ...((monitor.interval ?? 60) < 20 ? ['it is checked every 20 seconds, not more often'] : []),
    ...((monitor.maxredirects ?? 0) > 5 ? ['five redirects are followed at most'] : []),
  ]
}

/** In a heartbeat's address: at most 50 characters. */
function slugOf(name: string, mark: string): string {
  return `${slugFrom(name, 'heartbeat').slice(0, 40).replaceAll(/-+$/g, '')}-${mark.slice(-6)}`
}

function labelOf(tag: string | null | undefined, value: string | null | undefined): string[] {
  const text = [lineOf(tag), lineOf(value)].filter((part) => part !== '').join(':')
  const label = text
    .replaceAll(/[^\p{L}\p{N}_.:/-]+/gu, '-')
    .slice(0, 60)
    .toWellFormed()
  return /^[\p{L}\p{N}][\p{L}\p{N}_.:/-]{0,59}$/u.test(label) ? [label] : []
}

type Wanted = { type: CheckSpec['type'] } & Record<string, unknown>

function specOf(monitor: KumaMonitor): Wanted | string {
  const { hostname: host, port } = monitor
  const inverted = monitor.upsideDown
  switch (monitor.type) {
    case 'http':
    case 'keyword':
    case 'json-query':
      return httpSpec(monitor)
    case 'port':
      return { type: 'tcp', inverted, host, port }
    case 'ping':
      return { type: 'ping', inverted, host }
    case 'dns': {
      const [resolver] = (monitor.dns_resolve_server ?? '').split(',')
      return {
        ...{ type: 'dns', inverted, name: host, recordType: monitor.dns_resolve_type ?? 'A' },
        resolver: resolver ? { host: resolver.trim(), port: port ?? 53 } : null,
      }
    }
    case 'grpc-keyword': {
      if (monitor.keyword) return 'of gRPC services only the health check is asked here'
      const [, grpcHost, grpcPort] = /^(?:\w+:\/\/)?([^:/]+):(\d+)/.exec(monitor.grpcUrl ?? '') ?? []
      const at = { host: grpcHost, port: Number(grpcPort) }
      return { type: 'grpc', inverted, ...at, tls: monitor.grpcEnableTls, service: monitor.grpcServiceName ?? '' }
    }
    case 'websocket-upgrade':
      return { type: 'websocket', inverted, url: monitor.url }
    case 'smtp': {
      const security = { secure: 'tls', nostarttls: 'none' }[monitor.smtpSecurity ?? ''] ?? 'starttls'
      return { type: 'smtp', inverted, host, port: port ?? 25, security }
    }
    case 'postgres':
    case 'mysql':
    case 'redis':
      return databaseSpec(monitor.type, monitor)
    default:
      return `checks of the kind ${lineOf(monitor.type, 40) || 'unknown'} are not made here`
  }
}

function httpSpec(monitor: KumaMonitor): Wanted | string {
  const { authMethod } = monitor
  const signIn = authMethod == null || ['', 'null', 'none', 'basic', 'bearer'].includes(authMethod)
  if (!signIn) return `it signs in by ${lineOf(authMethod, 40)}, which checks cannot do here`
  const url = URL.canParse(monitor.url ?? '') ? new URL(monitor.url ?? '') : undefined
  if (!url) return 'its address is not a URL'
  const user = monitor.basic_auth_user || decoded(url.username)
  const password = monitor.basic_auth_pass || decoded(url.password)
  url.username = ''
  url.password = ''
  const headers = headersOf(monitor.headers)
  if (!headers) return 'its headers are not a JSON object'
  const json = jsonOf(monitor)
  if (typeof json === 'string') return json
  const { keyword, invertKeyword } = monitor
  if (monitor.type === 'keyword' && !keyword) return 'it has no keyword'
  return {
    ...{ type: 'http', inverted: monitor.upsideDown, url: url.href, method: monitor.method?.toUpperCase() ?? 'GET' },
    headers,
    body: monitor.body || null,
    auth: monitor.bearer_token
      ? { kind: 'bearer', token: monitor.bearer_token }
      : user && password
        ? { kind: 'basic', user, password }
        : null,
    maxRedirects: clamp(monitor.maxredirects ?? 0, 0, 5),
    ...statusesOf(monitor.accepted_statuscodes),
    keyword: monitor.type === 'keyword' ? { text: keyword, expect: invertKeyword ? 'absent' : 'present' } : null,
    json,
    certificateDays: monitor.expiryNotification ? 14 : null,
  }
}

/** What they carry nobody can tell, so all but the harmless ones are kept sealed. */
function headersOf(text: string | null | undefined): object[] | undefined {
  if (!text) return []
  try {
    const headers: unknown = JSON.parse(text)
    if (typeof headers !== 'object' || headers === null || Array.isArray(headers)) return undefined
    return Object.entries(headers)
      .filter(([, value]) => value !== '' && value != null)
      .map(([name, value]) => ({
        ...{ name, value: String(value) },
        isSecret: !/^(accept|accept-language|cache-control|content-type|user-agent)$/i.test(name),
      }))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const operators = new Set(['==', '!=', '<', '<=', '>', '>=', 'contains'])

function jsonOf(monitor: KumaMonitor): object[] | string {
  if (monitor.type !== 'json-query') return []
  const { jsonPath: path, jsonPathOperator, expectedValue: value } = monitor
  if (!path || !/^\$?(?:\.?[\w-]+|\[\d{1,6}\])*$/.test(path))
    return 'its JSON query is more than names and numbers, which is all that checks understand here'
  const operator = jsonPathOperator || '=='
  if (!operators.has(operator)) return `its comparison ${lineOf(operator, 20)} is not known here`
  // A text equals the number that it spells, and so does it in a comparison.
  return [{ path, operator, value: value ?? '' }]
}

function statusesOf(codes: string[] | null | undefined): { statuses?: object[] } {
  const statuses = (codes ?? []).flatMap((code) => {
    const [, from, to] = /^(\d{3})(?:-(\d{3}))?$/.exec(code.trim()) ?? []
    return from === undefined ? [] : [{ from: Number(from), to: Math.min(599, Number(to ?? from)) }]
  })
  return statuses.length === 0 ? {} : { statuses: statuses.slice(0, 10) }
}

const databasePorts = { postgres: 5432, mysql: 3306, redis: 6379 }

function databaseSpec(type: keyof typeof databasePorts, monitor: KumaMonitor): Wanted | string {
  const text = monitor.databaseConnectionString ?? ''
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || url.hostname === '') return 'its connection string is not a URL'
  const database = decoded(url.pathname.slice(1))
  const tls = url.protocol === 'rediss:' || /sslmode=(require|verify|prefer)|ssl=true/i.test(url.search)
  return {
    ...{ type, inverted: monitor.upsideDown, host: url.hostname, tls },
    port: url.port === '' ? databasePorts[type] : Number(url.port),
    user: decoded(url.username),
    password: decoded(url.password) || null,
    ...(type !== 'redis' && database !== '' && { database }),
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (error instanceof URIError) return text
    throw error
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.round(Math.min(Math.max(value, least), most))
}
