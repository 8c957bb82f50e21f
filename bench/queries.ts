/** How long queries of dashboards take, and what they cost: alone, beside a Prometheus, and while samples come in. */
import { parseArgs } from 'node:util'
import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { setUp } from './api.ts'
import { usageOf } from './processes.ts'
import { freePort, makeScratch, startProgram } from './program.ts'
import { cpuLabels, intervalMs, networkLabels, requestsOf, type Family } from './queries/data.ts'
import { report, rounded, say } from './report.ts'
import { startPeer } from './samples/peers.ts'
import { sendAll, type Target } from './samples/send.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** How long samples come in at most while it is measured. */
const maxSendSeconds = 150
/** Requests that are held in memory at a time. */
const requestsAtOnce = 500

type Question = { name: string; query: string; lengthMs: number; stepMs: number; isLong?: true }

const cpu = (where: string) => `sum by (mode) (rate(node_cpu_seconds_total${where}[5m]))`
const network = (range: string) => `sum by (device) (rate(node_network_receive_bytes_total[${range}]))`

const questions: readonly Question[] = [
  { name: '4000 series, 1 h / 60 s', query: cpu(''), lengthMs: hourMs, stepMs: 60_000 },
  { name: '4000 series, 4 h / 60 s', query: cpu(''), lengthMs: 4 * hourMs, stepMs: 60_000 },
  {
    name: '40 series of a host, 1 h / 60 s',
    query: cpu('{instance="host-0.example.net:9100"}'),
    lengthMs: hourMs,
    stepMs: 60_000,
  },
  { name: '128 series, 1 d / 60 s', query: network('5m'), lengthMs: dayMs, stepMs: 60_000 },
  { name: '128 series, 7 d / 10 min', query: network('10m'), lengthMs: 7 * dayMs, stepMs: 600_000, isLong: true },
  { name: '128 series, 30 d / 1 h', query: network('1h'), lengthMs: 30 * dayMs, stepMs: hourMs, isLong: true },
]

type Asked = { url: string; pid: number; headers: Record<string, string> }

/**
 * `--days` of old series; `--repeats` of each query; `--ingest` samples a second meanwhile; `--peer` Prometheus as well;
 * `--raw` without the minutes that roll-ups wait for.
 */
export async function benchQueries(args: string[]): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: {
      days: { type: 'string', default: '29' },
      series: { type: 'string', default: '4000' },
      repeats: { type: 'string', default: '20' },
      ingest: { type: 'string' },
      peer: { type: 'boolean', default: false },
      raw: { type: 'boolean', default: false },
    },
  })
  const endMs = Math.floor(Date.now() / intervalMs) * intervalMs
  const families: Family[] = [
    { labels: networkLabels(), fromMs: endMs - Number(values.days) * dayMs, toMs: endMs },
    { labels: cpuLabels(Number(values.series)), fromMs: endMs - 4.2 * hourMs, toMs: endMs },
  ]
  const repeats = Number(values.repeats)
  const ingest = values.ingest === undefined ? 0 : Number(values.ingest)
  await measureOurs(families, { endMs, repeats, ingest, isRaw: values.raw })
  if (values.peer) await measurePeer(families, { endMs, repeats })
  return true
}

async function measureOurs(
  families: readonly Family[],
  { endMs, repeats, ingest, isRaw }: { endMs: number; repeats: number; ingest: number; isRaw: boolean },
): Promise<void> {
  const scratch = makeScratch()
  const port = await freePort()
  let program = await startProgram(scratch, port)
  try {
    const { ingestKey, apiKey } = await setUp(program.url)
    const target = targetOf(program.url, '/prometheus/api/v1/write', 8, { authorization: `Bearer ${ingestKey}` })
    await load(target, families, program.pid, 'watchword')
    const headers = { authorization: `Bearer ${apiKey}` }
    const of = (what: Question[], more: object) =>
      measure({ url: `${program.url}/prometheus`, pid: program.pid, headers }, what, {
        ...{ who: 'watchword', endMs, repeats },
        ...more,
      })
    const tellMemory = () => report('queries', { who: 'watchword', memory: usageOf(program.pid).pssMb })
    await of([...questions], { rolledUp: false })
    if (!isRaw) {
      await untilRolledUp(program.url)
      await of(
        questions.filter(({ isLong }) => isLong),
        { rolledUp: true },
      )
    }
    tellMemory()
    if (ingest === 0) return
    // What was read so far would be in memory.
    await program.stop()
    program = await startProgram(scratch, port)
    await whileSending(target, ingest, (more) => of([...questions], { rolledUp: !isRaw, ...more }))
    tellMemory()
  } finally {
    await program.stop()
    scratch.remove()
  }
}

async function measurePeer(families: readonly Family[], times: { endMs: number; repeats: number }): Promise<void> {
  const scratch = makeScratch()
  const peer = await startPeer('prometheus', scratch)
  try {
    if (!peer) return say('prometheus is not installed')
    const who = `prometheus ${peer.version}`
    // It refuses whole requests that overtake another one.
    await load(targetOf(peer.url, '/api/v1/write', 1), families, peer.pid, who)
    await measure({ url: peer.url, pid: peer.pid, headers: {} }, questions, { who, ...times })
  } finally {
    await peer?.stop()
    scratch.remove()
  }
}

