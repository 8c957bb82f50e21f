import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test, type TestContext } from 'node:test'
import { systemClock } from '#platform/clock'
import { sql } from '#platform/database'
import { openJobQueue } from '#platform/jobs'
import { createLog } from '#platform/log'
import { parseKeyRing } from '#platform/vault'
import { columnMigrations, columnOrder, jobs, migrations } from '../../../app.ts'
import { lockDataDirectory } from '../data-directory.ts'
import { makeInstallation } from '../../../testing/installation.ts'
import { readLines, sumsName } from './files.ts'
import { makeBackup } from './make-backup.ts'
import { BackupUnusable, jobsFile, manifestName, readManifest, tableFile, type Manifest } from './manifest.ts'
import { restoreBackup, type RestoreOptions } from './restore-backup.ts'
import { readRestored } from './restored.ts'

const log = createLog(process.env['WATCHWORD_TEST_LOG_LEVEL'] === 'warn' ? 'warn' : 'silent')
const scratch = mkdtempSync(join(tmpdir(), 'watchword-backup-'))
after(() => rmSync(scratch, { recursive: true, force: true }))

const keyIdsOf = (text: string) => parseKeyRing(text).map(({ id }) => id)
const keyOf = (dataDir: string) => readFileSync(join(dataDir, 'secret.key'), 'utf8')
const prepareQueue = async (url: string) => {
  const queue = await openJobQueue({ url, log })
  await queue.prepare(jobs)
  await queue.stop()
}

const backup = (dataDir: string, name: string, withKey = false) =>
  makeBackup({
    dataDir,
    target: join(scratch, name),
    withKey,
    keyIds: keyIdsOf(keyOf(dataDir)),
    version: '1',
    columnOrder,
    log,
  })

const restore = (source: string, name: string, more: Partial<RestoreOptions> = {}) =>
  restoreBackup({
    ...{ source: join(scratch, source), dataDir: join(scratch, name), force: false, tombstones: null },
    ...{ key, givenKey: null, keyIdsOf, migrations, columnMigrations, prepareQueue, now: systemClock(), log },
    ...more,
  })

/** Text that breaks whoever puts it into quotes, lines or JSON by hand. */
const odd = `O'Hara "\\n" \n\t\\ \u{1f980} ünï — </script> ${'x'.repeat(3_000)} null {}`
let made: Manifest
let key = ''
let dataDir = ''

before(async () => {
  // The hooks of a test are those of its own; this installation is for all of them.
  const holder = { after: (work: () => unknown) => after(() => work()) } as unknown as TestContext
  const installation = await makeInstallation(holder)
  dataDir = installation.dataDir
  const { services, app, close } = await installation.start({ config: { databaseUrl: null } })
  key = keyOf(dataDir)
  const send = async (path: string, headers: Record<string, string>, body: unknown) => {
    const init = { method: 'POST', headers, body: JSON.stringify(body) }
    const answer = await app.fetch(new Request(`http://localhost/api/v1${path}`, init))
    assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.clone().text()}`)
    return (await answer.json()) as Record<string, string>
  }
  const { ingestKey = '', apiKey = '' } = await send(
    '/setup',
    {},
    {
      ...{ name: 'Ada', email: 'ada@example.com', password: 'correct horse battery staple' },
      workspace: { name: `O'Hara & "Söhne"`, slug: 'acme' },
    },
  )
  for (let number = 0; number < 30; number += 1) {
    const event = { title: `Failed ${number % 3}`, message: `${odd}${number}`, level: 'error' }
    await send('/events', { 'x-watchword-key': ingestKey }, event)
  }
  await send(
    '/status-pages',
    { authorization: `Bearer ${apiKey}` },
    { slug: 'acme', name: odd.slice(0, 90).replaceAll(/\p{Cc}/gu, '') },
  )
  await services.blobs.put('wks_1/export/exp_1', Buffer.from(odd), { contentType: 'text/plain', maxBytes: 10_000 })
  await services.database.kysely.transaction().execute(async (db) => {
    const startAfter = new Date('2100-01-01')
    await services.jobs.enqueue({ ...services, db }, jobs[0]!.name, { workspaceId: 'wks_1' }, { startAfter })
  })
  made = await backup(dataDir, 'running')
  await close()
})

async function rowsOf(name: string, table: string): Promise<string[]> {
  const lines: string[] = []
  for await (const line of readLines(join(scratch, name, tableFile(table)))) lines.push(line)
  return lines.sort()
}

test('a backup of a running installation, restored, has the same rows in every table of both stores', async () => {
  await restore('running', 'restored')
  assert.equal(readRestored(join(scratch, 'restored'))?.state, 'loaded')
  const again = await backup(join(scratch, 'restored'), 'again')
  assert.ok(made.tables.length > 30)
  for (const { name, rows } of made.tables) {
    assert.deepEqual(await rowsOf('again', name), await rowsOf('running', name), name)
    assert.equal((await rowsOf('running', name)).length, rows, name)
  }
  assert.deepEqual(again.sequences, made.sequences)
  assert.deepEqual(again.migrations, made.migrations)
  const counts = (manifest: Manifest) => manifest.columnTables.map(({ name, rows }) => [name, rows])
  assert.deepEqual(counts(again), counts(made))
  assert.equal(made.columnTables.find(({ name }) => name === 'events')?.rows, 30)
  assert.deepEqual(again.blobs, made.blobs)
  assert.equal(again.jobs.rows, made.jobs.rows)
})

