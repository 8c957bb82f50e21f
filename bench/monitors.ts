/** 5,000 monitors at 20 seconds against a target on this machine: when checks begin, what it costs, how quick the list is. */
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { setUp, type Api } from './api.ts'
import { usageOf } from './processes.ts'
import { freePort, makeScratch, startProgram } from './program.ts'
import { report, rounded, say } from './report.ts'

const target = { driftP99Ms: 1000, mainRssMb: 700, listMs: 200 }
const intervalSeconds = 20
const atOnce = 16

export async function benchMonitors(args: string[]): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: { monitors: { type: 'string', default: '5000' }, seconds: { type: 'string', default: '90' } },
  })
  const [count, seconds] = [Number(values.monitors), Number(values.seconds)]
  const scratch = makeScratch()
  const site = await startTarget()
  try {
    const program = await startProgram(scratch, await freePort(), {
      env: { WATCHWORD_EGRESS_ALLOW: '127.0.0.0/8', WATCHWORD_LOG_LEVEL: 'warn' },
    })
    const { api, projectId } = await setUp(program.url)
    say(`making ${count} monitors`)
    const ids = await make(api, projectId, site.port, count)
    // The first check of each comes at once, so the steady state begins an interval later.
    await delay(intervalSeconds * 1000)
    const before = usageOf(program.pid)
    const answeredBefore = site.answered()
    const from = new Date()
    say(`watching ${seconds} s`)
    await delay(seconds * 1000)
    const answered = site.answered() - answeredBefore
    const after = usageOf(program.pid)
    const mainRssMb = rssMbOf(program.pid)
    const drifts = await readDrifts(api, ids, from)
    const listMs = await timeLists(api)
    const { counts } = await api.get<{ counts: Record<string, number> }>('/check-monitors?limit=1')
    await program.stop()
    const driftP99Ms = quantile(drifts.lateMs, 0.99)
    const met = driftP99Ms < target.driftP99Ms && mainRssMb < target.mainRssMb && listMs < target.listMs
    report('monitors', {
      ...{
        monitors: count,
        intervalSeconds,
        counts,
        checksPerSecond: rounded(answered / seconds),
      },
      ...{ driftP50Ms: quantile(drifts.lateMs, 0.5), driftP99Ms, driftMaxMs: Math.max(...drifts.lateMs) },
      ...{ sampledChecks: drifts.lateMs.length, missedSlots: drifts.missed, listMs: rounded(listMs), mainRssMb },
      ...{ pssMb: after.pssMb, mainCpuShare: rounded((after.cpuSecondsOf.main - before.cpuSecondsOf.main) / seconds) },
      ...{ target, met },
    })
    return met
  } finally {
    site.server.close()
    scratch.remove()
  }
}

type Target = { server: Server; port: number; answered(): number }

function startTarget(): Promise<Target> {
  let answered = 0
  const server = createServer((_, response) => {
    answered++
    response.end('ok')
  })
  return new Promise((resolve) =>
    server.listen(0, '0.0.0.0', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      resolve({ server, port, answered: () => answered })
    }),
  )
}

async function make(api: Api, projectId: string, port: number, count: number): Promise<string[]> {
  const ids: string[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < count) {
      const n = next++
      const { id } = await api.post<{ id: string }>('/check-monitors', {
        ...{ projectId, name: `Monitor ${n}`, intervalSeconds, groupName: `Group ${n % 50}` },
        // One address gets only so many checks in a minute, whoever asks for them.
        spec: { type: 'http', url: `http://127.0.${n % 200}.1:${port}/${n}` },
      })
      ids.push(id)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return ids
}

const sampled = 200

/** Of some of the monitors: how long after its slot each check began, and slots without a check. */
async function readDrifts(api: Api, ids: readonly string[], from: Date): Promise<{ lateMs: number[]; missed: number }> {
  const lateMs: number[] = []
  let missed = 0
  const step = Math.max(1, Math.floor(ids.length / sampled))
  for (const id of ids.filter((_, n) => n % step === 0)) {
    type Result = { scheduledAt: string; startedAt: string }
    const { items } = await api.get<{ items: Result[] }>(`/check-monitors/${id}/results?limit=50`)
    const own = items.filter(({ scheduledAt }) => new Date(scheduledAt) >= from)
    for (const [index, { scheduledAt, startedAt }] of own.entries()) {
      lateMs.push(Date.parse(startedAt) - Date.parse(scheduledAt))
      const previous = own[index + 1]
      if (!previous) continue
      missed += Math.round((Date.parse(scheduledAt) - Date.parse(previous.scheduledAt)) / 1000 / intervalSeconds) - 1
    }
  }
  return { lateMs, missed }
}

/** The slowest of several lists, as a person pages and filters. */
async function timeLists(api: Api): Promise<number> {
  let worstMs = 0
  for (const query of ['', '?limit=100', '?sort=latency&limit=100', '?query=monitor%2042', '?group=Group%207']) {
    const startMs = performance.now()
    await api.get(`/check-monitors${query}`)
    worstMs = Math.max(worstMs, performance.now() - startMs)
  }
  return worstMs
}

/** Of the main process alone; the stores beside it are measured with `pssMb`. */
function rssMbOf(pid: number): number {
  const [, kb = '0'] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Math.round(Number(kb) / 1024)
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