function targetOf(url: string, path: string, connections: number, more: Record<string, string> = {}): Target {
  const headers = { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy', ...more }
  return { url, path, connections, headers: { ...headers, 'x-prometheus-remote-write-version': '0.1.0' } }
}

/** Old series first: a Prometheus takes nothing that is long before what it has. */
async function load(target: Target, families: readonly Family[], pid: number, who: string): Promise<void> {
  const before = usageOf(pid)
  const startMs = performance.now()
  let samples = 0
  for (const { labels, fromMs, toMs } of inOrder(families)) {
    samples += labels.length * ((toMs - fromMs) / intervalMs)
    let bodies: Buffer[] = []
    for (const body of requestsOf({ labels, fromMs, toMs })) {
      bodies.push(body)
      if (bodies.length === requestsAtOnce) {
        await sendAll(target, bodies)
        bodies = []
      }
    }
    await sendAll(target, bodies)
  }
  const seconds = (performance.now() - startMs) / 1000
  const cpuSeconds = rounded(usageOf(pid).cpuSeconds - before.cpuSeconds)
  report('queries', { who, loaded: Math.round(samples), seconds: rounded(seconds), cpuSeconds })
}

/** What lies before the newest family begins, and then all of them hour by hour. */
function inOrder(families: readonly Family[]): Family[] {
  const newestMs = Math.max(...families.map(({ fromMs }) => fromMs))
  const endMs = Math.max(...families.map(({ toMs }) => toMs))
  const parts: Family[] = families.flatMap((family) =>
    family.fromMs < newestMs ? [{ ...family, toMs: newestMs }] : [],
  )
  for (let fromMs = newestMs; fromMs < endMs; fromMs += hourMs / 4) {
    parts.push(...families.map((family) => ({ ...family, fromMs, toMs: Math.min(endMs, fromMs + hourMs / 4) })))
  }
  return parts
}

async function measure(
  { url, pid, headers }: Asked,
  what: readonly Question[],
  { endMs, repeats, ...who }: { endMs: number; repeats: number; who: string } & Record<string, unknown>,
): Promise<void> {
  for (const { name, query, lengthMs, stepMs } of what) {
    const end = Math.floor(endMs / stepMs) * stepMs
    const bodyOf = (backMs: number, as: number) =>
      new URLSearchParams({
        query: query + ' '.repeat(as),
        start: String((end - lengthMs - backMs) / 1000),
        ...{ end: String((end - backMs) / 1000), step: String(stepMs / 1000) },
      })
    const ask = async (backMs: number, as = 0): Promise<number> => {
      const body = bodyOf(backMs, as)
      const startMs = performance.now()
      const answer = await fetch(`${url}/api/v1/query_range`, { method: 'POST', headers, body })
      const text = await answer.text()
      if (!answer.ok || !text.includes('"values"')) throw new Error(`${name}: ${answer.status} ${text.slice(0, 200)}`)
      return performance.now() - startMs
    }
    await ask(repeats * stepMs)
    // A dashboard that is looked at while time goes on; the same answer again; and, each time a step further back than
    // anybody has asked and as a question that nobody has asked, what has to be read and computed whole.
    for (const [how, backOf, asOf] of [
      ['goes on', (time: number) => (repeats - 1 - time) * stepMs, () => 0],
      ['again', () => 0, () => 0],
      ['unread', (time: number) => (repeats + 1 + time) * stepMs, (time: number) => time + 1],
    ] as const) {
      const before = usageOf(pid)
      const took: number[] = []
      for (let time = 0; time < repeats; time++) took.push(await ask(backOf(time), asOf(time)))
      const after = usageOf(pid)
      took.sort((a, b) => a - b)
      const at = (share: number) => rounded(took[Math.min(took.length - 1, Math.ceil(share * took.length) - 1)] ?? 0)
      const cpuMs = rounded(((after.cpuSeconds - before.cpuSeconds) * 1000) / repeats)
      report('queries', { ...who, query: name, how, p50Ms: at(0.5), p95Ms: at(0.95), cpuMs, repeats })
    }
  }
}

/** Hours that were just written wait until they are left alone; then the gauge says how far behind the roll-ups are. */
async function untilRolledUp(url: string): Promise<void> {
  const startMs = performance.now()
  say('waiting for the roll-ups, which leave hours alone for some minutes after the last sample that was late')
  await delay(7 * 60_000)
  while (!/^watchword_metric_roll_ups_behind_seconds 0$/m.test(await (await fetch(`${url}/metrics`)).text())) {
    if (performance.now() - startMs > 40 * 60_000) throw new Error('the roll-ups are not made')
    await delay(10_000)
  }
  report('queries', { who: 'watchword', rolledUpAfterSeconds: Math.round((performance.now() - startMs) / 1000) })
}

async function whileSending(
  target: Target,
  samplesPerSecond: number,
  work: (more: object) => Promise<void>,
): Promise<void> {
  const worker = new Worker(new URL('./queries/ingest.ts', import.meta.url), {
    // As many connections as senders have that do not wait for one answer before they send the next.
    workerData: { target: { ...target, connections: 32 }, samplesPerSecond, seconds: maxSendSeconds },
  })
  await new Promise((resolve) => worker.once('message', resolve))
  await delay(10_000)
  await work({ beside: `${samplesPerSecond} samples/s` })
  const done = new Promise((resolve) => worker.once('message', resolve))
  worker.postMessage('stop', [])
  report('queries', { who: 'watchword', ingested: await done })
}
