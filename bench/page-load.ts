/**
 * Reads one address again and again over connections that stay open, one request at a time on each (no pipelining), in a
 * process of its own. It speaks HTTP/1.1 itself: a client library would take more from the machine than the server.
 */
import { connect, type Socket } from 'node:net'

export type PageLoad = {
  host: string
  port: number
  path: string
  /** As sent in `Host`. */
  name: string
  acceptEncoding: string
  /** Every second request says that it has this; null: none does. */
  etag: string | null
  connections: number
  seconds: number
}

export type PageMeasured = {
  /** By status; 0: a connection that broke. */
  answers: Record<string, number>
  perSecond: number
  bodyBytes: number
  p50Ms: number
  p99Ms: number
  maxMs: number
  /** User and system time of this process. */
  cpuSeconds: number
  seconds: number
}

process.once('message', (load: PageLoad) => {
  void measure(load).then((measured) => process.send?.(measured, () => process.exit(0)))
})

async function measure(load: PageLoad): Promise<PageMeasured> {
  const head = `GET ${load.path} HTTP/1.1\r\nHost: ${load.name}\r\nAccept-Encoding: ${load.acceptEncoding}\r\nUser-Agent: bench\r\n`
  const plain = Buffer.from(`${head}\r\n`)
  const known = load.etag === null ? plain : Buffer.from(`${head}If-None-Match: ${load.etag}\r\n\r\n`)
  const answers: Record<string, number> = {}
  const latenciesMs: number[] = []
  let bodyBytes = 0
  const startMs = performance.now()
  const endMs = startMs + load.seconds * 1000
  const cpu = process.cpuUsage()
  await Promise.all(
    Array.from(
      { length: load.connections },
      (_, index) =>
        new Promise<void>((resolve) => {
          let sentMs = 0
          let turn = index
          let waiting: Buffer = Buffer.alloc(0)
          const socket: Socket = connect(load.port, load.host)
          socket.setNoDelay(true)
          const send = (): void => {
            if (performance.now() >= endMs) {
              socket.destroy()
              return resolve()
            }
            sentMs = performance.now()
            turn += 1
            socket.write(turn % 2 === 0 ? plain : known)
          }
          socket.on('connect', send)
          socket.on('error', () => {
            answers['0'] = (answers['0'] ?? 0) + 1
            resolve()
          })
          socket.on('data', (chunk: Buffer) => {
            waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk])
            const headEnd = waiting.indexOf('\r\n\r\n')
            if (headEnd < 0) return
            const text = waiting.toString('latin1', 0, headEnd)
            const status = text.slice(9, 12)
            const length = status === '304' ? 0 : Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1] ?? 0)
            if (waiting.length < headEnd + 4 + length) return
            waiting = Buffer.alloc(0)
            answers[status] = (answers[status] ?? 0) + 1
            if (length > 0) bodyBytes = length
            latenciesMs.push(performance.now() - sentMs)
            send()
          })
        }),
    ),
  )
  const seconds = (performance.now() - startMs) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const sorted = Float64Array.from(latenciesMs).toSorted()
  const at = (share: number): number => Math.round((sorted[Math.floor((sorted.length - 1) * share)] ?? 0) * 100) / 100
  return {
    answers,
    perSecond: Math.round(latenciesMs.length / seconds),
    bodyBytes,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: at(1),
    cpuSeconds: Math.round((user + system) / 1e4) / 100,
    seconds: Math.round(seconds * 10) / 10,
  }
}
