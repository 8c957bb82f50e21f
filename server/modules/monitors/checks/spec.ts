/** What a monitor that checks something is told to do, as data. When it is done, and how long it may take, is not here. */
import { z } from 'zod'
import { belongTogether, isCertificate, isPrivateKey, maxPemLength } from './client-certificate.ts'
import { hiddenSecret } from './hidden-secret.ts'

const hostName = /^(?!-)[a-z0-9_.:-]{1,253}$/i
const visible = /^[\x20-\x7e\t]*$/

export const host = z
  .string()
  .regex(hostName, 'a host name or an address, without scheme and port')
  .meta({ examples: ['db.example.com'] })
export const port = z.number().int().min(1).max(65_535)
const days = z.number().int().min(0).max(365)
const text = (max: number) => z.string().min(1).max(max)
/** Stored apart from the rest and sealed; `hiddenSecret` when it is read. */
const secret = z.string().min(1).max(4096).regex(visible, 'use visible ASCII characters')

const common = {
  inverted: z.boolean().default(false).meta({ description: 'Upside down: it is up when there is no answer' }),
  degradedAboveMs: z.number().int().min(1).max(120_000).nullable().default(null),
}

export const comparisons = [
  ...(['==', '!=', '<', '<=', '>', '>=', 'contains', 'exists', 'missing', 'length ==', 'length >='] as const),
] as const

const httpUrl = z
  .string()
  .max(2048)
  .regex(/^https?:\/\/[^/?#]+/i, 'starts with http:// or https://')

const json = z.strictObject({
  path: z
    .string()
    .max(200)
    .regex(/^\$?(?:\.?[\w-]+|\[\d{1,6}\])*$/, 'names and numbers: status.services[0].state')
    .meta({ examples: ['status.indicator', 'items[0].id'] }),
  operator: z.enum(comparisons),
  value: z.union([z.string().max(500), z.number(), z.boolean(), z.null()]).default(null),
})

const clientCertificate = z
  .strictObject({
    certificate: z
      .string()
      .max(maxPemLength)
      .refine(isCertificate, 'a certificate in PEM, with those above it behind it')
      .meta({ description: 'PEM; what is between it and a root behind it' }),
    /** Sealed apart from the rest, like every secret. */
    key: z
      .string()
      .min(1)
      .max(maxPemLength)
      .refine((text) => text === hiddenSecret || isPrivateKey(text), 'a private key in PEM, without a password')
      .meta({ description: 'PEM, without a password' }),
  })
  .refine((pair) => belongTogether(pair), { path: ['key'], message: 'the key does not belong to the certificate' })

const http = z.strictObject({
  type: z.literal('http'),
  ...common,
  url: httpUrl,
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']).default('GET'),
  headers: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, 'no name of a header'),
        value: secret,
        isSecret: z.boolean().default(false),
      }),
    )
    .max(20)
    .default([]),
  body: z.string().max(16_384).nullable().default(null),
  auth: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('basic'), user: text(200).regex(/^[^:]*$/, 'no colon'), password: secret }),
      z.strictObject({ kind: z.literal('bearer'), token: secret }),
    ])
    .nullable()
    .default(null),
  /** Shown to a server that asks for one, and not to where it redirects. A spec that was stored before has none. */
  clientCertificate: clientCertificate.nullable().default(null),
  maxRedirects: z.number().int().min(0).max(5).default(0),
  statuses: z
    .array(z.strictObject({ from: z.number().int().min(100).max(599), to: z.number().int().min(100).max(599) }))
    .min(1)
    .max(10)
    .default([{ from: 200, to: 299 }]),
  keyword: z
    .strictObject({ text: text(500), expect: z.enum(['present', 'absent']) })
    .nullable()
    .default(null),
  json: z.array(json).max(10).default([]),
  /** So many days before the certificate ends it is degraded. */
  certificateDays: days.nullable().default(14),
  family: z.enum(['any', 'ipv4', 'ipv6']).default('any'),
})

const tcp = z.strictObject({
  type: z.literal('tcp'),
  ...common,
  ...{ host, port },
  tls: z.boolean().default(false),
  /** In the first bytes that the other side sends by itself. */
  banner: text(200).nullable().default(null),
})

const ping = z.strictObject({
  type: z.literal('ping'),
  ...common,
  host,
  /** Of the connection that is made where ICMP is not permitted. */
  port: port.default(443),
})

export const recordTypes = ['A', 'AAAA', 'CAA', 'CNAME', 'MX', 'NS', 'PTR', 'SOA', 'SRV', 'TXT'] as const
export const responseCodes = ['NOERROR', 'NXDOMAIN', 'SERVFAIL', 'REFUSED'] as const

