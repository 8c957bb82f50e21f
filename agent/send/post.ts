import { version } from '../version.ts'
import type { Protocol } from './answer.ts'
import type { Transport } from './http.ts'
import type { Post } from './sender.ts'

/** Shorter than the shortest interval times two, so that requests do not pile up. */
export const requestTimeoutMs = 10_000
const maxAnswerBytes = 4 * 1024

const headersOf: Record<Protocol, Record<string, string>> = {
  '2.0': {
    'content-type': 'application/x-protobuf;proto=io.prometheus.write.v2.Request',
    'x-prometheus-remote-write-version': '2.0.0',
  },
  '1.0': { 'content-type': 'application/x-protobuf', 'x-prometheus-remote-write-version': '0.1.0' },
}

/** A request of remote write, with the key as it is now. */
export function createPost(transport: Transport, url: URL, key: () => string): Post {
  return (body, protocol) =>
    transport.call(url, {
      method: 'POST',
      headers: {
        ...headersOf[protocol],
        'content-encoding': 'snappy',
        'content-length': String(body.length),
        'user-agent': `watchword-agent/${version}`,
        authorization: `Bearer ${key()}`,
      },
      body,
      timeoutMs: requestTimeoutMs,
      maxBytes: maxAnswerBytes,
      tooLong: 'cut',
    })
}
