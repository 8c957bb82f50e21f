import type { Duplex } from 'node:stream'
import { Client, type Dispatcher } from 'undici'
import { monotonicMs } from '#platform/clock'
import { startDeadline } from '#platform/deadline'
import type { Log } from '#platform/log'
import type { PolicyProfile } from '#platform/policy'
import type { Limiter, LimitRule } from '#platform/rate-limit'
import { isPublic, type Address } from './address.ts'
import { parseAllowList, type AllowList } from './allow.ts'
import { readBody } from './body.ts'
import { formatAddress, pinnedConnector } from './connect.ts'
import { EgressFailed, EgressRefused, failureKind, type RefusalKind } from './errors.ts'
import { checkHeaders, checkMethod, headersAsText } from './headers.ts'
import { reachesListener, type Listener } from './listeners.ts'
import type { OutsideConnection } from './outside.ts'
import { isInnerName } from './own-host.ts'
import { createPing, type PingAnswer, type PingCommand } from './ping.ts'
import { asksForInnerAddress, askForRecords, type RecordAnswer, type RecordType } from './records.ts'
import { judgeRecipient, type Recipient } from './register.ts'
import { createResolve, dnsLookup, hostsLookup, type Lookup } from './resolve.ts'
import { openPinnedSocket, type OpenSocket, type TlsWish } from './socket.ts'
import { checkHost, checkUrl, type HostTarget, type Target } from './url.ts'

export type EgressRequest = {
  /** What it is for, e.g. `webhook`: for the log and the list of outgoing connections. */
  purpose: string
  /** Who gets it, and what: judged by the register of processors before anything is resolved. */
  recipient: Recipient
  method: string
  url: string
  /** Names in any case. What belongs to the connection (`Host`, `Content-Length` …) is refused. */
  headers?: Record<string, string>
  body?: string | Uint8Array
  /** For all of it: resolving, connecting, sending, and reading the answer. */
  timeoutMs: number
  /** The rest of a longer answer is not read. */
  maxResponseBytes: number
  /** Only by this version of IP; every address of the name is judged all the same. */
  family?: 4 | 6 | undefined
  /**
   * `anywhere`: also to public addresses without TLS. Only for asking whether a public address answers, with nothing
   * in the request that somebody must not read. Default: where the operator opened the address.
   */
  plain?: 'anywhere' | 'ownNetwork' | undefined
  /** Shown to a server that asks who calls (RFC 8446 §4.3.2). PEM both; the key is not encrypted. */
  clientCertificate?: ClientCertificate | undefined
  /** Anybody on the internet may have typed the URL: what the operator opened for their own stays shut to it. */
  by?: 'stranger' | undefined
  /** Ends it early, as its time would. */
  signal?: AbortSignal | undefined
}

export type ClientCertificate = { certificate: string; key: string }

/** To a host and a port, for protocols that are not HTTP. */
export type SocketRequest = Pick<
  EgressRequest,
  'purpose' | 'recipient' | 'timeoutMs' | 'family' | 'plain' | 'signal'
> & {
  host: string
  port: number
  /** From the first byte on. */
  tls?: TlsWish | undefined
}

export type RecordRequest = Pick<EgressRequest, 'purpose' | 'recipient' | 'timeoutMs' | 'signal'> & {
  name: string
  type: RecordType
  /** Judged like every other address; null: the name servers of the system. */
  resolver: { host: string; port: number } | null
}

export type PingRequest = Pick<EgressRequest, 'purpose' | 'recipient' | 'timeoutMs' | 'signal'> & { host: string }

export type EgressResponse = {
  status: number
  /** Names in lower case; several of one name are joined with `, `. */
  headers: Record<string, string>
  /** The first `maxResponseBytes`, never decompressed, read as UTF-8 with U+FFFD for what is none. */
  body: string
  /** True when the answer was longer than what was read. */
  truncated: boolean
  durationMs: number
  /** Of the server's certificate; null for plain HTTP. */
  certificateExpiresAt: Date | null
}

