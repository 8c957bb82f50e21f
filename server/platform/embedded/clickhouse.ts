/** The bundled ClickHouse: chDB in a child process of ours (chdb-server.ts), reached over a Unix socket. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Log } from '#platform/log'
import { keepLastWords } from './last-words.ts'
import { shortSocketDirectory } from './socket-directory.ts'
import { supervise } from './supervisor.ts'
import type { Supervised } from './supervisor.ts'

const program = fileURLToPath(new URL('chdb-server.ts', import.meta.url))
const socketName = 'clickhouse.sock'
/** One thread per query that may run at once (`lanes` in chdb-engine.ts), and some for files and compression. */
const threads = 16

/** The child's working directory. */
export const runDirectoryOf = (dataDir: string): string => join(dataDir, 'run')

export type EmbeddedClickhouse = Supervised & { url: string }

/**
 * Starts chDB on `<dataDir>/clickhouse`. The socket lies in `<dataDir>/run`, which only our user may enter, so there is
 * no password; TCP on 127.0.0.1 would be open to every local user and its port free for the taking during a restart.
 */
export async function startClickhouse(dataDir: string, log: Log): Promise<EmbeddedClickhouse> {
  const runDir = runDirectoryOf(dataDir)
  mkdirSync(runDir, { recursive: true, mode: 0o700 })
  const words = keepLastWords((line) => reportLine(log, line))
  const supervised = await supervise({
    log,
    spawn: async () => words.listen(spawnServer(dataDir, runDir)),
    ready: waitUntilReady,
    lastWords: () => words.text(),
    readyTimeoutMs: 60_000,
    stopTimeoutMs: 10_000,
  })
  const sockets = shortSocketDirectory(runDir, socketName)
  const stop = () => supervised.stop().finally(() => sockets.release())
  const socketPath = encodeURIComponent(join(sockets.path, socketName))
  return { ...supervised, stop, url: `http://localhost/watchword?socket_path=${socketPath}` }
}

/** The working directory is the one of the socket: its name is then short, however long the path is. */
function spawnServer(dataDir: string, runDir: string): ChildProcess {
  const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', TZ: 'UTC', UV_THREADPOOL_SIZE: String(threads) }
  return spawn(process.execPath, [program, join(dataDir, 'clickhouse'), socketName], {
    cwd: runDir,
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true, // a group of its own: Ctrl-C in a terminal stops us, and we stop it
  })
}

/** The first thing that the child writes to its standard output says that it serves. */
function waitUntilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.stdout?.once('data', () => resolve()))
}

/**
 * Only what our own code says is logged. The engine's dump of a crash shows the query, and with it perhaps what
 * people sent.
 */
function reportLine(log: Log, line: string): void {
  if (line.startsWith('watchword: ')) log.warn(line.slice('watchword: '.length))
}
