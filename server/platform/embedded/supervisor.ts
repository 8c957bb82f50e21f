/**
 * Keeps one child process alive: restarts it after a crash on the same address, and never leaves it behind. The
 * child's standard input is our end of a pipe; when we die, even by SIGKILL, it reads the end of the file and stops.
 */
import type { ChildProcess } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { monotonicMs } from '#platform/clock'
import type { Log } from '#platform/log'

export type ChildState = 'up' | 'restarting'

export type Supervised = { state(): ChildState; pid(): number | undefined; stop(): Promise<void> }

export type SupervisorOptions = {
  log: Log
  /** Waits for what an earlier owner left running, then spawns with standard input as a pipe and `detached`. */
  spawn(): Promise<ChildProcess>
  /** Resolves when the child serves; rejects when it cannot tell any more. A child that exits needs no telling. */
  ready(child: ChildProcess, signal: AbortSignal): Promise<void>
  /** What the child said last, for the error of a failed start. */
  lastWords(): string
  readyTimeoutMs: number
  stopTimeoutMs: number
}

const firstBackOffMs = 100
const longestBackOffMs = 5_000
/** A child that served this long before it crashed starts again without delay. */
const healthyMs = 30_000

/** Resolves when the child serves for the first time; a first start that fails is an error, later ones are retried. */
export async function supervise(options: SupervisorOptions): Promise<Supervised> {
  const stopping = new AbortController()
  let state: ChildState = 'restarting'
  let child = await start(options, stopping.signal)
  state = 'up'
  const done = keepAlive()
  return {
    state: () => state,
    pid: () => child.pid,
    stop: async () => {
      stopping.abort()
      await endChild(child, options.stopTimeoutMs)
      await done
    },
  }

  async function keepAlive(): Promise<void> {
    let backOffMs = firstBackOffMs
    while (!stopping.signal.aborted) {
      const upSince = monotonicMs()
      await exited(child)
      if (stopping.signal.aborted) return
      state = 'restarting'
      options.log.error('child process ended unexpectedly; starting it again', {
        error: new Error(describeExit(child)),
      })
      // Whatever the child itself had started holds the other end of this pipe, and stops now.
      child.stdin?.destroy()
      if (monotonicMs() - upSince > healthyMs) backOffMs = firstBackOffMs
      backOffMs = await restart(backOffMs)
    }
  }

  async function restart(firstWaitMs: number): Promise<number> {
    let waitMs = firstWaitMs
    while (!stopping.signal.aborted) {
      await delay(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined)
      waitMs = Math.min(waitMs * 2, longestBackOffMs)
      if (stopping.signal.aborted) break
      try {
        child = await start(options, stopping.signal)
        state = 'up'
        options.log.info('child process is back', child.pid === undefined ? {} : { pid: child.pid })
        break
      } catch (error) {
        options.log.error('child process did not start again', { error })
      }
    }
    return waitMs
  }
}

async function start(options: SupervisorOptions, stopping: AbortSignal): Promise<ChildProcess> {
  const child = await options.spawn()
  const waiting = new AbortController()
  const signal = AbortSignal.any([waiting.signal, stopping])
  const gaveUp = delay(options.readyTimeoutMs, 'timeout' as const, { signal }).catch(() => 'stopped' as const)
  const ended = exited(child).then(() => 'exit' as const)
  const ready = options.ready(child, signal).then(() => 'ready' as const)
  ready.catch(() => undefined) // after the race nobody listens to it any more
  try {
    const outcome = await Promise.race([ready, ended, gaveUp])
    if (outcome === 'ready') return child
    const reasons = {
      exit: describeExit(child),
      timeout: `it was not ready after ${options.readyTimeoutMs / 1000} s`,
      stopped: 'it was told to stop meanwhile',
    }
    throw new Error(`child process did not start: ${reasons[outcome]}\n${options.lastWords()}`.trim())
  } catch (error) {
    await endChild(child, options.stopTimeoutMs)
    throw error
  } finally {
    waiting.abort()
  }
}

/** Asks by closing standard input; a child that has not ended after `timeoutMs` is killed with its process group. */
async function endChild(child: ChildProcess, timeoutMs: number): Promise<void> {
  child.stdin?.destroy()
  const waiting = new AbortController()
  const patience = delay(timeoutMs, true, { signal: waiting.signal }).catch(() => false)
  if (await Promise.race([exited(child).then(() => false), patience])) {
    killGroup(child)
    await exited(child)
  }
  waiting.abort()
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
}

function exited(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => child.once('exit', () => resolve()))
}

function describeExit(child: ChildProcess): string {
  if (child.pid === undefined) return 'it could not be executed'
  return child.signalCode === null ? `exit code ${child.exitCode}` : `ended by ${child.signalCode}`
}
