/** Between what a form holds and what a check is told to do. Pure. */
import type { CheckSpec } from '../../../api.ts'

export type CheckType = CheckSpec['type']
export type SpecValues = Record<string, string>

export type Field = {
  name: string
  label: string
  kind: 'text' | 'number' | 'lines' | 'secret' | 'choice'
  hint?: string
  placeholder?: string
  options?: readonly { value: string; word: string }[]
  initial: string
  /** Shown only with this value of another field. */
  when?: { name: string; is: readonly string[] }
  /** Below "More". */
  more?: true
  needed?: true
}

const yesNo = (yes: string, no: string) => [
  { value: 'yes', word: yes },
  { value: 'no', word: no },
]
const words = (values: readonly string[]) => values.map((value) => ({ value, word: value }))

/** Where the API finds fault with them, so that it is shown at their fields. */
const certificateName = 'clientCertificate.certificate'
const certificateKeyName = 'clientCertificate.key'

const target = (placeholder: string): Field => ({
  ...{ name: 'host', label: 'Host', kind: 'text', initial: '', placeholder, needed: true },
})
const port = (initial: string): Field => ({ name: 'port', label: 'Port', kind: 'number', initial, needed: true })
const tls = (initial: 'yes' | 'no'): Field => ({
  ...{ name: 'tls', label: 'Encryption', kind: 'choice', initial, options: yesNo('TLS', 'None') },
})
const login = (user: string): Field[] => [
  { name: 'user', label: 'User', kind: 'text', initial: user },
  { name: 'password', label: 'Password', kind: 'secret', initial: '', hint: 'Kept encrypted, and shown to nobody.' },
]
const certificateDays: Field = {
  ...{ name: 'certificateDays', label: 'Warn before the certificate ends', kind: 'number', initial: '14', more: true },
  hint: 'Days.',
}
const common: Field[] = [
  {
    ...{ name: 'degradedAboveMs', label: 'Degraded above', kind: 'number', initial: '', more: true },
    hint: 'Milliseconds. Leave it empty to never call a slow answer degraded.',
  },
  {
    ...{ name: 'inverted', label: 'Means up', kind: 'choice', initial: 'no', more: true },
    options: [
      { value: 'no', word: 'That it answers' },
      { value: 'yes', word: 'That it does not answer' },
    ],
  },
]

export const typeWords: Record<CheckType, string> = {
  ...{ http: 'Website or API (HTTP)', tcp: 'Port (TCP)', ping: 'Host (ping)', dns: 'Name (DNS)' },
  ...{ tls: 'Certificate (TLS)', domain: 'Domain expiry', grpc: 'gRPC health', websocket: 'WebSocket' },
  ...{ smtp: 'Mail server (SMTP)', postgres: 'PostgreSQL', mysql: 'MySQL', redis: 'Redis' },
  statuspage: 'Somebody’s status page',
}

