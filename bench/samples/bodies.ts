/** Requests of remote write 1.0, made before the clock runs: identical bytes for whoever is measured. */
import { hash } from 'node:crypto'
import protobuf from 'protobufjs/minimal.js'
import { compress } from '../../agent/encode/snappy.ts'

/** Prometheus sends as many by default (`max_samples_per_send`). */
const samplesOfRequest = 2_000
/** So short that all rounds are of now, as those of senders that keep up: what comes late is marked, and costs more. */
const intervalMs = 1_000

export type Rounds = {
  /** One sample of each series, compressed as senders do. */
  next(): Buffer[]
  rawBytesPerSample: number
}

/**
 * Of so many series, a sample every second, the last of so many rounds about now; or the first at a given time, and the
 * next ones in such steps.
 */
export function createRounds(
  series: number,
  rounds: number,
  { stepMs, firstMs } = { stepMs: intervalMs, firstMs: Date.now() - rounds * intervalMs },
): Rounds {
  const labels = Array.from({ length: series }, (_, at) => labelsOf(at))
  // A counter that grows by a little, each in its own way and the same in each run.
  const steps = labels.map((_, at) => hash('md5', String(at), 'buffer').readUInt16LE(0))
  const values = new Float64Array(series)
  let atMs = Math.floor(firstMs / stepMs) * stepMs
  let round = 0
  const bodyOf = (from: number): Buffer => {
    const writer = protobuf.Writer.create()
    for (let at = from; at < Math.min(series, from + samplesOfRequest); at++) {
      // Half of all counters stand still, as on a real host.
      if ((steps[at] ?? 0) % 2 === 1) values[at] = (values[at] ?? 0) + ((steps[at] ?? 0) % (7 + (round % 5)))
      const sample = protobuf.Writer.create()
        .uint32(0x09)
        .double(values[at] ?? 0)
        .uint32(0x10)
        .int64(atMs)
        .finish()
      writer
        .uint32(0x0a)
        .bytes(Buffer.concat([labels[at] ?? Buffer.alloc(0), Buffer.from([0x12, sample.length]), sample]))
    }
    return Buffer.from(writer.finish())
  }
  const raw = bodyOf(0).length / Math.min(series, samplesOfRequest)
  return {
    next: () => {
      atMs += stepMs
      round += 1
      const bodies: Buffer[] = []
      for (let from = 0; from < series; from += samplesOfRequest) bodies.push(compress(bodyOf(from)))
      return bodies
    },
    rawBytesPerSample: raw,
  }
}

/** As node_exporter's: seven labels, about 170 bytes. */
function labelsOf(at: number): Buffer {
  const writer = protobuf.Writer.create()
  const pairs = {
    __name__: `node_network_metric_${at % 200}_total`,
    cluster: 'production-eu-west',
    device: `eth${at % 7}`,
    instance: `host-${Math.floor(at / 200)}.example.net:9100`,
    job: 'node',
    mode: ['user', 'system', 'idle', 'iowait'][at % 4] ?? '',
    region: 'eu-west-1',
  }
  for (const [name, value] of Object.entries(pairs)) {
    writer.uint32(0x0a).fork().uint32(0x0a).string(name).uint32(0x12).string(value).ldelim()
  }
  return Buffer.from(writer.finish())
}
