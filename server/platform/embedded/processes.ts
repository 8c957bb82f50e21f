/**
 * Who a process is, beyond its number: a pid is used again, so a pid alone never proves that the process which wrote
 * it down still lives.
 */
import { readFileSync, readdirSync, readlinkSync, realpathSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { monotonicMs } from '#platform/clock'

/** `start` is ticks since boot, `boot` the boot's id; both undefined where there is no /proc (macOS). */
export type ProcessIdentity = { pid: number; start?: string; boot?: string }

export function identifyProcess(pid: number): ProcessIdentity {
  const start = readStat(pid)?.start
  const boot = readText('/proc/sys/kernel/random/boot_id')
  return { pid, ...(start === undefined ? {} : { start }), ...(boot === undefined ? {} : { boot }) }
}

/** Whether that very process still runs on this machine; a zombie has ended, only its parent has not noticed. */
export function isRunning(identity: ProcessIdentity): boolean {
  try {
    process.kill(identity.pid, 0)
  } catch (error) {
    if (errorCode(error) !== 'EPERM') return false
  }
  const stat = readStat(identity.pid)
  if (stat === undefined) return true
  return stat.state !== 'Z' && (identity.start === undefined || identity.start === stat.start)
}

/**
 * Pids of programs with one of the names that work in `directory`, found by their working directory. Empty where
 * there is no /proc. Needs root or the same user.
 */
export function findProcessesIn(directory: string, programs: string[]): number[] {
  const real = orUndefined(() => realpathSync(directory))
  if (real === undefined) return []
  const pids = listDirectory('/proc').filter((name) => /^\d+$/.test(name))
  const worksThere = (pid: string) => readLink(`/proc/${pid}/cwd`) === real
  const isProgram = (pid: string) => programs.includes(readStat(Number(pid))?.name ?? '')
  return pids.filter((pid) => worksThere(pid) && isProgram(pid)).map(Number)
}

/** Polls until `condition` holds; false when it did not within `timeoutMs`. */
export async function waitUntil(condition: () => boolean, timeoutMs: number): Promise<boolean> {
  const deadline = monotonicMs() + timeoutMs
  while (!condition()) {
    if (monotonicMs() > deadline) return false
    await delay(20)
  }
  return true
}

/** The `code` of a system error (`ENOENT` …). */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}

/** /proc/<pid>/stat, proc(5): the name stands in parentheses and may itself contain some, so cut at the last one. */
function readStat(pid: number): { name: string; state: string; start: string } | undefined {
  const text = readText(`/proc/${pid}/stat`)
  if (text === undefined) return undefined
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'))
  return { name, state: fields[0] ?? '', start: fields[19] ?? '' }
}

function readText(path: string): string | undefined {
  return orUndefined(() => readFileSync(path, 'utf8').trim())
}

function readLink(path: string): string | undefined {
  return orUndefined(() => readlinkSync(path))
}

function listDirectory(path: string): string[] {
  return orUndefined(() => readdirSync(path)) ?? []
}

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined // processes come and go between the listing and the look
  }
}
