/** A receiver of remote write that decodes with code that is not the agent's: protobufjs, and a Snappy of its own. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import protobuf from 'protobufjs'

const schema = `
syntax = "proto3";
message Request { repeated string symbols = 4; repeated Series2 timeseries = 5; }
message Series2 { repeated uint32 labels_refs = 1; repeated Sample2 samples = 2; Metadata metadata = 5; }
message Sample2 { fixed64 value = 1; int64 timestamp = 2; int64 start_timestamp = 3; }
message Metadata { uint32 type = 1; uint32 help_ref = 3; uint32 unit_ref = 4; }
message WriteRequest { repeated Series1 timeseries = 1; }
message Series1 { repeated Label labels = 1; repeated Sample1 samples = 2; }
message Label { string name = 1; string value = 2; }
message Sample1 { fixed64 value = 1; int64 timestamp = 2; }
`
const { root } = protobuf.parse(schema, { keepCase: true })
const types = ['', 'counter', 'gauge', 'histogram', 'gaugehistogram', 'summary']

export type Received = {
  labels: Record<string, string>
  /** 16 hex digits: the exact bits, which a number does not keep. */
  bits: string
  value: number
  timeMs: number
  type: string
}

export function decode(body: Buffer, protocol: '2.0' | '1.0'): Received[] {
  const bytes = unsnappy(body)
  const message = root.lookupType(protocol === '2.0' ? 'Request' : 'WriteRequest').decode(bytes)
  const request = message.toJSON() as { symbols?: string[]; timeseries?: any[] }
  const { symbols = [], timeseries = [] } = request
  if (protocol === '2.0' && symbols[0] !== '') throw new Error('the first symbol is not empty')
  return timeseries.flatMap(({ labels_refs: refs = [], labels = [], samples = [], metadata }) => {
    const flat: string[] =
      protocol === '2.0'
        ? refs.map((ref: number) => symbols[ref] ?? fail(`no symbol ${ref}`))
        : labels.flatMap((label: { name: string; value: string }) => [label.name, label.value])
    return samples.map(({ value = '0', timestamp }: { value?: string; timestamp: string }) => ({
      labels: toLabels(flat),
      bits: BigInt(value).toString(16).padStart(16, '0'),
      value: new Float64Array(BigUint64Array.of(BigInt(value)).buffer)[0] ?? 0,
      timeMs: Number(timestamp),
      type: types[metadata?.type ?? 0] ?? '',
    }))
  })
}

function toLabels(flat: string[]): Record<string, string> {
  const names = flat.filter((_, index) => index % 2 === 0)
  if (flat.length % 2 !== 0) fail('an odd number of references')
  if (names.join('\n') !== names.toSorted().join('\n')) fail(`labels are not sorted: ${names.join(' ')}`)
  if (new Set(names).size < names.length) fail('a label stands twice')
  if (flat.includes('')) fail('an empty label')
  return Object.fromEntries(names.map((name, index) => [name, flat[2 * index + 1] ?? '']))
}

/** google/snappy, format_description.txt, by its words. */
export function unsnappy(input: Buffer): Buffer {
  let [at, declared, shift] = [0, 0n, 0n]
  for (;;) {
    const byte = input[at++] ?? fail('no preamble')
    declared |= BigInt(byte & 127) << shift
    shift += 7n
    if (byte < 128) break
  }
  const output: number[] = []
  while (at < input.length) {
    const tag = input[at++] ?? 0
    if ((tag & 3) === 0) {
      const extra = tag >> 2 >= 60 ? (tag >> 2) - 59 : 0
      const length = 1 + (extra > 0 ? input.readUIntLE(at, extra) : tag >> 2)
      at += extra
      if (at + length > input.length) fail('a literal is cut')
      output.push(...input.subarray(at, at + length))
      at += length
      continue
    }
    const width = [0, 1, 2, 4][tag & 3] ?? 0
    const length = (tag & 3) === 1 ? 4 + ((tag >> 2) & 7) : 1 + (tag >> 2)
    const offset = input.readUIntLE(at, width) + ((tag & 3) === 1 ? (tag >> 5) << 8 : 0)
    at += width
    if (offset === 0 || offset > output.length) fail('a copy from before the beginning')
    for (let count = 0; count < length; count += 1) output.push(output[output.length - offset] ?? 0)
  }
  if (BigInt(output.length) !== declared) fail('not as long as declared')
  return Buffer.from(output)
}

function fail(why: string): never {
  throw new Error(why)
}

export type Request = { headers: IncomingHttpHeaders; path: string; protocol: '2.0' | '1.0'; samples: Received[] }

export type Receiver = {
  url: string
  requests: Request[]
  /** How the next requests are answered; without it as a receiver of 2.0 that takes everything. */
  answer: ((request: Request, response: ServerResponse) => void) | undefined
  close(): Promise<void>
}

export async function startReceiver(
  listen: (
    handle: (request: IncomingMessage, response: ServerResponse) => void,
  ) => ReturnType<typeof createServer> = createServer,
): Promise<Receiver> {
  const receiver: Receiver = { url: '', requests: [], answer: undefined, close: async () => undefined }
  const server = listen((incoming, response) => {
    const pieces: Buffer[] = []
    incoming.on('data', (piece: Buffer) => pieces.push(piece))
    incoming.on('end', () => {
      const protocol = incoming.headers['content-type']?.includes('io.prometheus.write.v2') ? '2.0' : '1.0'
      const samples = decode(Buffer.concat(pieces), protocol)
      const request: Request = { headers: incoming.headers, path: incoming.url ?? '', protocol, samples }
      receiver.requests.push(request)
      if (receiver.answer) receiver.answer(request, response)
      else accept(request, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  receiver.close = () =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return receiver
}

export function accept({ protocol, samples }: Request, response: ServerResponse): void {
  const counts = protocol === '2.0' ? { 'x-prometheus-remote-write-samples-written': String(samples.length) } : {}
  response.writeHead(204, counts).end()
}
