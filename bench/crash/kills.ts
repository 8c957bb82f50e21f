/** Ends a part of the program at once, and waits until it is back. */
import { setTimeout as delay } from 'node:timers/promises'
import { findProcess } from '../processes.ts'
import { launchProgram, startProgram, type Program, type Scratch } from '../program.ts'
import type { Random } from './random.ts'

const recoveryPatienceMs = 60_000
const targets = {
  main: undefined,
  postgres: /^\S*\/postgres -D /,
  columns: /chdb-server\.ts/,
} as const
type Target = keyof typeof targets | 'start'

export type Run = {
  scratch: Scratch
  port: number
  env: Record<string, string>
  random: Random
  program: Program
  kills: Kill[]
}
export type Kill = { target: Target; recoveredMs: number }

/** `start`: the main process twice, the second time before it answers. */
export function chooseTarget(random: Random, only: string | undefined): Target {
  const dice = random.between(0, 1)
  if (only !== undefined) return readTarget(only)
  if (dice < 0.5) return 'main'
  if (dice < 0.65) return 'start'
  return dice < 0.83 ? 'postgres' : 'columns'
}

function readTarget(text: string): Target {
  const known: Target[] = ['main', 'start', 'postgres', 'columns']
  const found = known.find((target) => target === text)
  if (!found) throw new Error(`--target is one of: ${known.join(', ')}`)
  return found
}

export async function killOnce(run: Run, target: Target): Promise<Kill> {
  const startMs = performance.now()
  if (target === 'main' || target === 'start') {
    run.program.kill('SIGKILL')
    await run.program.ended
    if (target === 'start') await killDuringStart(run)
    run.program = await startProgram(run.scratch, run.port, { env: run.env })
  } else {
    const pid = findProcess(run.program.pid, targets[target])
    if (pid === undefined) throw new Error(`the program runs no ${target}`)
    process.kill(pid, 'SIGKILL')
    await comesBack(run.program.url)
  }
  return { target, recoveredMs: performance.now() - startMs }
}

async function killDuringStart({ scratch, port, env, random }: Run): Promise<void> {
  const launched = launchProgram(scratch, port, { env })
  await delay(random.between(100, 1_500))
  launched.kill('SIGKILL')
  await launched.ended
}

/** The main process stays up meanwhile and answers that it is not ready. */
async function comesBack(url: string): Promise<void> {
  const deadlineMs = performance.now() + recoveryPatienceMs
  await delay(100)
  while (performance.now() < deadlineMs) {
    const response = await fetch(`${url}/readyz`)
    await response.arrayBuffer()
    if (response.ok) return
    await delay(50)
  }
  throw new Error('a server that was killed did not come back within a minute')
}

export function summary(kills: readonly Kill[]): object {
  const names = [...new Set(kills.map(({ target }) => target))].sort()
  return Object.fromEntries(
    names.map((name) => {
      const times = kills.filter(({ target }) => target === name).map(({ recoveredMs }) => recoveredMs)
      return [name, { count: times.length, longestRecoveryMs: Math.round(Math.max(...times)) }]
    }),
  )
}
