/** Starts the program as its users do, on a directory and port of its own, and ends all that it started. */
import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const root = join(import.meta.dirname, '..')
const readyTimeoutMs = 180_000
const stopTimeoutMs = 25_000

/** Everything of one bench: the data directory, the program's log, the bench's own records. */
export type Scratch = { directory: string; dataDir: string; logFile: string; remove(): void }

export function makeScratch(): Scratch {
  const directory = mkdtempSync(join(tmpdir(), 'watchword-bench-'))
  return {
    directory,
    dataDir: join(directory, 'data'),
    logFile: join(directory, 'program.log'),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}

export type Program = {
  url: string
  pid: number
  /** From the start of the process to its first answer. */
  startedMs: number
  /** Resolves when the main process has ended, however it did. */
  ended: Promise<void>
  kill(signal: NodeJS.Signals): void
  /** Asks it to stop and waits until it has. */
  stop(): Promise<void>
}

const running = new Set<ChildProcess>()
// Whatever ends the bench, the program ends too; its own servers notice and follow.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))

type Launch = { env?: Record<string, string>; nodeArguments?: string[] }

/** Resolves at the first answer of `/readyz`; rejects, with the end of the log, when there is none in a minute. */
export async function startProgram(scratch: Scratch, port: number, options: Launch = {}): Promise<Program> {
  const { ready, ...program } = launchProgram(scratch, port, options)
  return { ...program, startedMs: await ready }
}

/** The same without waiting; `ready` resolves with the milliseconds from the start to the first answer. */
export function launchProgram(
  scratch: Scratch,
  port: number,
  options: Launch = {},
): Omit<Program, 'startedMs'> & { ready: Promise<number> } {
  const log = openSync(scratch.logFile, 'a')
  const startMs = performance.now()
  const nodeArguments = [...(options.nodeArguments ?? []), join(root, 'server', 'main.ts')]
  const child = spawn(process.execPath, nodeArguments, {
    cwd: root,
    env: { ...ownEnvironment(), PORT: String(port), WATCHWORD_DATA_DIR: scratch.dataDir, ...options.env },
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  running.add(child)
  const ended = new Promise<void>((resolve) =>
    child.once('exit', () => {
      running.delete(child)
      resolve()
    }),
  )
  const url = `http://127.0.0.1:${port}`
  const ready = firstAnswer(url, child, scratch).then(() => performance.now() - startMs)
  ready.catch(() => undefined) // whoever does not wait for it does not care
  return {
    url,
    pid: child.pid ?? 0,
    ended,
    ready,
    kill: (signal) => child.kill(signal),
    stop: async () => {
      child.kill('SIGTERM')
      const patience = delay(stopTimeoutMs, 'late' as const, { ref: false })
      if ((await Promise.race([ended, patience])) === 'late') child.kill('SIGKILL')
      await ended
    },
  }
}

async function firstAnswer(url: string, child: ChildProcess, scratch: Scratch): Promise<void> {
  const deadlineMs = performance.now() + readyTimeoutMs
  while (performance.now() < deadlineMs && child.exitCode === null && child.signalCode === null) {
    const response = await fetch(`${url}/readyz`).catch(() => undefined)
    await response?.arrayBuffer()
    if (response?.ok) return
    await delay(25)
  }
  child.kill('SIGKILL')
  throw new Error(`the program did not start:\n${readFileSync(scratch.logFile, 'utf8').slice(-2_000)}`)
}

/** A setting of the person who runs the bench must not change what is measured. */
function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('WATCHWORD_')))
}

/** One that is free now; on this machine nobody else is likely to take it within the run. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port is free')
  return address.port
}
