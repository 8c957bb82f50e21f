import { Client, type Dispatcher } from 'undici'
import { monotonicMs } from '#platform/clock'
import type { Log } from '#platform/log'
import type { PolicyProfile } from '#platform/policy'
import type { Limiter, LimitRule } from '#platform/rate-limit'
import { isPublic, type Address } from './address.ts'
import { parseAllowList } from './allow.ts'
import { readBody } from './body.ts'
import { pinnedConnector } from './connect.ts'
import { EgressFailed, EgressRefused, failureKind, type RefusalKind } from './errors.ts'
import { checkHeaders, checkMethod, headersAsText } from './headers.ts'
import { reachesListener, type Listener } from './listeners.ts'
import type { OutsideConnection } from './outside.ts'
import { judgeRecipient, type Recipient } from './register.ts'
import { createResolve, dnsLookup, hostsLookup, type Lookup } from './resolve.ts'
import { checkUrl, type Target } from './url.ts'

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
}

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
  /** For a URL that is being saved: all rules, names resolved. Throws EgressRefused, or EgressFailed `dns`. */
  check(url: string): Promise<void>
  /** Drivers that open their own connections say so here, for the list of outgoing connections. */
  registerOutside(connection: OutsideConnection): void
  outside(): readonly OutsideConnection[]
  /** Tells of every request to the end, refused ones too; answers what ends it. */
  observe(observer: (contact: Contact) => void): () => void
}

export type EgressOptions = {
  /** Host names, addresses or CIDR ranges that open an inner range on purpose. */
  allow: string[]
  /** The profile in force: its register decides who may be called. */
  profile: () => PolicyProfile
  /** Asked at every request: the platform's own sockets and databases, which `allow` does not open. */
  ownListeners?: () => Listener[]
  /** For tests; otherwise the name servers of the system. */
  lookup?: Lookup
  /** When given, requests per destination host are bounded over all workspaces. */
  limiter?: Limiter
  log: Log
}

/** A destination gets at most 20 requests a second, so that the service is no tool to flood others with. */
const perHost: LimitRule = { name: 'egress.host', points: 1200, durationSeconds: 60 }
const maxConnectMs = 10_000
const maxHeaderBytes = 16_384

/** Throws an Error for an entry of `allow` that is no name, address or range. */
export function createEgress(options: EgressOptions): Egress {
  const allow = parseAllowList(options.allow)
  const resolve = createResolve(options.lookup ?? dnsLookup())
  const resolveTrusted = createResolve(options.lookup ?? hostsLookup)
  const connections: OutsideConnection[] = []
  const observers = new Set<(contact: Contact) => void>()

  /** Every answer of the resolver is judged; one bad address refuses the whole name. */
  async function checkedAddresses(target: Target): Promise<Address[]> {
    const addresses = target.address ? [target.address] : await (target.trusted ? resolveTrusted : resolve)(target.host)
    const open = (address: Address) => target.trusted || isPublic(address) || allow.allowsAddress(address)
    if (!addresses.every(open)) throw new EgressRefused('address')
    // What crosses the internet is encrypted; in a network of their own it is the operator's choice.
    const chosen = (address: Address) => target.trusted || allow.allowsAddress(address)
    if (target.url.protocol === 'http:' && !addresses.every(chosen)) throw new EgressRefused('plain')
    const own = options.ownListeners?.() ?? []
    if (await reachesListener(own, addresses, target.port, resolveTrusted)) throw new EgressRefused('listener')
    return addresses
  }

  /** Everyone who observes learns of it, whatever became of it. */
  async function request(input: EgressRequest): Promise<EgressResponse> {
    const tell = (outcome: Contact['outcome']) => {
      const contact = describeContact(input, outcome)
      for (const observer of observers) observer(contact)
    }
    try {
      const answer = await permitted(input)
      tell('answered')
      return answer
    } catch (error) {
      if (error instanceof EgressRefused) tell(error.kind)
      if (error instanceof EgressFailed) tell('failed')
      throw error
    }
  }

  async function permitted(input: EgressRequest): Promise<EgressResponse> {
    const startedAt = monotonicMs()
    const target = checkUrl(input.url, allow)
    const refusal = judgeRecipient(options.profile(), input.recipient, target.host)
    if (refusal !== undefined) throw new EgressRefused(refusal)
    const method = checkMethod(input.method)
    const headers = checkHeaders(input.headers ?? {})
    await options.limiter?.consume(perHost, target.host)
    const deadline = AbortSignal.timeout(input.timeoutMs)
    try {
      const addresses = await beforeAbort(deadline, checkedAddresses(target))
      const answer = await send(input, { target, addresses, method, headers, deadline })
      return { ...answer, durationMs: monotonicMs() - startedAt }
    } catch (error) {
      if (error instanceof EgressRefused) throw error
      const durationMs = monotonicMs() - startedAt
      const kind = error instanceof EgressFailed ? error.kind : deadline.aborted ? 'timeout' : failureKind(error)
      options.log.debug('outgoing request failed', { operation: input.purpose, host: target.host, durationMs, error })
      throw new EgressFailed(kind, durationMs)
    }
  }

  return {
    request,
    check: async (url) => void (await checkedAddresses(checkUrl(url, allow))),
    registerOutside: (connection) => void connections.push(connection),
    outside: () => connections,
    observe: (observer) => {
      observers.add(observer)
      return () => void observers.delete(observer)
    },
  }
}

function describeContact({ purpose, recipient, url }: EgressRequest, outcome: Contact['outcome']): Contact {
  const recipientKind = recipient.kind
  // Where a workspace sends to is the workspace's own, and may name somebody.
  if (recipient.kind === 'workspace') return { purpose, recipientKind, recipientId: '', host: '', outcome }
  const recipientId = recipient.kind === 'signIn' ? recipient.provider.id : recipient.id
  const host = URL.canParse(url) ? new URL(url).hostname : ''
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
  const connect = pinnedConnector(addresses, Math.min(input.timeoutMs, maxConnectMs), (connected) => {
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
