/** Requests of remote write 1.0 with hours and weeks of samples, identical for whoever is asked about them. */
import { hash } from 'node:crypto'
import protobuf from 'protobufjs/minimal.js'
import { compress } from '../../agent/encode/snappy.ts'

export const intervalMs = 15_000
const samplesOfRequest = 2_048

export type Family = {
  /** Of each series, the metric's name among them. */
  labels: readonly Record<string, string>[]
  fromMs: number
  toMs: number
}

/** `node_cpu_seconds_total` of hosts with ten processors: forty series a host. */
export const cpuLabels = (series: number): Record<string, string>[] =>
  Array.from({ length: series }, (_, at) => ({
    ...{ __name__: 'node_cpu_seconds_total', cluster: 'production-eu-west', cpu: String(Math.floor(at / 4) % 10) },
    ...{ instance: `host-${Math.floor(at / 40)}.example.net:9100`, job: 'node' },
    mode: ['user', 'system', 'idle', 'iowait'][at % 4] ?? '',
  }))

/** Network counters of sixteen hosts: 128 series that have been there for long. */
export const networkLabels = (): Record<string, string>[] =>
  Array.from({ length: 128 }, (_, at) => ({
    ...{ __name__: 'node_network_receive_bytes_total', device: `eth${at % 8}`, job: 'node' },
    instance: `old-host-${Math.floor(at / 8)}.example.net:9100`,
  }))

/** In the order of time, a few thousand samples a request; of each series in one request as many as there is room for. */
export function* requestsOf({ labels, fromMs, toMs }: Family): Generator<Buffer> {
  const series = labels.map((pairs, at) => ({
    head: labelBytes(pairs),
    // A host is asked at a moment of its own within each interval.
    offsetMs: hash('md5', pairs['instance'] ?? '', 'buffer').readUInt16LE(0) % intervalMs,
    step: hash('md5', String(at), 'buffer').readUInt16LE(0) / 7,
    value: 1_000_000 + at,
  }))
  const rounds = Math.max(1, Math.floor(samplesOfRequest / series.length))
  for (let atMs = fromMs; atMs < toMs; atMs += rounds * intervalMs) {
    for (let first = 0; first < series.length; first += samplesOfRequest) {
      const writer = protobuf.Writer.create()
      for (const one of series.slice(first, first + samplesOfRequest)) {
        const parts = [one.head]
        for (let round = 0; round < rounds && atMs + round * intervalMs < toMs; round++) {
          const sampleMs = atMs + round * intervalMs + one.offsetMs
          one.value += one.step * (1 + ((sampleMs / intervalMs) % 3))
          const sample = protobuf.Writer.create().uint32(0x09).double(one.value).uint32(0x10).int64(sampleMs).finish()
          parts.push(Buffer.from([0x12, sample.length]), Buffer.from(sample))
        }
        writer.uint32(0x0a).bytes(Buffer.concat(parts))
      }
      yield compress(Buffer.from(writer.finish()))
    }
  }
}

function labelBytes(pairs: Record<string, string>): Buffer {
  const writer = protobuf.Writer.create()
  for (const [name, value] of Object.entries(pairs).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    writer.uint32(0x0a).fork().uint32(0x0a).string(name).uint32(0x12).string(value).ldelim()
  }
  return Buffer.from(writer.finish())
}