/** What became of one request, for whoever observes: nothing of what was sent, and of a workspace's host no name. */
export type Contact = {
  purpose: string
  recipientKind: Recipient['kind']
  /** Of the processor or the sign-in provider; empty for a destination of a workspace. */
  recipientId: string
  host: string
  outcome: 'answered' | 'failed' | RefusalKind
}

export type Egress = {
  /**
   * Sends one request to an address that has been checked. Redirects are answers like any other. Throws EgressRefused
   * before anything is sent, EgressFailed for what the network does, rate_limited for a host that gets too much.
   */
  request(input: EgressRequest): Promise<EgressResponse>
  /**
   * Opens a connection to an address that has been checked; its time ends the connection too, whoever holds it. Throws
   * like `request`.
   */
  openSocket(input: SocketRequest): Promise<OpenSocket>
  /** Asks the DNS. Throws like `request`; what a name server says of the name is an answer. */
  askForRecords(input: RecordRequest): Promise<RecordAnswer>
  /** One ICMP echo, if this machine permits it. Throws like `request`. */
  ping(input: PingRequest): Promise<PingAnswer>
  /** For a URL that is being saved: all rules, names resolved. Throws EgressRefused, or EgressFailed `dns`. */
  check(url: string, by?: 'stranger'): Promise<void>
  /** Drivers that open their own connections say so here, for the list of outgoing connections. */
  registerOutside(connection: OutsideConnection): void
  outside(): readonly OutsideConnection[]
  /** Tells of every request to the end, refused ones too; answers what ends it. */
  observe(observer: (contact: Contact) => void): () => void
}

export type EgressOptions = {
  /** Host names, addresses or CIDR ranges that open an inner range on purpose. */
  allow: string[]
  /** For tests, whose receivers are on this machine: the same for URLs of strangers. No setting leads to it. */
  allowStrangers?: string[]
  /** The profile in force: its register decides who may be called. */
  profile: () => PolicyProfile
  /** Asked at every request: the platform's own sockets and databases, which `allow` does not open. */
  ownListeners?: () => Listener[]
  /** For tests; otherwise the name servers of the system. */
  lookup?: Lookup
  /** For tests; otherwise the program of the system. */
  ping?: PingCommand
  /** When given, requests per destination host are bounded over all workspaces. */
  limiter?: Limiter
  log: Log
}

/** A destination gets at most 20 requests a second, so that the service is no tool to flood others with. */
const perHost: LimitRule = { name: 'egress.host', points: 1200, durationSeconds: 60 }
const maxConnectMs = 10_000
const maxHeaderBytes = 16_384

/** `opened` (default: `allow`) is what holds for whoever named the address. */
type Needs = { encrypted: boolean; family?: 4 | 6 | undefined; opened?: AllowList }

