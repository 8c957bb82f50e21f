/** How many events a second become durable and counted, and how long their senders wait. */
import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { countEvents, listEventIds, listIncidents, setUp, type Installation } from './api.ts'
import type { Load, Measured } from './generator.ts'
import { runLoad } from './load.ts'
import type { Protocol } from './payloads.ts'
import { usageOf, type Usage } from './processes.ts'
import { freePort, makeScratch, startProgram, type Program } from './program.ts'
import { report, rounded, say } from './report.ts'
import { storeEvents } from './stored.ts'

const warmUpSeconds = 3
const usageEveryMs = 500
const drainPatienceMs = 30_000

/** `p99Ms` is a target of the paced run alone: a closed loop is as slow as it is full. */
type Case = Pick<Load, 'protocol' | 'sizeBytes' | 'gzip' | 'connections' | 'perSecond' | 'seconds'> & {
  target: { drainedPerSecond?: number; p99Ms?: number }
}

export async function benchEvents(args: string[]): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: {
      protocol: { type: 'string', default: 'envelope' },
      seconds: { type: 'string', default: '20' },
      rate: { type: 'string', default: '1500' },
      only: { type: 'string', default: 'closed,full,paced,gzip' },
      stored: { type: 'string', default: '0' },
      'gzip-connections': { type: 'string', default: '16' },
      'cpu-prof': { type: 'string' },
      'keep-log': { type: 'boolean', default: false },
    },
  })
  if (values.protocol !== 'envelope' && values.protocol !== 'events') throw new Error('--protocol envelope|events')
  const cases = chooseCases(
    values.protocol,
    Number(values.seconds),
    Number(values.rate),
    values.only.split(','),
    Number(values['gzip-connections']),
  )
  const profile = values['cpu-prof']
  const nodeArguments = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]
  const scratch = makeScratch()
  let met = true
  try {
    const port = await freePort()
    let program = await startProgram(scratch, port, { nodeArguments })
    const installation = await setUp(program.url)
    const stored = Number(values.stored)
    if (stored > 0) {
      const { id: workspaceId } = await installation.api.get<{ id: string }>('/workspace')
      await program.stop()
      say(`storing ${stored} events`)
      await storeEvents(scratch.dataDir, { workspaceId, projectId: installation.projectId }, stored)
      program = await startProgram(scratch, port, { nodeArguments })
    }
    let before = await warmUp(program, installation, values.protocol)
    for (const [name, wanted] of cases) {
      say(`${name} …`)
      const measured = await measure(program, installation, wanted, before)
      before = measured.expected
      met &&= measured.met
      report(name, { stored, ...measured.figures })
    }
    await program.stop()
  } finally {
    scratch.remove()
  }
  return met
}

function chooseCases(
  protocol: Protocol,
  seconds: number,
  rate: number,
  only: string[],
  gzipConnections: number,
): [string, Case][] {
  const small = { protocol, sizeBytes: 3_000, gzip: false, seconds }
  const all: [string, Case][] = [
    ['closed', { ...small, connections: 32, perSecond: null, target: {} }],
    ['full', { ...small, connections: 512, perSecond: null, target: { drainedPerSecond: 3_000 } }],
    ['paced', { ...small, connections: 256, perSecond: rate, target: { drainedPerSecond: rate * 0.99, p99Ms: 100 } }],
    [
      'gzip',
      {
        ...small,
        sizeBytes: 50_000,
        gzip: true,
        connections: gzipConnections,
        perSecond: null,
        target: { drainedPerSecond: 300 },
      },
    ],
  ]
  return all.filter(([name]) => only.includes(name)).map(([name, wanted]) => [`events.${protocol}.${name}`, wanted])
}

type Expected = { count: number; ids: Set<string> }

async function warmUp(program: Program, installation: Installation, protocol: Protocol): Promise<Expected> {
  const { ids } = await runLoad({
    ...target(program, installation, protocol, false),
    ...{ sizeBytes: 3_000, connections: 32, perSecond: null, seconds: warmUpSeconds, groups: 100 },
  })
  const all = new Set(storedIds(protocol, installation, ids))
  return { count: all.size, ids: all }
}

