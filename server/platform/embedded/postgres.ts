/** The bundled PostgreSQL: makes the cluster once, then runs it on a Unix socket under supervision. */
import { spawn } from 'node:child_process'
import type { ChildProcess, SpawnOptions } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '#platform/log'
import { keepLastWords } from './last-words.ts'
import { findPostgresBinaries } from './postgres-binaries.ts'
import type { PostgresBinaries } from './postgres-binaries.ts'
import { findProcessesIn, isRunning, waitUntil } from './processes.ts'
import { shortSocketDirectory } from './socket-directory.ts'
import { supervise } from './supervisor.ts'
import type { Supervised } from './supervisor.ts'

/** Database and role that the product uses; the role owns the database and is no superuser. */
const name = 'watchword'
/** `nobody`: PostgreSQL refuses root, and initdb wants a user that /etc/passwd knows. */
const unprivilegedId = 65_534
const orphanPatienceMs = 10_000

const settings = {
  listen_addresses: '',
  unix_socket_directories: '.',
  // Everything that was answered is on the disk. These are the defaults; they stand here because they are the promise.
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: '64MB',
  max_connections: '60',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  min_wal_size: '48MB',
  max_wal_size: '512MB',
  jit: 'off',
  io_method: 'sync', // no worker processes for reading ahead: the machine is shared with the program itself
  log_checkpoints: 'off',
  // A failed statement is the product's to log: its text and details could carry personal data.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_line_prefix: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
}

/**
 * Only the operating system's user who runs this program may connect, and only as the product's role: the kernel says
 * who asks (`peer`), so there is no password that could leak. A 0700 directory alone would not do: as root the server
 * runs as `nobody`, whose other programs could then enter as well. The superuser has no way in over the socket.
 */
const hbaFile = `local all ${name} peer map=embedded\n`
const identFile = () => `embedded "${userInfo().username}" ${name}\n`

/**
 * Standard input is the leash: at its end the server is told to stop at once (SIGINT, fast shutdown), and the shell
 * ends with it. The reader has a descriptor of its own because a shell gives background commands /dev/null.
 */
const leash = `
umask 077
printf %s "$1" > pg_hba.conf && printf %s "$2" > pg_ident.conf || exit 1
shift 2
exec 3<&0
"$@" </dev/null 3<&- & server=$!
{ read -r _ <&3; kill -INT $server; } & reader=$!
exec 3<&-
wait $server; status=$?
kill $reader 2>/dev/null
exit $status`

export type EmbeddedPostgres = Supervised & { url: string }

type Cluster = { directory: string; binaries: PostgresBinaries; spawnOptions: SpawnOptions; dataArgument: string }

/** Starts PostgreSQL on `<dataDir>/postgres`, making the cluster when there is none. */
export async function startPostgres(dataDir: string, log: Log): Promise<EmbeddedPostgres> {
  const directory = join(dataDir, 'postgres')
  if (!existsSync(directory)) await createCluster(dataDir, directory)
  const cluster = openCluster(dataDir, directory)
  const words = keepLastWords((line) => reportLine(log, line))
  const supervised = await supervise({
    log,
    spawn: async () => {
      await endOrphans(directory)
      return words.listen(spawnServer(cluster))
    },
    ready: (_child, signal) => waitUntilReady(directory, signal),
    lastWords: () => words.text(),
    readyTimeoutMs: 120_000, // recovery after a crash reads the log since the last checkpoint
    stopTimeoutMs: 10_000,
  })
  const sockets = shortSocketDirectory(directory, '.s.PGSQL.5432')
  const stop = () => supervised.stop().finally(() => sockets.release())
  return { ...supervised, stop, url: `postgresql://${name}@/${name}?host=${encodeURIComponent(sockets.path)}` }
}

/**
 * initdb, then role and database through the single-user mode, which needs no server and no superuser's login. All
 * of it beside its place and renamed at the end, so that a first start that was killed leaves no half of a cluster.
 */
async function createCluster(dataDir: string, directory: string): Promise<void> {
  const draft = `${directory}.new`
  await endOrphans(draft)
  rmSync(draft, { recursive: true, force: true })
  const cluster = openCluster(dataDir, draft)
  // The builtin C.UTF-8 sorts by code point, as C does and the same on every machine, and knows the case of all letters.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const auth = ['--username=postgres', '--auth=peer', '--data-checksums', '--no-instructions']
  await run(cluster, cluster.binaries.initdb, ['-D', cluster.dataArgument, ...locale, ...auth], '')
  const role = `CREATE ROLE ${name} LOGIN CREATEROLE CREATEDB NOSUPERUSER;\n`
  const database = `CREATE DATABASE ${name} OWNER ${name};\n`
  await run(cluster, cluster.binaries.postgres, ['--single', '-D', cluster.dataArgument, 'postgres'], role + database)
  renameSync(draft, directory)
}