/** Throws an Error for an entry of `allow` that is no name, address or range. */
export function createEgress(options: EgressOptions): Egress {
  const allow = parseAllowList(options.allow)
  const forStrangers = parseAllowList(options.allowStrangers ?? [])
  const resolve = createResolve(options.lookup ?? dnsLookup())
  const resolveTrusted = createResolve(options.lookup ?? hostsLookup)
  const ping = options.ping ?? createPing()
  const connections: OutsideConnection[] = []
  const observers = new Set<(contact: Contact) => void>()

  /** Every answer of the resolver is judged; one bad address refuses the whole name. */
  async function checkedAddresses(target: HostTarget, needs: Needs) {
    const { opened = allow } = needs
    const addresses = target.address ? [target.address] : await (target.trusted ? resolveTrusted : resolve)(target.host)
    const open = (address: Address) => target.trusted || isPublic(address) || opened.allowsAddress(address)
    if (!addresses.every(open)) throw new EgressRefused('address')
    // What crosses the internet is encrypted; in a network of their own it is the operator's choice.
    const chosen = (address: Address) => target.trusted || opened.allowsAddress(address)
    if (!needs.encrypted && !addresses.every(chosen)) throw new EgressRefused('plain')
    const own = options.ownListeners?.() ?? []
    if (await reachesListener(own, addresses, target.port, resolveTrusted)) throw new EgressRefused('listener')
    const wanted = addresses.filter(
      ({ length }) => needs.family === undefined || (length === 4) === (needs.family === 4),
    )
    if (wanted.length === 0) throw new EgressFailed('dns')
    return wanted
  }

  /** Everyone who observes learns of it, whatever became of it. */
  async function observed<T>(input: Contacted, host: string, work: () => Promise<T>): Promise<T> {
    const tell = (outcome: Contact['outcome']) => {
      const contact = describeContact(input, host, outcome)
      for (const observer of observers) observer(contact)
    }
    try {
      const answer = await work()
      tell('answered')
      return answer
    } catch (error) {
      if (error instanceof EgressRefused) tell(error.kind)
      if (error instanceof EgressFailed) tell('failed')
      throw error
    }
  }

  /** What comes before all that is sent to anybody, and the classes of what goes wrong. */
  async function permitted<T>(
    input: Contacted,
    target: HostTarget,
    work: (deadline: AbortSignal) => Promise<T>,
    /** What goes on until it closes, or until the deadline. */
    lasting?: (answer: T) => Duplex,
  ): Promise<T & { durationMs: number }> {
    const startedAt = monotonicMs()
    const refusal = judgeRecipient(options.profile(), input.recipient, target.host)
    if (refusal !== undefined) throw new EgressRefused(refusal)
    await options.limiter?.consume(perHost, target.host)
    const deadline = startDeadline(input.timeoutMs, input.signal)
    try {
      const answer = await work(deadline.signal)
      if (lasting) lasting(answer).once('close', deadline.end)
      else deadline.end()
      return { ...answer, durationMs: monotonicMs() - startedAt }
    } catch (error) {
      deadline.end()
      if (error instanceof EgressRefused) throw error
      const durationMs = monotonicMs() - startedAt
      const kind = error instanceof EgressFailed ? error.kind : deadline.signal.aborted ? 'timeout' : failureKind(error)
      options.log.debug('outgoing request failed', { operation: input.purpose, host: target.host, durationMs, error })
      throw new EgressFailed(kind, durationMs)
    }
  }

  const request = (input: EgressRequest): Promise<EgressResponse> =>
    observed(input, hostOf(input.url), async () => {
      const opened = input.by === 'stranger' ? forStrangers : allow
      const target = checkUrl(input.url, opened)
      const method = checkMethod(input.method)
      const headers = checkHeaders(input.headers ?? {})
      const encrypted = target.url.protocol === 'https:' || input.plain === 'anywhere'
      return permitted(input, target, async (deadline) => {
        const judged = checkedAddresses(target, { encrypted, family: input.family, opened })
        const addresses = await beforeAbort(deadline, judged)
        return send(input, { target, addresses, method, headers, deadline })
      })
    })

  const openSocket = (input: SocketRequest): Promise<OpenSocket> =>
    observed(input, input.host, async () => {
      const target = checkHost(input.host, input.port, allow)
      const encrypted = input.tls !== undefined || input.plain === 'anywhere'
      const open = async (deadline: AbortSignal) => {
        const judged = checkedAddresses(target, { encrypted, family: input.family })
        const addresses = await beforeAbort(deadline, judged)
        return openPinnedSocket({ host: target.host, port: target.port, addresses, deadline }, input.tls)
      }
      return permitted(input, target, open, ({ stream }) => stream)
    })

  const askFor = (input: RecordRequest): Promise<RecordAnswer> =>
    observed(input, input.resolver?.host ?? '', async () => {
      const { name, type, resolver } = input
      const lower = name.toLowerCase().replace(/\.$/, '')
      if (!resolver && (asksForInnerAddress(lower) || (isInnerName(lower) && !allow.allowsName(lower)))) {
        throw new EgressRefused('host')
      }
      const target = resolver ? checkHost(resolver.host, resolver.port, allow) : { ...nameServers, host: lower }
      return permitted(input, target, async (deadline) => {
        const judged = resolver ? checkedAddresses(target, { encrypted: true }) : Promise.resolve([])
        const addresses = await beforeAbort(deadline, judged)
        const servers = addresses.map((address) => serverText(address, target.port))
        return askForRecords({ name: lower, type, servers }, deadline, input.timeoutMs)
      })
    })

  const pingHost = (input: PingRequest): Promise<PingAnswer> =>
    observed(input, input.host, async () => {
      // No port is asked for; this one is nobody's.
      const target = checkHost(input.host, 7, allow)
      return permitted(input, target, async (deadline) => {
        const [address] = await beforeAbort(deadline, checkedAddresses(target, { encrypted: true }))
        if (!address) throw new EgressFailed('dns')
        return ping(address, deadline, input.timeoutMs)
      })
    })

  return {
    request,
    openSocket,
    askForRecords: askFor,
    ping: pingHost,
    check: async (url, by) => {
      const opened = by === 'stranger' ? forStrangers : allow
      const target = checkUrl(url, opened)
      await checkedAddresses(target, { encrypted: target.url.protocol === 'https:', opened })
    },
    registerOutside: (connection) => void connections.push(connection),
    outside: () => connections,
    observe: (observer) => {
      observers.add(observer)
      return () => void observers.delete(observer)
    },
  }
}

