/** Real servers on this machine to check, good and hostile ones, and a way out that reaches them. */
import { once } from 'node:events'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { after, type TestContext } from 'node:test'
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates, type TlsOptions } from 'node:tls'
import { testClock } from '#platform/clock'
import { createEgress, type Egress, type EgressOptions } from '#platform/egress'
import { createLog } from '#platform/log'
import { presets } from '#platform/policy'
import { certificates } from '../../../testing/certificates.ts'
import { runCheck } from './run-check.ts'
import { checkSpec } from './spec.ts'

const [first, second] = certificates
export const trusted = { key: first!.key, cert: first!.certificate }
/** Of nobody whom anyone trusts. */
export const untrusted = { key: second!.key, cert: second!.certificate }

/** For one test: who is trusted is a matter of the whole process, and other tests in it trust nobody. */
export function trustTargets(t: Pick<TestContext, 'after'>): void {
  const before = getCACertificates('default')
  setDefaultCACertificates([...before, trusted.cert])
  t.after(() => setDefaultCACertificates(before))
}

export const now = testClock(new Date('2026-11-22T12:00:00Z'))

/** Without an ICMP that the machine of the test may or may not have. */
export function egressTo(options: Partial<EgressOptions> = {}): Egress {
  return createEgress({
    allow: ['127.0.0.1', '::1'],
    profile: () => presets['strict']!,
    log: createLog('silent'),
    ping: async () => ({ kind: 'unavailable' }),
    lookup: async () => ['127.0.0.1'],
    ...options,
  })
}

/** What somebody would write, defaults filled in. */
export function check(spec: object, timeoutMs = 3000, egress = egressTo(), signal?: AbortSignal) {
  return runCheck({ egress }, checkSpec.parse(spec), { timeoutMs, now, signal })
}

export async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  after(() => {
    sockets.forEach((socket) => socket.destroy())
    server.close()
  })
  // Listens on an address, not on a path.
  return (server.address() as AddressInfo).port
}

export const http = (handle: RequestListener) => listen(createHttpServer(handle))
export const raw = (handle: (socket: Socket) => void) => listen(createTcpServer(handle))
export const tls = (options: TlsOptions, handle: (socket: Socket) => void) => {
  const server = createTlsServer(options, (socket) => {
    socket.on('error', () => undefined)
    handle(socket)
  })
  return listen(server)
}

export async function closedPort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Writes a byte every 20 ms, after `head`. */
export const drip = (head: string) => (socket: Socket) => {
  socket.write(head)
  const timer = setInterval(() => socket.write('a'), 20)
  socket.on('close', () => clearInterval(timer))
}

/** Writes as fast as it is read, for ever. */
export const flood = (head: string, line: string) => (socket: Socket) => {
  const write = () => {
    while (!socket.destroyed && socket.write(line));
  }
  socket.on('drain', write)
  socket.write(head)
  write()
}

/** Answers each line with what `answer` says of it. */
export const byLine = (greeting: string, answer: (line: string, socket: Socket) => string) => (socket: Socket) => {
  let rest = ''
  if (greeting) socket.write(greeting)
  socket.on('data', (chunk) => {
    const lines = (rest + chunk.toString('latin1')).split('\r\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const said = answer(line, socket)
      if (said) socket.write(said)
    }
  })
}