export const fieldsOf: Record<CheckType, readonly Field[]> = {
  http: [
    {
      name: 'url',
      label: 'Address',
      kind: 'text',
      initial: 'https://',
      needed: true,
      placeholder: 'https://example.com/health',
    },
    { name: 'statuses', label: 'Good answers', kind: 'text', initial: '200-299', hint: 'Status codes: 200-299, 301.' },
    {
      name: 'keyword',
      label: 'Text in the answer',
      kind: 'text',
      initial: '',
      hint: 'Leave it empty to look at the status alone.',
    },
    {
      ...{ name: 'expect', label: 'The text', kind: 'choice', initial: 'present' },
      options: [
        { value: 'present', word: 'must be there' },
        { value: 'absent', word: 'must not be there' },
      ],
    },
    {
      ...{ name: 'method', label: 'Method', kind: 'choice', initial: 'GET', more: true },
      options: words(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']),
    },
    {
      ...{ name: 'auth', label: 'Sign-in', kind: 'choice', initial: 'none', more: true },
      options: [
        { value: 'none', word: 'None' },
        { value: 'basic', word: 'User and password' },
        { value: 'bearer', word: 'Bearer token' },
      ],
    },
    { name: 'user', label: 'User', kind: 'text', initial: '', more: true, when: { name: 'auth', is: ['basic'] } },
    {
      ...{ name: 'secret', label: 'Password or token', kind: 'secret', initial: '', more: true },
      ...{ when: { name: 'auth', is: ['basic', 'bearer'] }, hint: 'Kept encrypted, and shown to nobody.' },
    },
    {
      ...{ name: 'headers', label: 'Headers', kind: 'lines', initial: '', more: true },
      ...{ placeholder: 'Accept: application/json', hint: 'One on a line. Keys and tokens are kept encrypted.' },
    },
    { name: 'body', label: 'Body', kind: 'lines', initial: '', more: true },
    {
      ...{ name: certificateName, label: 'Client certificate', kind: 'lines', initial: '', more: true },
      ...{ placeholder: '-----BEGIN CERTIFICATE-----', hint: 'For servers that ask who calls (mTLS). With its chain.' },
    },
    {
      ...{ name: certificateKeyName, label: 'Its private key', kind: 'lines', initial: '', more: true },
      ...{
        placeholder: '-----BEGIN PRIVATE KEY-----',
        hint: 'Without a password. Kept encrypted, and shown to nobody.',
      },
    },
    {
      ...{ name: 'json', label: 'JSON in the answer', kind: 'lines', initial: '', more: true },
      ...{ placeholder: 'status.indicator == "none"', hint: 'One on a line: path, comparison, value.' },
    },
    { name: 'maxRedirects', label: 'Follow redirects', kind: 'number', initial: '0', more: true, hint: '0 to 5.' },
    certificateDays,
    {
      ...{ name: 'family', label: 'Over', kind: 'choice', initial: 'any', more: true },
      options: [
        { value: 'any', word: 'IPv4 or IPv6' },
        { value: 'ipv4', word: 'IPv4 only' },
        { value: 'ipv6', word: 'IPv6 only' },
      ],
    },
    ...common,
  ],
  tcp: [
    ...[target('db.example.com'), port('443'), tls('no')],
    { name: 'banner', label: 'Text that it greets with', kind: 'text', initial: '', more: true },
    ...common,
  ],
  ping: [
    target('server.example.com'),
    { ...port('443'), label: 'Port, where ICMP is not permitted', more: true },
    ...common,
  ],
  dns: [
    { name: 'name', label: 'Name', kind: 'text', initial: '', placeholder: 'example.com', needed: true },
    {
      ...{ name: 'recordType', label: 'Record', kind: 'choice', initial: 'A' },
      options: words(['A', 'AAAA', 'CAA', 'CNAME', 'MX', 'NS', 'PTR', 'SOA', 'SRV', 'TXT']),
    },
    {
      name: 'expected',
      label: 'Expected records',
      kind: 'lines',
      initial: '',
      hint: 'One on a line. Empty: any answer will do.',
    },
    {
      ...{ name: 'match', label: 'The answer has', kind: 'choice', initial: 'all', more: true },
      options: [
        { value: 'all', word: 'all of them' },
        { value: 'any', word: 'any of them' },
        { value: 'exactly', word: 'these and no others' },
      ],
    },
    { name: 'resolver', label: 'Resolver', kind: 'text', initial: '', more: true, hint: 'Empty: that of this server.' },
    {
      ...{ name: 'responseCode', label: 'Response code', kind: 'choice', initial: 'NOERROR', more: true },
      options: words(['NOERROR', 'NXDOMAIN', 'SERVFAIL', 'REFUSED']),
    },
    ...common,
  ],
  tls: [
    ...[target('example.com'), port('443')],
    {
      ...{ name: 'startTls', label: 'Begins with', kind: 'choice', initial: '' },
      options: [
        { value: '', word: 'TLS at once' },
        ...[
          ...[
            ['smtp', 'Mail, STARTTLS (SMTP, 25 or 587)'],
            ['imap', 'Mail, STARTTLS (IMAP, 143)'],
          ],
          ...[
            ['pop3', 'Mail, STLS (POP3, 110)'],
            ['postgres', 'PostgreSQL (5432)'],
            ['mysql', 'MySQL (3306)'],
          ],
        ].map(([value = '', word = '']) => ({ value, word })),
      ],
    },
    {
      name: 'certificateDays',
      label: 'Warn before the certificate ends',
      kind: 'number',
      initial: '14',
      hint: 'Days.',
    },
    {
      name: 'serverName',
      label: 'Name in the certificate',
      kind: 'text',
      initial: '',
      more: true,
      hint: 'Empty: the host.',
    },
    ...common,
  ],
  domain: [
    { name: 'domain', label: 'Domain', kind: 'text', initial: '', placeholder: 'example.com', needed: true },
    { name: 'warnDays', label: 'Warn before it ends', kind: 'number', initial: '30', hint: 'Days.' },
    {
      ...{ name: 'whoisServer', label: 'WHOIS server', kind: 'text', initial: '', more: true },
      ...{
        placeholder: 'whois.example:43',
        hint: 'Empty: the registry is asked by RDAP, or by WHOIS where it has none.',
      },
    },
    ...common,
  ],
  grpc: [
    ...[target('api.example.com'), port('443'), tls('yes')],
    { name: 'service', label: 'Service', kind: 'text', initial: '', hint: 'Empty: the server as a whole.' },
    ...common,
  ],
  websocket: [
    { name: 'url', label: 'Address', kind: 'text', initial: 'wss://', needed: true },
    { name: 'send', label: 'Send', kind: 'text', initial: '', hint: 'Empty: a ping.' },
    { name: 'expect', label: 'Expect in the answer', kind: 'text', initial: '' },
    ...common,
  ],
  smtp: [
    ...[target('mail.example.com'), port('25')],
    {
      ...{ name: 'security', label: 'Encryption', kind: 'choice', initial: 'starttls' },
      options: [
        { value: 'starttls', word: 'STARTTLS' },
        { value: 'tls', word: 'TLS' },
        { value: 'none', word: 'None' },
      ],
    },
    ...common,
  ],
  postgres: [
    ...[target('db.example.com'), port('5432'), ...login('postgres')],
    { name: 'database', label: 'Database', kind: 'text', initial: 'postgres' },
    ...[tls('yes'), ...common],
  ],
  mysql: [
    ...[target('db.example.com'), port('3306'), ...login('root')],
    { name: 'database', label: 'Database', kind: 'text', initial: '' },
    ...[tls('yes'), ...common],
  ],
  redis: [target('cache.example.com'), port('6379'), ...login(''), tls('yes'), ...common],
  statuspage: [
    { name: 'url', label: 'Address of the page', kind: 'text', initial: 'https://', needed: true },
    {
      name: 'component',
      label: 'Component',
      kind: 'text',
      initial: '',
      hint: 'Name or id. Empty: the page as a whole.',
    },
    ...common,
  ],
}

const prefix = 'spec.'
export const keyOf = (name: string): string => `${prefix}${name}`

export function initialValues(type: CheckType): SpecValues {
  return Object.fromEntries(fieldsOf[type].map(({ name, initial }) => [keyOf(name), initial]))
}

/** Names of headers whose value is a secret. */
const secretHeader = /auth|key|token|secret|cookie|password/i

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** As the API takes it; what is not right is said by the API, at its field. */
export function specOf(type: CheckType, values: SpecValues): CheckSpec {
  const text = (name: string): string => (values[keyOf(name)] ?? '').trim()
  const orNull = (name: string): string | null => text(name) || null
  const lines = (name: string): string[] =>
    text(name)
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
  const spec: Record<string, Json> = { type }
  for (const { name, kind } of fieldsOf[type]) {
    if (kind === 'number') spec[name] = text(name) === '' ? null : Number(text(name))
    else if (name === 'tls' || name === 'inverted') spec[name] = text(name) === 'yes'
    else spec[name] = text(name)
  }
  for (const name of ['password', 'banner', 'serverName', 'send', 'component', 'body', 'startTls']) {
    if (name in spec) spec[name] = orNull(name)
  }
  if (type === 'websocket') spec['expect'] = orNull('expect')
  if (type === 'http') {
    const {
      secret: _,
      user: __,
      expect: ___,
      [certificateName]: certificate,
      [certificateKeyName]: key,
      ...rest
    } = spec
    const auth = text('auth')
    return {
      ...rest,
      clientCertificate: certificate === '' && key === '' ? null : { certificate, key },
      keyword: text('keyword') === '' ? null : { text: text('keyword'), expect: text('expect') },
      statuses: text('statuses')
        .split(/[,\s]+/)
        .filter(Boolean)
        .map(rangeOf),
      headers: lines('headers').map(headerOf),
      json: lines('json').map(comparisonOf),
      auth:
        auth === 'basic'
          ? { kind: 'basic', user: text('user'), password: text('secret') }
          : auth === 'bearer'
            ? { kind: 'bearer', token: text('secret') }
            : null,
    } as unknown as CheckSpec // its parts are those of the fields above; the API has the last word
  }
  if (type === 'dns') {
    const { match: _, ...rest } = spec
    const resolver = text('resolver')
    return {
      ...rest,
      expected: lines('expected').length === 0 ? null : { match: text('match'), values: lines('expected') },
      resolver: resolver === '' ? null : { host: resolver, port: 53 },
    } as unknown as CheckSpec // see above
  }
  if (type === 'domain') return { ...spec, whoisServer: serverOf(text('whoisServer'), 43) } as unknown as CheckSpec // see above
  return spec as unknown as CheckSpec // see above
}

/** `host` or `host:port`; null for nothing. */
function serverOf(text: string, usualPort: number): { host: string; port: number } | null {
  if (text === '') return null
  const [, host = text, port] = /^(.*[^:]):(\d{1,5})$/.exec(text) ?? []
  return { host, port: port === undefined ? usualPort : Number(port) }
}

function rangeOf(text: string): { from: number; to: number } {
  const [from = '', to = from] = text.split('-')
  return { from: Number(from), to: Number(to) }
}

function headerOf(line: string): { name: string; value: string; isSecret: boolean } {
  const at = line.indexOf(':')
  const name = (at === -1 ? line : line.slice(0, at)).trim()
  return { name, value: at === -1 ? '' : line.slice(at + 1).trim(), isSecret: secretHeader.test(name) }
}

const comparison = /^(\S+)\s+(==|!=|<=|>=|<|>|contains|exists|missing|length ==|length >=)\s*(.*)$/

function comparisonOf(line: string): { path: string; operator: string; value: string | number | boolean | null } {
  const [, path = line, operator = '==', value = ''] = comparison.exec(line) ?? []
  return { path, operator, value: valueOf(value) }
}

function valueOf(text: string): string | number | boolean | null {
  if (text === '' || text === 'null') return null
  if (text === 'true' || text === 'false') return text === 'true'
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text)
  return text.replace(/^"(.*)"$/, '$1')
}