type Contacted = Pick<EgressRequest, 'purpose' | 'recipient' | 'timeoutMs' | 'signal'>

/** Whoever they are: what is counted is questions about one name. */
const nameServers = { port: 53, address: undefined, trusted: true }

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : '')

function serverText(address: Address, port: number): string {
  const text = formatAddress(address)
  return address.length === 4 ? `${text}:${port}` : `[${text}]:${port}`
}

function describeContact({ purpose, recipient }: Contacted, host: string, outcome: Contact['outcome']): Contact {
  const recipientKind = recipient.kind
  // Where a workspace sends to is the workspace's own, and may name somebody.
  if (recipient.kind === 'workspace') return { purpose, recipientKind, recipientId: '', host: '', outcome }
  const recipientId = recipient.kind === 'signIn' ? recipient.provider.id : recipient.id
  return { purpose, recipientKind, recipientId, host, outcome }
}

type Checked = {
  target: Target
  addresses: Address[]
  method: Dispatcher.HttpMethod
  headers: Record<string, string>
  deadline: AbortSignal
}

/** One connection a request: a kept one would skip the check of the next. Proxies of the environment play no part. */
async function send(input: EgressRequest, checked: Checked): Promise<Omit<EgressResponse, 'durationMs'>> {
  const { target, addresses, method, headers, deadline } = checked
  let certificateExpiresAt: Date | null = null
  const options = { timeoutMs: Math.min(input.timeoutMs, maxConnectMs), clientCertificate: input.clientCertificate }
  const connect = pinnedConnector(addresses, options, (connected) => {
    certificateExpiresAt = connected.certificateExpiresAt
  })
  const origin = `${target.url.protocol}//${target.address ? target.url.hostname : target.host}:${target.port}`
  const client = new Client(origin, { connect, pipelining: 1, maxHeaderSize: maxHeaderBytes, useMilo: false })
  try {
    const path = target.url.pathname + target.url.search
    const answer = await client.request({
      path,
      method,
      headers,
      body: input.body ?? null,
      signal: deadline,
      headersTimeout: 0,
      bodyTimeout: 0,
      reset: true,
    })
    const { body, truncated } = await readBody(answer.body, input.maxResponseBytes)
    return { status: answer.statusCode, headers: headersAsText(answer.headers), body, truncated, certificateExpiresAt }
  } finally {
    // Not close(), which would wait for the rest of an answer that nobody reads.
    await client.destroy()
  }
}

/** A resolver cannot be stopped, only left alone. */
async function beforeAbort<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(new EgressFailed('timeout'))
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
    work.catch(() => undefined)
  }
}
