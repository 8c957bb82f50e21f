/** How many samples a second the program stores durably, and what one costs: remote write 1.0, series that it knows. */
import { hash } from 'node:crypto'
import { parseArgs } from 'node:util'
import protobuf from 'protobufjs/minimal.js'
import { setUp } from './api.ts'
import { usageOf } from './processes.ts'
import { freePort, makeScratch, startProgram } from './program.ts'
import { report, rounded, say } from './report.ts'

const samplesOfRequest = 2_000
const intervalMs = 15_000

/** `--series` in `--rounds` of a sample each, by `--senders` connections; bodies are made before the clock runs. */
export async function benchSamples(args: string[]): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: {
      series: { type: 'string', default: '10000' },
      rounds: { type: 'string', default: '100' },
      senders: { type: 'string', default: '8' },
    },
  })
  const [series, rounds, senders] = [values.series, values.rounds, values.senders].map(Number) as [
    number,
    number,
    number,
  ]
  const scratch = makeScratch()
  const program = await startProgram(scratch, await freePort())
  try {
    const { ingestKey } = await setUp(program.url)
    const headers = {
      authorization: `Bearer ${ingestKey}`,
      'content-type': 'application/x-protobuf',
      'content-encoding': 'snappy',
    }
    const post = async (body: Uint8Array<ArrayBuffer>): Promise<void> => {
      const answer = await fetch(`${program.url}/prometheus/api/v1/write`, { method: 'POST', headers, body })
      if (answer.status !== 204) throw new Error(`${answer.status}: ${await answer.text()}`)
    }
    const labels = Array.from({ length: series }, (_, at) => labelsOf(at))
    const endMs = Date.now()
    const bodies = Array.from({ length: rounds }, (_, round) => bodiesOf(labels, endMs - (rounds - round) * intervalMs))
    const [first = [], ...others] = bodies
    const coldStartMs = performance.now()
    for (const body of first) await post(body)
    const coldSeconds = (performance.now() - coldStartMs) / 1000
    say(`${series} series are known; ${rounds - 1} rounds follow`)
    const before = usageOf(program.pid)
    const startMs = performance.now()
    const queue = others.flat()
    const send = async (): Promise<void> => {
      for (let body = queue.shift(); body; body = queue.shift()) await post(body)
    }
    await Promise.all(Array.from({ length: senders }, send))
    const seconds = (performance.now() - startMs) / 1000
    const after = usageOf(program.pid)
    const samples = series * (rounds - 1)
    const cpuSeconds = after.cpuSeconds - before.cpuSeconds
    report('samples', {
      ...{ series, samples, senders, seconds: rounded(seconds), newSeriesPerSecond: Math.round(series / coldSeconds) },
      samplesPerSecond: Math.round(samples / seconds),
      samplesPerCpuSecond: Math.round(samples / cpuSeconds),
      cpuSecondsOf: {
        main: rounded(after.cpuSecondsOf.main - before.cpuSecondsOf.main),
        columns: rounded(after.cpuSecondsOf.columns - before.cpuSecondsOf.columns),
      },
      pssMb: after.pssMb,
    })
    return true
  } finally {
    await program.stop()
    scratch.remove()
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

function bodiesOf(labels: readonly Buffer[], atMs: number): Uint8Array<ArrayBuffer>[] {
  const bodies: Uint8Array<ArrayBuffer>[] = []
  for (let from = 0; from < labels.length; from += samplesOfRequest) {
    const writer = protobuf.Writer.create()
    for (const [at, label] of labels.slice(from, from + samplesOfRequest).entries()) {
      // A counter that grows by a little, each in its own way and the same in each run.
      const step = hash('md5', String(from + at), 'buffer').readUInt16LE(0)
      const value = (atMs / intervalMs) * step
      const sample = protobuf.Writer.create().uint32(0x09).double(value).uint32(0x10).int64(atMs).finish()
      const series = Buffer.concat([label, Buffer.from([0x12, sample.length]), sample])
      writer.uint32(0x0a).bytes(series)
    }
    bodies.push(literals(Buffer.from(writer.finish())))
  }
  return bodies
}

/** Snappy's block format without copies: a sender's effort is not what is measured here. */
function literals(bytes: Buffer): Uint8Array<ArrayBuffer> {
  const parts: Buffer[] = [Buffer.from(protobuf.Writer.create().uint32(bytes.length).finish())]
  for (let at = 0; at < bytes.length; at += 65_536) {
    const chunk = bytes.subarray(at, at + 65_536)
    parts.push(Buffer.from([61 << 2, (chunk.length - 1) & 0xff, (chunk.length - 1) >>> 8]), chunk)
  }
  return new Uint8Array(Buffer.concat(parts))
}
