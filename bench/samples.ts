/** How many samples a second the program stores durably, and what one costs, beside others on the same bytes. */
import { parseArgs } from 'node:util'
import { setUp } from './api.ts'
import { usageOf } from './processes.ts'
import { freePort, makeScratch, startProgram } from './program.ts'
import { report, rounded, say } from './report.ts'
import { createRounds } from './samples/bodies.ts'
import { peerNames, startPeer } from './samples/peers.ts'
import { sendAll, type Target } from './samples/send.ts'

/** Rounds that are sent and not counted, after the one that brings the series: programs get warm. */
const warmRounds = 20
/** Requests that are held in memory at a time. */
const requestsAtOnce = 2_000

type Sizes = { series: number; rounds: number }

/** `--series` in `--rounds` of a sample each over `--connections`, acknowledged when they are stored; `--peers` as well. */
export async function benchSamples(args: string[]): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: {
      series: { type: 'string', default: '10000' },
      rounds: { type: 'string', default: '300' },
      connections: { type: 'string', default: '32' },
      peers: { type: 'boolean', default: false },
      profile: { type: 'string' },
    },
  })
  const sizes = { series: Number(values.series), rounds: Number(values.rounds) }
  const connections = Number(values.connections)
  const ours = await measureOurs(sizes, connections, values.profile)
  report('samples', { who: 'watchword', ...sizes, connections, ...ours })
  if (values.peers) for (const name of peerNames) await measurePeer(name, sizes, ours)
  return true
}

type Figures = Awaited<ReturnType<typeof measure>>

async function measureOurs(sizes: Sizes, connections: number, profile: string | undefined): Promise<Figures> {
  const scratch = makeScratch()
  const nodeArguments = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]
  const program = await startProgram(scratch, await freePort(), { nodeArguments })
  try {
    const { ingestKey } = await setUp(program.url)
    const target = targetOf(program.url, '/prometheus/api/v1/write', connections, {
      authorization: `Bearer ${ingestKey}`,
    })
    return await measure(target, sizes, program.pid)
  } finally {
    await program.stop()
    scratch.remove()
  }
}

async function measurePeer(name: (typeof peerNames)[number], sizes: Sizes, ours: Figures): Promise<void> {
  const scratch = makeScratch()
  const peer = await startPeer(name, scratch)
  try {
    if (!peer) return say(`${name} is not installed`)
    const figures = await measure(targetOf(peer.url, '/api/v1/write', peer.connections), sizes, peer.pid)
    const oursToTheirs = Math.round((ours.samplesPerCpuSecond / figures.samplesPerCpuSecond) * 100) / 100
    report('samples', {
      who: `${name} ${peer.version}`,
      ...sizes,
      connections: peer.connections,
      ...figures,
      oursToTheirs,
    })
  } finally {
    await peer?.stop()
    scratch.remove()
  }
}

function targetOf(url: string, path: string, connections: number, more: Record<string, string> = {}): Target {
  const headers = { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy', ...more }
  return { url, path, connections, headers: { ...headers, 'x-prometheus-remote-write-version': '0.1.0' } }
}

async function measure(target: Target, { series, rounds }: Sizes, pid: number) {
  const made = createRounds(series, rounds + warmRounds + 1)
  const cold = await timed(target, made.next(), pid)
  for (let round = 0; round < warmRounds; round++) await sendAll(target, made.next())
  const total = { seconds: 0, cpuSeconds: 0, main: 0, columns: 0 }
  let pssMb = 0
  let compressed = 0
  for (let round = 0; round < rounds;) {
    const bodies: Buffer[] = []
    for (; round < rounds && bodies.length < requestsAtOnce; round++) bodies.push(...made.next())
    compressed += bodies.reduce((sum, { length }) => sum + length, 0)
    const took = await timed(target, bodies, pid)
    total.seconds += took.seconds
    total.cpuSeconds += took.cpuSeconds
    total.main += took.main
    total.columns += took.columns
    pssMb = Math.max(pssMb, took.pssMb)
  }
  const samples = series * rounds
  return {
    samples,
    rawBytesPerSample: Math.round(made.rawBytesPerSample),
    sentBytesPerSample: rounded(compressed / samples),
    newSeriesPerSecond: Math.round(series / cold.seconds),
    newSeriesPerCpuSecond: Math.round(series / cold.cpuSeconds),
    newSeriesCpuSecondsOf: { main: rounded(cold.main), columns: rounded(cold.columns) },
    samplesPerSecond: Math.round(samples / total.seconds),
    samplesPerCpuSecond: Math.round(samples / total.cpuSeconds),
    cpuSecondsOf: { main: rounded(total.main), columns: rounded(total.columns) },
    pssMb,
  }
}

async function timed(target: Target, bodies: readonly Buffer[], pid: number) {
  const before = usageOf(pid)
  const startMs = performance.now()
  await sendAll(target, bodies)
  const seconds = (performance.now() - startMs) / 1000
  const after = usageOf(pid)
  return {
    seconds,
    cpuSeconds: after.cpuSeconds - before.cpuSeconds,
    main: after.cpuSecondsOf.main - before.cpuSecondsOf.main,
    columns: after.cpuSecondsOf.columns - before.cpuSecondsOf.columns,
    pssMb: after.pssMb,
  }
}
