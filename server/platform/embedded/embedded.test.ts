import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import type { SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { Client, Pool } from 'pg'
import { ColumnsError, createColumns, durableMergeTree, migrateColumns } from '#platform/columns'
import { createLog } from '#platform/log'
import { DataDirectoryLocked, DataDirectoryTooNew, lockDataDirectory, startEmbedded } from './index.ts'
import type { EmbeddedStores } from './index.ts'
import { findProcessesIn, identifyProcess, isRunning, waitUntil } from './processes.ts'

const log = createLog('silent')
const migration = {
  name: 'kept',
  up: [`CREATE TABLE IF NOT EXISTS kept (n UInt64) ENGINE = MergeTree ORDER BY n SETTINGS ${durableMergeTree}`],
}
let root: string

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'watchword-embedded-'))
})
after(() => rm(root, { recursive: true, force: true }))

test('what was written is there after a stop and a start, however long and odd the path is', async () => {
  const dataDir = join(root, "it's a directory with spaces & ünïcode", 'x'.repeat(150))
  const first = await start(dataDir)
  await write(first, 1)
  await stop(first)
  const second = await start(dataDir)
  assert.deepEqual(await readBack(second), { database: [1], columns: [1] })
  assert.deepEqual(second.stores.health(), { postgres: 'up', clickhouse: 'up' })
  await stop(second)
})

test('a block is lent to the column store as a file, which is gone afterwards, whatever came of it', async () => {
  const dataDir = join(root, "it's lent")
  const opened = await start(dataDir, { postgres: false })
  const { columns } = opened
  const folder = join(dataDir, 'run', 'blocks')
  await Promise.all([1, 2, 3].map((n) => writeBlock(columns, n)))
  await assert.rejects(columns.insertBlock('kept', ['n'], 'Native', [Buffer.from('no block')]), ColumnsError)
  await assert.rejects(columns.insertBlock('kept', ['m'], 'RowBinary', [uint64(4)]), ColumnsError)
  assert.deepEqual(readdirSync(folder), [])
  await rm(folder, { recursive: true })
  await assert.rejects(writeBlock(columns, 5), { code: 'unavailable' })
  await stop(opened)
  await mkdir(folder)
  await writeFile(join(folder, '0'), 'of a process that was killed')
  const second = await start(dataDir, { postgres: false })
  await writeBlock(second.columns, 6)
  assert.deepEqual(readdirSync(folder), [])
  assert.deepEqual((await readColumns(second)).toSorted(), [1, 2, 3, 6])
  await stop(second)
})

test('the role of the URL owns its database and may make others, but is no superuser', async () => {
  const opened = await start(join(root, 'roles'), { clickhouse: false })
  const { rows } = await opened.pool.query(
    'SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user',
  )
  assert.deepEqual(rows, [{ rolsuper: false, rolcreatedb: true, rolcreaterole: true }])
  await opened.pool.query('CREATE DATABASE another')
  const superuser = new Client({ connectionString: opened.stores.databaseUrl.replace('watchword@', 'postgres@') })
  await assert.rejects(superuser.connect())
  await stop(opened)
})

test('both servers, killed in the middle of writing, come back at the same URL with all that was acknowledged', async () => {
  const dataDir = join(root, 'killed')
  const opened = await start(dataDir)
  const acknowledged = { database: [] as number[], columns: [] as number[] }
  const writing = new AbortController()
  const writers = Promise.all([
    writeUntil(writing.signal, acknowledged.database, (n) => insertRow(opened, n)),
    writeUntil(writing.signal, acknowledged.columns, (n) =>
      n % 2 === 0 ? opened.columns.insert('kept', [{ n }]) : writeBlock(opened.columns, n),
    ),
  ])
  const grow = async (by: number) => {
    const [database, columns] = [acknowledged.database.length, acknowledged.columns.length]
    const haveGrown = () => acknowledged.database.length > database + by && acknowledged.columns.length > columns + by
    assert.ok(await waitUntil(haveGrown, 15_000), 'writing goes on')
  }
  await grow(20)
  for (const pid of serverPids(dataDir)) process.kill(pid, 'SIGKILL')
  const states = () => Object.values(opened.stores.health())
  assert.ok(await waitUntil(() => states().includes('restarting'), 5_000))
  assert.ok(await waitUntil(() => states().every((state) => state === 'up'), 15_000))
  await grow(20)
  writing.abort()
  await writers
  const found = await readBack(opened)
  for (const store of ['database', 'columns'] as const) {
    assert.deepEqual(
      acknowledged[store].filter((n) => !found[store].includes(n)),
      [],
      `lost in ${store}`,
    )
  }
  await stop(opened)
})

