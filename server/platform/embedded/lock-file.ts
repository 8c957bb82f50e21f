/**
 * A lock that a crashed owner does not leave behind: the file names its owner, and whoever finds the owner dead takes
 * over. Node has no flock(2), so the file is made by link(2), which only one can win.
 */
import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { monotonicMs, systemClock } from '#platform/clock'
import { errorCode, identifyProcess, isRunning } from './processes.ts'
import type { ProcessIdentity } from './processes.ts'

export type LockOwner = ProcessIdentity & { host: string; nonce: string }

export type FileLock = { release(): void }

/** How often an owner touches its file, and how long it may be silent before another machine thinks it dead. */
const heartbeatMs = 5_000
const silentOwnerMs = 20_000
/** Several starters may contend for the file of a dead owner; each round one of them gets on. */
const attempts = 100

/** Takes the lock, or tells who has it. */
export function tryLockFile(path: string): FileLock | { owner: LockOwner } {
  const mine: LockOwner = { ...identifyProcess(process.pid), host: hostname(), nonce: randomUUID() }
  const draft = `${path}.${mine.nonce}`
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 })
  try {
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (linked(draft, path)) return hold(path, mine)
      const owner = readOwner(path)
      if (owner === undefined) continue
      if (isAlive(path, owner)) return { owner }
      if (takeOver(path, owner, draft)) return hold(path, mine)
    }
    throw new Error(`cannot take the lock ${path}: too many processes contend for it`)
  } finally {
    rmSync(draft, { force: true })
  }
}

/**
 * Replaces the file of a dead owner. Two may have seen him dead: only the one that makes the claim file goes on, and
 * it looks again, so that it never replaces the file of a successor.
 */
function takeOver(path: string, dead: LockOwner, draft: string): boolean {
  const claim = `${path}.claim-${dead.nonce}`
  if (!linked(draft, claim)) {
    const claimant = readOwner(claim)
    if (claimant !== undefined && !isAlive(claim, claimant)) rmSync(claim, { force: true })
    return false
  }
  try {
    if (readOwner(path)?.nonce !== dead.nonce) return false
    const copy = `${draft}.new`
    linkSync(draft, copy)
    renameSync(copy, path)
    return true
  } finally {
    rmSync(claim, { force: true })
  }
}

function hold(path: string, mine: LockOwner): FileLock {
  const touch = () => {
    const now = systemClock()
    try {
      utimesSync(path, now, now)
    } catch {
      // The directory is gone or read-only; the owner learns of that from its own writes.
    }
  }
  const timer = setInterval(touch, heartbeatMs).unref()
  touch()
  return {
    release() {
      clearInterval(timer)
      if (readOwner(path)?.nonce === mine.nonce) rmSync(path, { force: true })
    },
  }
}

/**
 * On this host since this boot the process table knows. Elsewhere (another machine on shared storage, the container
 * before this one) only the heartbeat tells.
 */
function isAlive(path: string, owner: LockOwner): boolean {
  const self = identifyProcess(process.pid)
  if (owner.host === hostname() && owner.boot === self.boot) return isRunning(owner)
  const touchedAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
  return systemClock().getTime() - touchedAt < silentOwnerMs
}

/** undefined when there is no file; a file that says nothing understandable belongs to nobody who lives. */
function readOwner(path: string): LockOwner | undefined {
  try {
    const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (isOwner(parsed)) return parsed
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    if (!(error instanceof SyntaxError)) throw error
  }
  return { pid: 0, start: 'unreadable', host: hostname(), nonce: 'unreadable', ...bootOf() }
}

function bootOf(): { boot?: string } {
  const { boot } = identifyProcess(process.pid)
  return boot === undefined ? {} : { boot }
}

function isOwner(value: unknown): value is LockOwner {
  return typeof value === 'object' && value !== null && 'pid' in value && 'host' in value && 'nonce' in value
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
}

/** Waits for an owner that is about to end; after `patienceMs` it is killed, for its parent died and nobody needs it. */
export async function lockFileFromOrphan(path: string, patienceMs: number): Promise<FileLock> {
  const started = monotonicMs()
  let killed = false
  for (;;) {
    const result = tryLockFile(path)
    if ('release' in result) return result
    const waitedMs = monotonicMs() - started
    if (waitedMs > patienceMs + 5_000) throw new Error(`process ${result.owner.pid} does not release ${path}`)
    if (waitedMs > patienceMs && !killed) {
      killed = true
      process.kill(result.owner.pid, 'SIGKILL')
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