const dns = z.strictObject({
  type: z.literal('dns'),
  ...common,
  name: z.string().regex(/^[a-z0-9_*.-]{1,253}$/i, 'a domain name'),
  recordType: z.enum(recordTypes).default('A'),
  /** Null: the resolver of whoever checks. */
  resolver: z
    .strictObject({ host, port: port.default(53) })
    .nullable()
    .default(null),
  responseCode: z.enum(responseCodes).default('NOERROR'),
  /** Null: any answer will do. Records as the report shows them, e.g. `10 mail.example.com` for an MX. */
  expected: z
    .strictObject({ match: z.enum(['all', 'any', 'exactly']), values: z.array(text(500)).min(1).max(20) })
    .nullable()
    .default(null),
})

export const startTlsProtocols = ['smtp', 'imap', 'pop3', 'postgres', 'mysql'] as const

const tls = z.strictObject({
  type: z.literal('tls'),
  ...common,
  host,
  port: port.default(443),
  /** The protocol that begins in the clear and is asked for TLS; null: TLS from the first byte. */
  startTls: z
    .enum(startTlsProtocols)
    .nullable()
    .default(null)
    .meta({ description: 'The protocol that is asked for TLS; null: TLS from the first byte' }),
  /** The name that the certificate must carry; null: the host. */
  serverName: host.nullable().default(null),
  certificateDays: days.default(14),
})

const domain = z.strictObject({
  type: z.literal('domain'),
  ...common,
  domain: z.string().regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,62}$/i, 'a domain name'),
  warnDays: days.default(30),
  /** Base of an RDAP service; null: the one that IANA names for the ending. */
  rdapUrl: httpUrl.nullable().default(null),
  /** Asked instead of an RDAP service; null: only where there is none, the one that IANA names for the ending. */
  whoisServer: z
    .strictObject({ host, port: port.default(43) })
    .nullable()
    .default(null)
    .meta({ description: 'Asked instead of RDAP. Null: where there is no RDAP, the server that IANA names' }),
})

const grpc = z.strictObject({
  type: z.literal('grpc'),
  ...common,
  ...{ host, port },
  tls: z.boolean().default(true),
  /** Empty: of the server as a whole. */
  service: z.string().max(200).regex(visible).default(''),
})

const websocket = z.strictObject({
  type: z.literal('websocket'),
  ...common,
  url: z
    .string()
    .max(2048)
    .regex(/^wss?:\/\/[^/?#]+/i, 'starts with ws:// or wss://'),
  /** Sent as text once it is open; null: a ping frame is. */
  send: text(1000).nullable().default(null),
  /** In an answer to it. */
  expect: text(500).nullable().default(null),
})

const smtp = z.strictObject({
  type: z.literal('smtp'),
  ...common,
  host,
  port: port.default(25),
  security: z.enum(['none', 'starttls', 'tls']).default('starttls'),
})

const login = { host, user: z.string().max(200), password: secret.nullable().default(null) }

const postgres = z.strictObject({
  type: z.literal('postgres'),
  ...common,
  ...login,
  port: port.default(5432),
  database: text(63).default('postgres'),
  tls: z.boolean().default(true),
})

const mysql = z.strictObject({
  type: z.literal('mysql'),
  ...common,
  ...login,
  port: port.default(3306),
  database: z.string().max(64).default(''),
  tls: z.boolean().default(true),
})

const redis = z.strictObject({
  type: z.literal('redis'),
  ...common,
  ...login,
  user: z.string().max(200).default(''),
  port: port.default(6379),
  tls: z.boolean().default(true),
})

const statuspage = z.strictObject({
  type: z.literal('statuspage'),
  ...common,
  url: httpUrl.meta({ description: 'Of a page that speaks the Statuspage API, e.g. https://www.githubstatus.com' }),
  /** Name or id; null: the page as a whole. */
  component: text(200).nullable().default(null),
})

export const checkSpec = z
  .discriminatedUnion('type', [
    ...([http, tcp, ping, dns, tls, domain, grpc, websocket, smtp, postgres, mysql, redis, statuspage] as const),
  ])
  .meta({ id: 'CheckSpec' })

export type CheckSpec = z.infer<typeof checkSpec>
export type CheckType = CheckSpec['type']
export type SpecOf<T extends CheckType> = Extract<CheckSpec, { type: T }>

export const checkTypes: readonly CheckType[] = [
  ...(['http', 'tcp', 'ping', 'dns', 'tls', 'domain', 'grpc', 'websocket', 'smtp'] as const),
  ...(['postgres', 'mysql', 'redis', 'statuspage'] as const),
]
