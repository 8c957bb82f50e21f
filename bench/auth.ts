/**
 * How many sign-ins a second the program takes when more come than it can, and what other requests feel of it. Wrong
 * passwords of unknown people are as good as right ones: the program does the same work for both, and a flood of them
 * is the attack that must not stop the service. Each attempt comes from an address of its own, or limits would end it.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { setUp } from './api.ts'
import { usageOf } from './processes.ts'
import { freePort, makeScratch, startProgram } from './program.ts'
import { report, rounded } from './report.ts'

const attackers = 32
const othersEveryMs = 20
const target = { otherP99Ms: 150 }

export async function benchAuth(args: string[]): Promise<boolean> {
  const { values } = parseArgs({ args, options: { seconds: { type: 'string', default: '15' } } })
  const seconds = Number(values.seconds)
  const scratch = makeScratch()
  try {
    const program = await startProgram(scratch, await freePort(), { env: { WATCHWORD_TRUST_PROXY: '1' } })
    const { apiKey } = await setUp(program.url)
    const quiet = await measureOthers(program.url, apiKey, 3)
    const before = usageOf(program.pid)
    const startMs = performance.now()
    const stop = new AbortController()
    const flood = Promise.all(Array.from({ length: attackers }, (_, n) => attack(program.url, n, stop.signal)))
    const others = await measureOthers(program.url, apiKey, seconds)
    stop.abort()
    const counts = (await flood).flat()
    const tookSeconds = (performance.now() - startMs) / 1000
    const after = usageOf(program.pid)
    await program.stop()
    const checked = counts.filter((status) => status === 401).length
    const met = others.p99Ms < target.otherP99Ms && others.failed === 0
    report('auth', {
      signInsPerSecond: rounded(checked / tookSeconds),
      turnedAwayPerSecond: rounded(counts.filter((status) => status === 503).length / tookSeconds),
      unexpected: counts.filter((status) => status !== 401 && status !== 503).length,
      quiet,
      others,
      attackers,
      mainCpuSeconds: rounded(after.cpuSecondsOf.main - before.cpuSecondsOf.main),
      target,
      met,
    })
    return met
  } finally {
    scratch.remove()
  }
}

/** One after the other, each for another person from another address; returns the answers' status. */
async function attack(url: string, attacker: number, signal: AbortSignal): Promise<number[]> {
  const statuses: number[] = []
  for (let n = 0; !signal.aborted; n += 1) {
    const response = await fetch(`${url}/api/v1/session`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-forwarded-for': `10.${attacker}.${(n >> 8) & 255}.${n & 255}`,
      },
      body: JSON.stringify({ email: `nobody-${attacker}-${n}@example.com`, password: 'not the password of anyone' }),
    })
    await response.arrayBuffer()
    statuses.push(response.status)
    if (response.status === 503) await delay(250)
  }
  return statuses
}

/** What somebody at work feels: a list read every 20 ms, whether or not the one before has been answered. */
async function measureOthers(url: string, apiKey: string, seconds: number) {
  const durations: number[] = []
  let failed = 0
  const pending: Promise<void>[] = []
  const endMs = performance.now() + seconds * 1000
  while (performance.now() < endMs) {
    pending.push(
      (async () => {
        const startMs = performance.now()
        const response = await fetch(`${url}/api/v1/incidents`, { headers: { authorization: `Bearer ${apiKey}` } })
        await response.arrayBuffer()
        if (!response.ok) failed += 1
        durations.push(performance.now() - startMs)
      })(),
    )
    await delay(othersEveryMs)
  }
  await Promise.all(pending)
  durations.sort((a, b) => a - b)
  const at = (share: number): number =>
    rounded(durations[Math.min(durations.length - 1, Math.floor(durations.length * share))] ?? 0)
  return { requests: durations.length, failed, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) }
}