test('killed itself, the program leaves no server behind, and the next start works at once', async () => {
  const dataDir = join(root, 'orphans')
  const owner = await spawnOwner(dataDir)
  const servers = serverPids(dataDir).map(identifyProcess)
  assert.equal(servers.filter(isRunning).length, 2)
  owner.kill('SIGKILL')
  await once(owner, 'exit')
  const opened = await start(dataDir)
  assert.equal(servers.filter(isRunning).length, 0)
  await write(opened, 1)
  await stop(opened)
  assert.deepEqual(findProcessesIn(join(dataDir, 'postgres'), ['postgres', 'sh']), [])
  assert.deepEqual(findProcessesIn(join(dataDir, 'run'), ['node', 'MainThread']), [])
})

test('servers of a killed program end by themselves within seconds', async () => {
  const dataDir = join(root, 'alone')
  const owner = await spawnOwner(dataDir)
  const servers = serverPids(dataDir).map(identifyProcess)
  owner.kill('SIGKILL')
  assert.ok(await waitUntil(() => servers.filter(isRunning).length === 0, 8_000))
})

test('an ordinary user starts it as well', { skip: process.getuid?.() !== 0 && 'that is who we are' }, async () => {
  const nobody = 65_534
  const home = await mkdtemp(join(tmpdir(), 'watchword-user-'))
  await chown(home, nobody, nobody)
  const owner = await spawnOwner(join(home, 'data'), 'servers', { uid: nobody, gid: nobody })
  const servers = serverPids(join(home, 'data')).map(identifyProcess)
  owner.kill('SIGKILL')
  assert.ok(await waitUntil(() => servers.filter(isRunning).length === 0, 8_000))
  await rm(home, { recursive: true })
})

test('a second owner of a data directory is refused, in this process and in another', async () => {
  const dataDir = join(root, 'owned')
  const owner = await spawnOwner(dataDir, 'lock')
  await assert.rejects(lockDataDirectory(dataDir), (error: Error) => {
    assert.ok(error instanceof DataDirectoryLocked)
    assert.match(error.message, new RegExp(`is in use by process ${owner.pid} on `))
    return true
  })
  await assert.rejects(startEmbedded({ dataDir, log, postgres: true, clickhouse: true }), DataDirectoryLocked)
  owner.kill('SIGKILL')
  await once(owner, 'exit')
  const lock = await lockDataDirectory(dataDir)
  await assert.rejects(lockDataDirectory(dataDir), DataDirectoryLocked)
  await lock.release()
  await (await lockDataDirectory(dataDir)).release()
})

test('the lock of a dead owner whose pid another process now has is taken over', async () => {
  const dataDir = join(root, 'reused')
  await (await lockDataDirectory(dataDir)).release()
  const reused = { ...identifyProcess(process.pid), start: '1', host: hostname(), nonce: 'dead' }
  await writeFile(join(dataDir, 'owner.lock'), JSON.stringify(reused))
  const locks = await Promise.allSettled([1, 2, 3].map(() => lockDataDirectory(dataDir)))
  assert.equal(locks.filter((result) => result.status === 'fulfilled').length, 1)
})