async function measure(program: Program, installation: Installation, wanted: Case, before: Expected) {
  const { protocol, target: goal, ...shape } = wanted
  const begin = usageOf(program.pid)
  const startMs = performance.now()
  const peak = watchUsage(program.pid)
  const measured = await runLoad({ ...target(program, installation, protocol, shape.gzip), ...shape, groups: 100 })
  const usage = peak.stop()
  const cpuSeconds = usage.cpuSeconds - begin.cpuSeconds
  // A figure that was taken beside other work is worth less, and says so.
  const otherCpuSeconds = Math.max(0, measured.machineSeconds - cpuSeconds - measured.cpuSeconds)
  const expected = { count: before.count + measured.ids.length, ids: before.ids }
  for (const id of storedIds(protocol, installation, measured.ids)) expected.ids.add(id)
  const drained = await waitUntilCounted(installation, expected.count)
  const loadEndedMs = startMs + measured.seconds * 1000
  const lagSeconds = Math.max(0, drained.atMs - loadEndedMs - measuredOverheadMs(startMs, measured)) / 1000
  const listed = await listEventIds(installation.api, drained.incidents)
  const exactlyOnce =
    drained.count === expected.count &&
    listed.length === expected.ids.size &&
    listed.every((id) => expected.ids.has(id)) &&
    new Set(listed).size === listed.length
  const drainedPerSecond = rounded(measured.accepted / (measured.seconds + lagSeconds))
  const met =
    exactlyOnce &&
    drainedPerSecond >= (goal.drainedPerSecond ?? 0) &&
    measured.p99Ms <= (goal.p99Ms ?? Infinity) &&
    usage.pssMb < 1_200
  const figures = {
    ...{ drainedPerSecond, acceptedPerSecond: rounded(measured.accepted / measured.seconds) },
    ...{ p50Ms: measured.p50Ms, p99Ms: measured.p99Ms, maxMs: measured.maxMs },
    ...{ accepted: measured.accepted, refused: measured.refused, seconds: rounded(measured.seconds) },
    ...{ bodyBytes: measured.bodyBytes, plainBytes: measured.plainBytes, groups: drained.incidents.length },
    ...{ connections: shape.connections, pacedPerSecond: shape.perSecond, exactlyOnce },
    ...{ peakRssMb: usage.rssMb, peakPssMb: usage.pssMb, processes: usage.processes },
    cpuSecondsOf: {
      main: rounded(usage.cpuSecondsOf.main - begin.cpuSecondsOf.main),
      columns: rounded(usage.cpuSecondsOf.columns - begin.cpuSecondsOf.columns),
      database: rounded(usage.cpuSecondsOf.database - begin.cpuSecondsOf.database),
    },
    ...{ cpuSeconds: rounded(cpuSeconds), generatorCpuSeconds: rounded(measured.cpuSeconds) },
    ...{ otherCpuSeconds: rounded(otherCpuSeconds), target: goal, met },
  }
  return { figures, met, expected }
}

/** Time that the generator's own start and end took: no part of the drain. */
function measuredOverheadMs(startMs: number, measured: Measured): number {
  return Math.max(0, performance.now() - startMs - measured.seconds * 1000)
}

function target(program: Program, { projectNumber, ingestKey }: Installation, protocol: Protocol, gzip: boolean) {
  const encoding = gzip ? { 'content-encoding': 'gzip' } : {}
  return protocol === 'envelope'
    ? {
        ...{ origin: program.url, protocol, gzip },
        path: `/api/${projectNumber}/envelope/?sentry_version=7&sentry_key=${ingestKey}&sentry_client=bench%2F1`,
        headers: { 'content-type': 'application/x-sentry-envelope', ...encoding },
      }
    : {
        ...{ origin: program.url, protocol, gzip },
        path: '/api/v1/events',
        headers: { 'content-type': 'application/json', 'x-watchword-key': ingestKey, ...encoding },
      }
}

/** The events API makes the id of an event from its idempotency key. */
function storedIds(protocol: Protocol, { projectId }: Installation, ids: readonly string[]): string[] {
  if (protocol === 'envelope') return [...ids]
  return ids.map((id) => createHash('sha256').update(`${projectId}\0${id}`).digest('hex').slice(0, 32))
}

/** The most that was seen while it watched. */
function watchUsage(pid: number): { stop(): Usage } {
  const peak = usageOf(pid)
  const look = (): void => {
    const now = usageOf(pid)
    peak.rssMb = Math.max(peak.rssMb, now.rssMb)
    peak.pssMb = Math.max(peak.pssMb, now.pssMb)
    peak.processes = Math.max(peak.processes, now.processes)
    peak.cpuSeconds = now.cpuSeconds
    peak.cpuSecondsOf = now.cpuSecondsOf
  }
  const timer = setInterval(look, usageEveryMs)
  return {
    stop: () => {
      clearInterval(timer)
      look()
      return peak
    },
  }
}

async function waitUntilCounted({ api }: Installation, wanted: number) {
  const deadlineMs = performance.now() + drainPatienceMs
  for (;;) {
    const incidents = await listIncidents(api)
    const atMs = performance.now()
    const count = countEvents(incidents)
    if (count >= wanted || atMs > deadlineMs) return { incidents, count, atMs }
    await delay(50)
  }
}
