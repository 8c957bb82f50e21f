/**
 * Routes that take thousands of requests a second, answered on node:http itself: the objects of the web's Request and
 * Response cost more than what such a route does. They go through the same `answer` as everything else.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { monotonicMs } from '../clock.ts'
import type { Services } from '../context.ts'
import { answer, isPlain, newRequestId, remoteAddress, scopedServices, withAlwaysSafe, type Answer } from './answer.ts'
import { readIncoming } from './body.ts'
import type { RawRequest, Route } from './route.ts'
import { isSiteHost } from './surfaces.ts'

/** Takes a request and answers it, or returns false: then it is somebody else's. */
export type Direct = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean

/** As long as the framework's adaptor lets a client go on sending what nobody reads. */
const unreadBodyMs = 500
/** Anything unusual takes the other way, where it is refused or understood in full. */
const plainHost = /^[\w.-]+(?::\d+)?$/

export function createDirect(services: Services, routes: readonly Route[], statusSuffix: string): Direct {
  const table = routes
    .filter((route) => route.direct)
    .map((route) => ({ route, methods: new Set<string>(route.methods), pattern: patternOf(route.path) }))
  return (incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming
    const host = headers.host ?? ''
    if (!plainHost.test(host) || host.replace(/:\d+$/, '').endsWith(statusSuffix)) return false
    if (isSiteHost(services.config.siteUrl, host)) return false
    for (const { route, methods, pattern } of table) {
      const match = methods.has(method) ? pattern.exec(url) : null
      if (match === null) continue
      const request = requestOf(services, incoming, outgoing, { ...match.groups })
      const handle = () => route.handle(scopedServices(services, request, route.name), request)
      void answer(services, route.name, request, handle, route.answerError)
        .then((answered) => write(incoming, outgoing, answered))
        .catch((error: unknown) => {
          services.log.error('an answer could not be written', { requestId: request.requestId, error })
          outgoing.destroy()
        })
      return true
    }
    return false
  }
}

/** Paths whose parameters need no decoding; with or without a slash at the end, like the framework's. */
function patternOf(path: string): RegExp {
  if (!/^(?:\/(?:[\w-]+|\{\w+\}))+$/.test(path)) throw new Error(`not a path of a direct route: ${path}`)
  return new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[\\w.~-]+)')}/?(?=\\?|$)`)
}

/** What few handlers ask for is made when it is asked for. */
export function requestOf(
  services: Services,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  params: Record<string, string>,
): RawRequest {
  let url: URL | undefined
  let headers: Headers | undefined
  let signal: AbortSignal | undefined
  const header = (name: string) => incoming.headersDistinct[name]?.join(', ')
  return {
    method: incoming.method ?? '',
    path: (incoming.url ?? '').split('?', 1)[0] ?? '',
    params,
    requestId: newRequestId(services),
    header,
    body: (limitBytes) => readIncoming(incoming, limitBytes),
    get url() {
      return (url ??= new URL(incoming.url ?? '', `http://${incoming.headers.host}`))
    },
    get headers() {
      return (headers ??= new Headers(Object.keys(incoming.headersDistinct).map((name) => [name, header(name) ?? ''])))
    },
    get remoteAddress() {
      return remoteAddress(incoming.socket.remoteAddress, header('x-forwarded-for'), services.config.trustProxy)
    },
    get signal() {
      return (signal ??= signalOf(outgoing))
    },
  }
}

/** An answer that is there before the question: the same headers object and bytes again and again. */
export type ReadyAnswer = { status: number; headers: Record<string, string>; body: Uint8Array | null }

/**
 * Writes answers from memory, measured and logged like all others. What is the same each time is put together once: it
 * is remembered by the headers object, which must not change.
 */
export function directAnswers(
  services: Services,
  operation: string,
): (incoming: IncomingMessage, outgoing: ServerResponse, ready: ReadyAnswer) => void {
  const https = services.config.appUrl.startsWith('https:')
  const { trustProxy } = services.config
  const flat = new WeakMap<object, string[]>()
  const pairsOf = (headers: Record<string, string>): string[] => {
    const known = flat.get(headers)
    if (known) return known
    const pairs = Object.entries(withAlwaysSafe(headers, https)).flat()
    flat.set(headers, pairs)
    return pairs
  }
  return (incoming, outgoing, { status, headers, body }) => {
    const startedMs = monotonicMs()
    const id = newRequestId(services)
    const pairs = [...pairsOf(headers), 'x-request-id', id]
    if (body !== null) pairs.push('content-length', String(body.length))
    outgoing.writeHead(status, pairs)
    // Node leaves the body of a HEAD away by itself.
    outgoing.end(body ?? undefined)
    const [path = ''] = (incoming.url ?? '').split('?', 1)
    services.metrics.httpRequest({ operation, status }, (monotonicMs() - startedMs) / 1000)
    const forwarded = incoming.headers['x-forwarded-for']
    services.requestLog.note({
      id,
      path,
      status,
      address: remoteAddress(
        incoming.socket.remoteAddress,
        Array.isArray(forwarded) ? forwarded.join(', ') : forwarded,
        trustProxy,
      ),
      userAgent: incoming.headers['user-agent'] ?? '',
    })
  }
}

function signalOf(outgoing: ServerResponse): AbortSignal {
  const controller = new AbortController()
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) controller.abort()
  })
  return controller.signal
}

export async function write(incoming: IncomingMessage, outgoing: ServerResponse, answered: Answer): Promise<void> {
  const plain = isPlain(answered)
  const headers = plain ? answered.headers : Object.fromEntries(answered.headers)
  const body = plain ? answered.body : await answered.text()
  if (!incoming.complete) outgoing.once('finish', () => endLate(incoming))
  if (body === null) outgoing.writeHead(answered.status, headers).end()
  else outgoing.writeHead(answered.status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body)
}

/** Who was answered before his body had come may end it, but not go on for ever. */
function endLate(incoming: IncomingMessage): void {
  const end = (): void => {
    if (!incoming.complete) incoming.socket.destroySoon()
  }
  setTimeout(end, unreadBodyMs).unref()
}