test('a data directory of a newer format is refused and left as it is', async () => {
  const dataDir = join(root, 'newer')
  await mkdir(dataDir)
  await writeFile(join(dataDir, 'FORMAT'), '99\n')
  await assert.rejects(startEmbedded({ dataDir, log, postgres: true, clickhouse: true }), DataDirectoryTooNew)
  assert.equal(readFileSync(join(dataDir, 'FORMAT'), 'utf8'), '99\n')
})

type Opened = { stores: EmbeddedStores; pool: Pool; columns: ReturnType<typeof createColumns> }

async function start(dataDir: string, off: { clickhouse?: false; postgres?: false } = {}): Promise<Opened> {
  const stores = await startEmbedded({ dataDir, log, postgres: true, clickhouse: true, ...off })
  const pool = new Pool({ connectionString: stores.databaseUrl })
  pool.on('error', () => undefined) // the server of an idle connection was killed: that is what is tested
  if (off.postgres !== false) await pool.query('CREATE TABLE IF NOT EXISTS kept (n int)')
  const columns = createColumns(stores.clickhouseUrl || 'http://localhost:1', {
    own: off.clickhouse === false ? undefined : { directory: stores.runDirectory },
  })
  if (off.clickhouse !== false) await migrateColumns(columns, [migration], new Date())
  return { stores, pool, columns }
}

async function stop(opened: Opened): Promise<void> {
  await opened.pool.end()
  await opened.columns.close()
  await opened.stores.stop()
}

const insertRow = ({ pool }: Opened, n: number) => pool.query('INSERT INTO kept VALUES ($1)', [n])

async function write(opened: Opened, n: number): Promise<void> {
  await insertRow(opened, n)
  await opened.columns.insert('kept', [{ n }])
}

async function readBack({ pool, columns }: Opened): Promise<{ database: number[]; columns: number[] }> {
  const { rows } = await pool.query<{ n: number }>('SELECT n FROM kept')
  return { database: rows.map((row) => row.n), columns: await readColumns({ columns }) }
}

async function readColumns({ columns }: Pick<Opened, 'columns'>): Promise<number[]> {
  return (await columns.query<{ n: number }>('SELECT n FROM kept')).map((row) => row.n)
}

const uint64 = (n: number): Buffer => Buffer.from(BigUint64Array.of(BigInt(n)).buffer)

/** In two parts, as callers have them. */
const writeBlock = (columns: Opened['columns'], n: number): Promise<void> =>
  columns.insertBlock('kept', ['n'], 'RowBinary', [uint64(n).subarray(0, 3), uint64(n).subarray(3)])

async function writeUntil(
  signal: AbortSignal,
  done: number[],
  writeOne: (n: number) => Promise<unknown>,
): Promise<void> {
  for (let n = 0; !signal.aborted; n++) {
    await writeOne(n).then(
      () => done.push(n),
      () => delay(10),
    )
  }
}

function serverPids(dataDir: string): number[] {
  const postgres = readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]
  const clickhouse: unknown = JSON.parse(readFileSync(join(dataDir, 'run', 'clickhouse.lock'), 'utf8'))
  return [Number(postgres), (clickhouse as { pid: number }).pid]
}

/** Another process that owns the data directory and has told us so. */
async function spawnOwner(dataDir: string, what: 'servers' | 'lock' = 'servers', user: SpawnOptions = {}) {
  const index = JSON.stringify(pathToFileURL(join(import.meta.dirname, 'index.ts')).href)
  const logModule = JSON.stringify(pathToFileURL(join(import.meta.dirname, '..', 'log.ts')).href)
  const script = `
    const { startEmbedded, lockDataDirectory } = await import(${index})
    const { createLog } = await import(${logModule})
    const dataDir = ${JSON.stringify(dataDir)}
    await lockDataDirectory(dataDir)
    if (${what === 'servers'}) await startEmbedded({ dataDir, log: createLog('silent'), postgres: true, clickhouse: true })
    console.log('ready')
    setInterval(() => {}, 1000)`
  const args = ['--input-type=module', '-e', script]
  const owner = spawn(process.execPath, args, { ...user, stdio: ['ignore', 'pipe', 'inherit'] })
  await once(owner.stdout, 'data')
  return owner
}