test('after a restore row-level security, triggers and foreign keys are as the migrations made them', async (t) => {
  const { startEmbedded } = await import('../start.ts')
  const { openDatabase } = await import('#platform/database')
  const stores = await startEmbedded({ dataDir: join(scratch, 'restored'), log, postgres: true, clickhouse: false })
  const database = openDatabase({ url: stores.databaseUrl, poolSize: 1, log })
  t.after(async () => {
    await database.close()
    await stores.stop()
  })
  const loose = await sql`
    select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
      and relname not like 'schema_migrations%' and not (relrowsecurity and relforcerowsecurity)
    union all
    select tgname from pg_trigger where tgenabled <> 'O'`.execute(database.kysely)
  assert.deepEqual(loose.rows, [])
  const keys = await sql<{
    count: number
  }>`select count(*)::int as count from pg_constraint where contype = 'f' and convalidated`.execute(database.kysely)
  assert.ok((keys.rows[0]?.count ?? 0) > 10)
})

test('what is in a backup is for its owner alone, whole by its checksums, and without the key unless that is asked for', async () => {
  const names = await readdir(join(scratch, 'running'), { recursive: true })
  assert.ok(!names.includes('secret.key'))
  const text = names
    .filter((name) => name.endsWith('.json'))
    .map((name) => readFileSync(join(scratch, 'running', name), 'utf8'))
    .join('')
  assert.ok(!text.includes(key.trim()))
  await backup(join(scratch, 'restored'), 'with-key', true)
  assert.equal(readFileSync(join(scratch, 'with-key', 'secret.key'), 'utf8'), key)
  await restore('with-key', 'with-key-restored', { key: null })
  assert.equal(keyOf(join(scratch, 'with-key-restored')), key)
})

test('a backup that is broken, incomplete or not for this version is refused before anything is changed', async () => {
  const broken = async (name: string, damage: (directory: string) => void, expected: RegExp) => {
    const directory = join(scratch, name)
    cpSync(join(scratch, 'running'), directory, { recursive: true })
    damage(directory)
    await assert.rejects(restore(name, `${name}-restored`), (error) => {
      assert.ok(error instanceof BackupUnusable, String(error))
      assert.match(error.message, expected)
      return true
    })
    assert.ok(!existsSync(join(scratch, `${name}-restored`)), name)
    rmSync(directory, { recursive: true })
  }
  const edit = (change: object) => (directory: string) => {
    const path = join(directory, manifestName)
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...change }))
    const sums = join(directory, sumsName)
    const { createHash } = process.getBuiltinModule('node:crypto')
    const sum = createHash('sha256').update(readFileSync(path)).digest('hex')
    writeFileSync(sums, readFileSync(sums, 'utf8').replace(/^\w{64}(?= {2}manifest\.json$)/m, sum))
  }
  await broken('changed', (at) => appendFileSync(join(at, tableFile('users')), 'x'), /checksum differs/)
  await broken('missing', (at) => rmSync(join(at, tableFile('users'))), /is missing/)
  await broken('more', (at) => writeFileSync(join(at, 'more'), 'x'), /is no part of this backup/)
  await broken('unsealed', (at) => rmSync(join(at, sumsName)), /no complete backup/)
  await broken('none', (at) => rmSync(join(at, manifestName)), /is no backup/)
  await broken('format', edit({ format: 99 }), /format 99/)
  await broken('newer', edit({ migrations: [...made.migrations, '9999_future'] }), /newer version/)
  assert.equal(readManifest(join(scratch, 'running')).format, 1)
})

test('a restore goes into an empty directory that nobody uses, with the key that the backup was made with', async () => {
  await assert.rejects(restore('running', 'restored'), /is not empty/)
  await assert.rejects(restore('running', 'keyless', { key: null }), /the backup has no key in it/)
  await assert.rejects(
    restore('running', 'other-key', { key: randomBytes(32).toString('hex') }),
    /was made with the key/,
  )
  const lock = await lockDataDirectory(join(scratch, 'used'))
  await assert.rejects(restore('running', 'used'), /is in use/)
  await lock.release()
  await restore('running', 'restored', { force: true })
  const names = await readdir(join(scratch, 'restored'))
  assert.equal(names.filter((name) => name.startsWith('replaced-')).length, 1)
})

test('a backup is not written over another one, nor into the data directory', async () => {
  const used = join(scratch, 'restored')
  await assert.rejects(backup(used, 'running'), /exists/)
  const target = join(used, 'backup')
  await assert.rejects(
    makeBackup({ dataDir: used, target, withKey: false, keyIds: [], version: '1', columnOrder, log }),
    /inside the data directory/,
  )
})

test('work that was waiting waits again', async () => {
  const lines: string[] = []
  for await (const line of readLines(join(scratch, 'running', jobsFile))) lines.push(line)
  assert.equal(lines.length, made.jobs.rows)
  assert.ok(lines.some((line) => line.includes('2100-01-01')))
  for (const line of lines) assert.doesNotMatch(line, /ada@example\.com/)
})
