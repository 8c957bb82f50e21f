import type { IncomingMessage, RequestOptions } from 'node:http'
import type { Agent } from 'node:https'
import { http, loadHttps, loadTls } from './node-http.ts'
import { findProxy } from './proxy.ts'
import { explain } from './trouble.ts'
import type { Answer } from './answer.ts'

type Call = {
  method: 'GET' | 'POST'
  headers: Record<string, string>
  body?: Buffer
  timeoutMs: number
  /** More of an answer is not read: `cut` keeps what there is, `refuse` rejects. */
  maxBytes: number
  tooLong: 'cut' | 'refuse'
}

export type Transport = { call(url: URL, call: Call): Promise<Answer>; close(): void }

/** Keeps one connection open. `ca` are certificates in PEM that may vouch for a server, instead of the public ones. */
export function createTransport({ ca, env }: { ca?: string; env: NodeJS.ProcessEnv }): Transport {
  const trust = ca === undefined ? {} : { ca }
  const keeping = { keepAlive: true, maxSockets: 4 }
  const plain = new http.Agent(keeping)
  const newSecure = (): Agent => new (loadHttps().Agent)({ ...keeping, ...trust })
  let direct: Agent | undefined
  const tunnels = new Map<string, Agent>()

  const tunnelOf = (proxy: URL): Agent => {
    const known = tunnels.get(proxy.href)
    if (known) return known
    const agent = newSecure()
    agent.createConnection = (options, done) => {
      openTunnel(proxy, options).then(
        (socket) =>
          done?.(null, loadTls().connect({ socket, servername: String(options.servername ?? options.host), ...trust })),
        // The signature wants a stream beside the error; there is none.
        (error: Error) => done?.(error, undefined as never),
      )
      return undefined
    }
    tunnels.set(proxy.href, agent)
    return agent
  }

  const route = (url: URL): { options: RequestOptions; headers?: Record<string, string> } => {
    const proxy = findProxy(url, env)
    const target = { protocol: url.protocol, hostname: hostOf(url), port: url.port, path: url.pathname + url.search }
    if (url.protocol === 'https:')
      return { options: { ...target, agent: proxy ? tunnelOf(proxy) : (direct ??= newSecure()) } }
    if (!proxy) return { options: { ...target, agent: plain } }
    const headers = { host: url.host, ...authorization(proxy) }
    return { options: { hostname: hostOf(proxy), port: proxy.port || 80, path: url.href, agent: plain }, headers }
  }

  const once = (url: URL, call: Call): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const { headers, options } = route(url)
      const send = url.protocol === 'https:' ? loadHttps().request : http.request
      const request = send({ ...options, method: call.method, headers: { ...headers, ...call.headers } })
      const timer = setTimeout(() => {
        request.destroy(new Error(`no answer within ${call.timeoutMs / 1000} s`))
      }, call.timeoutMs)
      const end = (error: Error): void => {
        clearTimeout(timer)
        reject(Object.assign(error, { isReused: request.reusedSocket }))
      }
      request.on('error', end)
      request.on('response', (response) => {
        readBody(response, call).then((body) => {
          clearTimeout(timer)
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
        }, end)
      })
      request.end(call.body)
    })

  return {
    async call(url, call) {
      try {
        return await once(url, call).catch((error: Error & { code?: string; isReused?: boolean }) => {
          // The server had closed the connection that was kept for it; that says nothing about a new one.
          if (error.isReused && (error.code === 'ECONNRESET' || error.code === 'EPIPE')) return once(url, call)
          throw error
        })
      } catch (error) {
        throw new Error(explain(error, url), { cause: error })
      }
    },
    close() {
      for (const agent of [plain, direct, ...tunnels.values()]) agent?.destroy()
    },
  }
}

/** By events: an iterator would cost more than all else of it. */
function readBody(response: IncomingMessage, { maxBytes, tooLong }: Call): Promise<string> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    let length = 0
    const finish = (): void => resolve(Buffer.concat(pieces).subarray(0, maxBytes).toString('utf8'))
    // A stream without an encoding gives buffers.
    response.on('data', (piece: Buffer) => {
      length += piece.length
      pieces.push(piece)
      if (length <= maxBytes) return
      if (tooLong === 'refuse') reject(new Error(`the answer is longer than ${maxBytes} bytes`))
      else finish()
      response.destroy()
    })
    response.on('end', finish)
    response.on('error', reject)
    response.on('close', () => reject(new Error('the answer was cut off')))
  })
}

/** CONNECT, RFC 9110 section 9.3.6. */
function openTunnel(proxy: URL, { host, port }: RequestOptions) {
  return new Promise<NonNullable<IncomingMessage['socket']>>((resolve, reject) => {
    const place = `${host}:${port ?? 443}`
    const headers = { host: place, ...authorization(proxy) }
    const request = http.request({
      method: 'CONNECT',
      hostname: hostOf(proxy),
      port: proxy.port || 80,
      path: place,
      headers,
      timeout: 10_000,
    })
    request.on('error', reject)
    request.on('timeout', () => request.destroy(new Error('the proxy does not answer')))
    request.on('connect', (response, socket) => {
      if (response.statusCode === 200) resolve(socket)
      else {
        socket.destroy()
        reject(new Error(`the proxy answered ${response.statusCode} to CONNECT ${place}`))
      }
    })
    request.end()
  })
}

function authorization({ username, password }: URL): Record<string, string> {
  if (username === '') return {}
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` }
}

function hostOf({ hostname }: URL): string {
  return hostname.replaceAll(/[[\]]/g, '')
}