/** What a form shows of a spec. */
export function valuesOf(spec: CheckSpec): SpecValues {
  const values = initialValues(spec.type)
  for (const { name, kind } of fieldsOf[spec.type]) {
    const value: unknown = Reflect.get(spec, name)
    if (kind === 'number') values[keyOf(name)] = typeof value === 'number' ? String(value) : ''
    else if (typeof value === 'boolean') values[keyOf(name)] = value ? 'yes' : 'no'
    else if (typeof value === 'string') values[keyOf(name)] = value
  }
  if (spec.type === 'http') Object.assign(values, httpValues(spec))
  if (spec.type === 'domain' && spec.whoisServer) {
    const { host, port } = spec.whoisServer
    values[keyOf('whoisServer')] = port === 43 ? host : `${host}:${port}`
  }
  if (spec.type === 'dns') {
    values[keyOf('expected')] = spec.expected?.values.join('\n') ?? ''
    values[keyOf('match')] = spec.expected?.match ?? 'all'
    values[keyOf('resolver')] = spec.resolver?.host ?? ''
  }
  return values
}

function httpValues(spec: Extract<CheckSpec, { type: 'http' }>): SpecValues {
  const { auth = null, headers = [], json = [], keyword = null, statuses = [] } = spec
  const entries = {
    statuses: statuses.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`)).join(', '),
    keyword: keyword?.text ?? '',
    expect: keyword?.expect ?? 'present',
    headers: headers.map(({ name, value }) => `${name}: ${value}`).join('\n'),
    json: json.map(({ path, operator, value }) => `${path} ${operator} ${JSON.stringify(value ?? null)}`).join('\n'),
    auth: auth?.kind ?? 'none',
    user: auth?.kind === 'basic' ? auth.user : '',
    [certificateName]: spec.clientCertificate?.certificate ?? '',
    [certificateKeyName]: spec.clientCertificate?.key ?? '',
    secret: auth === null ? '' : auth.kind === 'basic' ? auth.password : auth.token,
  }
  return Object.fromEntries(Object.entries(entries).map(([name, value]) => [keyOf(name), value]))
}