/**
 * As root the server runs as the owner of the cluster (`nobody` for a new one) and may well be unable to pass through
 * the directories above it (/root, mkdtemp's 0700). Those are not ours to open. So root enters the cluster first (the
 * working directory is set before the user changes) and the server calls it /proc/self/cwd, a link that the kernel
 * follows without walking the path; the socket lies in it too. Measured with a cluster below a 0700 /root.
 */
function openCluster(dataDir: string, directory: string): Cluster {
  const asRoot = process.getuid?.() === 0
  if (asRoot && process.platform !== 'linux') {
    throw new Error('the bundled PostgreSQL does not run as root here: start Watchword as an ordinary user')
  }
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  if (asRoot && statSync(directory).uid === 0) chownSync(directory, unprivilegedId, unprivilegedId)
  const { uid, gid } = statSync(directory)
  if (!asRoot && uid !== process.getuid?.()) {
    throw new Error(`${directory} belongs to user ${uid}: start Watchword as that user, or as root as before`)
  }
  const binaries = findPostgresBinaries({ everyoneMustReach: asRoot, privateCopyDir: join(dataDir, 'run') })
  const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
  const spawnOptions = { cwd: directory, env, ...(asRoot ? { uid, gid } : {}) }
  return { directory, binaries, spawnOptions, dataArgument: asRoot ? '/proc/self/cwd' : directory }
}

function spawnServer(cluster: Cluster): ChildProcess {
  const options = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])
  const server = [cluster.binaries.postgres, '-D', cluster.dataArgument, ...options]
  return spawn('/bin/sh', ['-c', leash, 'watchword-postgres', hbaFile, identFile(), ...server], {
    ...cluster.spawnOptions,
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true, // a group of its own: Ctrl-C in a terminal stops us, and we stop it
  })
}

/** As pg_ctl does: the last line of postmaster.pid is the state (src/include/utils/pidfile.h). */
async function waitUntilReady(directory: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    if (readPidFile(directory)[7]?.trim() === 'ready') return
    await delay(10, undefined, { signal }).catch(() => undefined)
  }
}

/**
 * Whatever still runs in the cluster has lost its parent and is stopping; past its time it is killed. Then a pid file
 * is of nobody, and it goes: its pid may be another program's by now, and its "ready" would be believed.
 */
async function endOrphans(directory: string): Promise<void> {
  const orphans = () => findProcessesIn(directory, ['postgres', 'initdb'])
  if (!(await waitUntil(() => orphans().length === 0, orphanPatienceMs))) {
    for (const pid of orphans()) process.kill(pid, 'SIGKILL')
    if (!(await waitUntil(() => orphans().length === 0, 5_000)))
      throw new Error(`PostgreSQL still runs in ${directory}`)
  }
  const pid = Number(readPidFile(directory)[0] ?? 0)
  // Without /proc nobody was found, so a pid that lives is left to PostgreSQL, which refuses a second server itself.
  if (process.platform === 'linux' || !isRunning({ pid })) rmSync(join(directory, 'postmaster.pid'), { force: true })
}

/** Lines of postmaster.pid: pid, directory, start time, port, socket directory, address, shared memory key, state. */
function readPidFile(directory: string): string[] {
  try {
    return readFileSync(join(directory, 'postmaster.pid'), 'utf8').split('\n')
  } catch {
    return []
  }
}

function reportLine(log: Log, line: string): void {
  if (/^(FATAL|PANIC|WARNING):/.test(line)) log.warn(line)
  else log.debug(line)
}

/** Runs one of PostgreSQL's programs to its end; its output is in the error when it fails. */
async function run(cluster: Cluster, program: string, args: string[], input: string): Promise<void> {
  const child = spawn(program, args, { ...cluster.spawnOptions, stdio: ['pipe', 'pipe', 'pipe'] })
  const output: string[] = []
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()))
  child.stdin.on('error', () => undefined) // it ended without reading: the exit code tells
  child.stdin.end(input)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  // The single-user mode ends with 0 even when a statement failed.
  if (code !== 0 || /^.*\b(ERROR|FATAL|PANIC): /m.test(output.join(''))) {
    throw new Error(`cannot make the PostgreSQL cluster in ${cluster.directory}:\n${output.join('').trim()}`)
  }
}
