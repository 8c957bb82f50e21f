import { connect, constants, type ClientHttp2Stream, type IncomingHttpHeaders } from 'node:http2'
import { EgressFailed } from '#platform/egress'
import { monotonicMs } from '#platform/clock'
import { contact } from './contact.ts'
import { failed, found, type CheckRun, type Finding } from './result.ts'
import type { SpecOf } from './spec.ts'

const maxAnswerBytes = 65_536

/** `Check` of the gRPC health checking protocol, `grpc.health.v1.Health`. */
export async function checkGrpc(run: CheckRun, spec: SpecOf<'grpc'>): Promise<Finding> {
  const startedAt = monotonicMs()
  const { host, port, tls } = spec
  const socket = await run.egress.openSocket({
    ...contact(run),
    ...{ host, port },
    ...(tls && { tls: { verify: 'required' as const, alpn: ['h2'] } }),
    plain: 'anywhere',
  })
  try {
    if (tls && socket.tls?.alpn !== 'h2') return failed('protocol', 'the server does not speak HTTP/2')
    const authority = `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`
    const session = connect(authority, { createConnection: () => socket.stream, maxHeaderListPairs: 64 })
    try {
      const answer = await call(session.request.bind(session), session, spec.service)
      return describe(answer, monotonicMs() - startedAt)
    } finally {
      session.destroy()
    }
  } catch (error) {
    // What HTTP/2 makes of a connection that its time has ended is no error of the protocol.
    if (run.signal.aborted) throw new EgressFailed('timeout')
    throw error
  } finally {
    socket.stream.destroy()
  }
}

type Answer = { httpStatus: number; grpcStatus: number | undefined; serving: number | undefined }

async function call(
  request: (headers: Record<string, string>) => ClientHttp2Stream,
  session: { once(event: 'error', listener: (error: Error) => void): unknown },
  service: string,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  session.once('error', () => reject(new EgressFailed('protocol')))
  const stream = request({
    [constants.HTTP2_HEADER_METHOD]: 'POST',
    [constants.HTTP2_HEADER_PATH]: '/grpc.health.v1.Health/Check',
    'content-type': 'application/grpc',
    te: 'trailers',
    'user-agent': 'Watchword',
  })
  let httpStatus = 0
  let trailers: IncomingHttpHeaders = {}
  let bytes = Buffer.alloc(0)
  stream.on('response', (headers) => {
    httpStatus = Number(headers[constants.HTTP2_HEADER_STATUS])
    trailers = { ...headers }
  })
  stream.on('trailers', (headers) => (trailers = { ...trailers, ...headers }))
  stream.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk])
    if (bytes.length > maxAnswerBytes) stream.destroy(new EgressFailed('too_large'))
  })
  stream.once('error', (error) => reject(error instanceof EgressFailed ? error : new EgressFailed('protocol')))
  stream.once('close', () => reject(new EgressFailed('reset')))
  stream.once('end', () => {
    // The end of a connection that never answered is one too.
    if (httpStatus === 0) return reject(new EgressFailed('reset'))
    const status = trailers['grpc-status']
    resolve({ httpStatus, grpcStatus: status === undefined ? undefined : Number(status), serving: servingOf(bytes) })
  })
  stream.end(healthRequest(service))
  return promise
}

/** A frame of gRPC (no compression, length) with `HealthCheckRequest { string service = 1 }`. */
function healthRequest(service: string): Buffer {
  const name = Buffer.from(service)
  // 200 characters of ASCII at most: the length takes two bytes from 128 on.
  const length = name.length < 128 ? [name.length] : [(name.length & 0x7f) | 0x80, name.length >> 7]
  const message = name.length === 0 ? Buffer.alloc(0) : Buffer.concat([Buffer.from([0x0a, ...length]), name])
  const head = Buffer.alloc(5)
  head.writeUInt32BE(message.length, 1)
  return Buffer.concat([head, message])
}

/** `ServingStatus status = 1` of the answer: absent is 0, UNKNOWN. */
function servingOf(bytes: Buffer): number | undefined {
  if (bytes.length < 5 || bytes[0] !== 0 || bytes.readUInt32BE(1) !== bytes.length - 5) return undefined
  const message = bytes.subarray(5)
  if (message.length === 0) return 0
  return message.length === 2 && message[0] === 0x08 ? message[1] : undefined
}

function describe({ httpStatus, grpcStatus, serving }: Answer, latencyMs: number): Finding {
  const facts = { status: httpStatus, ...(grpcStatus !== undefined && { grpcStatus }) }
  const seen = { latencyMs, facts }
  if (httpStatus !== 200) return failed('status', `answered with status ${httpStatus}`, seen)
  if (grpcStatus === 5) return failed('not_serving', 'the server does not know this service', seen)
  if (grpcStatus === 12) return failed('not_serving', 'the server does not speak the health protocol', seen)
  if (grpcStatus !== 0) return failed('reported', `answered with gRPC status ${grpcStatus ?? 'missing'}`, seen)
  if (serving === 1) return found(latencyMs, facts, 'it is serving')
  if (serving === undefined) return failed('protocol', 'the answer could not be understood', seen)
  return failed('not_serving', serving === 2 ? 'it is not serving' : 'it does not say that it is serving', seen)
}
