/**
 * Sends load from a process of its own: told what by its parent, it answers with what it measured. Bodies are encoded
 * before the clock starts; only the event's id is written into them as they go out.
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { Pool } from 'undici'
import { machineBusySeconds } from './processes.ts'
import { gzipped, template, withId, type Protocol } from './payloads.ts'

export type Load = {
  origin: string
  path: string
  headers: Record<string, string>
  protocol: Protocol
  sizeBytes: number
  gzip: boolean
  groups: number
  connections: number
  seconds: number
  /** Events a second, sent whether or not the ones before have their answer; null: each connection sends when it may. */
  perSecond: number | null
}

export type Measured = {
  sent: number
  /** Answered with 2xx. */
  accepted: number
  /** Other answers and broken connections, by status. */
  refused: Record<string, number>
  seconds: number
  /** As it went over the wire; and before compression. */
  bodyBytes: number
  plainBytes: number
  /** User and system time of the generator itself. */
  cpuSeconds: number
  /** Of all cores of the machine, for anyone, in the same time. */
  machineSeconds: number
  /** From the moment when a request was due to its answer. */
  p50Ms: number
  p99Ms: number
  maxMs: number
  /** Ids of the events that were accepted. */
  ids: string[]
}

type Sender = { load: Load; pool: Pool; bodies: () => { id: string; body: Buffer }; result: Result }
type Result = { sent: number; ids: string[]; refused: Record<string, number>; latenciesMs: number[] }

export async function generate(load: Load): Promise<Measured> {
  const pool = new Pool(load.origin, { connections: load.connections, pipelining: 1 })
  const templates = Array.from({ length: load.groups }, (_, group) => template(load.protocol, group, load.sizeBytes))
  const result: Result = { sent: 0, ids: [], refused: {}, latenciesMs: [] }
  const sample = templates[0]?.body ?? Buffer.alloc(0)
  const bodies = load.gzip ? compressedBeforehand(load, templates) : writtenAsTheyGo(templates)
  const sender: Sender = { load, pool, bodies, result }
  const startMs = performance.now()
  const startCpu = process.cpuUsage()
  const startBusySeconds = machineBusySeconds()
  await (load.perSecond === null ? sendInTurn(sender, startMs) : sendOnTime(sender, load.perSecond, startMs))
  const seconds = (performance.now() - startMs) / 1000
  const { user, system } = process.cpuUsage(startCpu)
  const machineSeconds = machineBusySeconds() - startBusySeconds
  await pool.close()
  const sorted = result.latenciesMs.toSorted((a, b) => a - b)
  const at = (share: number): number =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
  return {
    sent: result.sent,
    accepted: result.ids.length,
    refused: result.refused,
    seconds,
    machineSeconds,
    cpuSeconds: (user + system) / 1e6,
    bodyBytes: load.gzip ? gzipped(sample).length : sample.length,
    plainBytes: sample.length,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: at(1),
    ids: result.ids,
  }
}

function writtenAsTheyGo(templates: ReturnType<typeof template>[]): Sender['bodies'] {
  let next = 0
  return () => {
    const id = newId()
    return { id, body: withId(templates[next++ % templates.length] ?? fail(), id) }
  }
}

/** Enough for the whole run at the speed that is hoped for; when they are used up the run ends early. */
function compressedBeforehand(load: Load, templates: ReturnType<typeof template>[]): Sender['bodies'] {
  const count = Math.ceil((load.perSecond ?? 800) * load.seconds)
  const ready = Array.from({ length: count }, (_, index) => {
    const id = newId()
    return { id, body: gzipped(withId(templates[index % templates.length] ?? fail(), id)) }
  })
  return () => ready.pop() ?? fail()
}

/** Closed loop: a connection sends its next event when the one before was answered. */
async function sendInTurn(sender: Sender, startMs: number): Promise<void> {
  const endMs = startMs + sender.load.seconds * 1000
  await Promise.all(
    Array.from({ length: sender.load.connections }, async () => {
      while (performance.now() < endMs) await sendOne(sender, performance.now())
    }),
  )
}

/** Open loop: events are due at fixed times, and one that had to wait for its turn has waited. */
async function sendOnTime(sender: Sender, perSecond: number, startMs: number): Promise<void> {
  const total = Math.floor(perSecond * sender.load.seconds)
  const pending = new Set<Promise<void>>()
  for (let index = 0; index < total;) {
    const dueMs = startMs + (index / perSecond) * 1000
    const waitMs = dueMs - performance.now()
    if (waitMs > 0) {
      await delay(Math.ceil(waitMs))
      continue
    }
    const promise = sendOne(sender, dueMs).finally(() => pending.delete(promise))
    pending.add(promise)
    index += 1
  }
  await Promise.all(pending)
}

async function sendOne({ load, pool, bodies, result }: Sender, dueMs: number): Promise<void> {
  const { id, body } = bodies()
  result.sent += 1
  let outcome: string
  try {
    const { path, headers } = load
    const answer = await pool.request({ method: 'POST', path, headers, body })
    await answer.body.dump()
    outcome = String(answer.statusCode)
  } catch (error) {
    outcome = error instanceof Error ? error.message : String(error)
  }
  result.latenciesMs.push(performance.now() - dueMs)
  if (/^2\d\d$/.test(outcome)) result.ids.push(id)
  else result.refused[outcome] = (result.refused[outcome] ?? 0) + 1
}

function newId(): string {
  return randomBytes(16).toString('hex')
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10
}

function fail(): never {
  throw new Error('no body is left to send')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.once('message', (load: Load) => {
    void generate(load).then(
      (measured) => process.send?.(measured, () => process.exit(0)),
      (error: unknown) => {
        console.error(error)
        process.exit(1)
      },
    )
  })
}
