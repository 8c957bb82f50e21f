import assert from 'node:assert/strict'
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import type { Services } from '#platform/context'
import { inPlatformTransaction, sql } from '#platform/database'
import { newHexKey, newId } from '#platform/ids'
import { inventory } from '../../../app.ts'
import { testContext, testServices } from '#testing'
import { addressValue, addTombstones, type Tombstone } from '../erasure/tombstones.ts'
import { finishRestore } from './finish-restore.ts'
import { keepTombstoneFile, readTombstoneFile } from './tombstone-file.ts'

async function withDirectory(t: TestContext): Promise<{ services: Services; dataDir: string; path: string }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'watchword-restore-'))
  t.after(() => rmSync(dataDir, { recursive: true, force: true }))
  const services = await testServices()
  return {
    services: { ...services, config: { ...services.config, dataDir } },
    dataDir,
    path: join(dataDir, 'tombstones.ndjson'),
  }
}

const bury = (services: Services, tombstone: Tombstone) =>
  inPlatformTransaction(services, (tx) => addTombstones(tx, [tombstone]))

const markRestored = (dataDir: string) =>
  writeFileSync(join(dataDir, 'RESTORED'), JSON.stringify({ state: 'loaded', snapshotAt: new Date(0) }))

test('each tombstone is in the file once, for its owner alone, and nobody is named in it', async (t) => {
  const { services, path } = await withDirectory(t)
  const address = `eve-${newHexKey(4)}@example.com`
  const erasedAt = services.now()
  const user: Tombstone = { kind: 'user', value: newId('usr', erasedAt), erasedAt }
  await bury(services, user)
  await bury(services, { kind: 'address', value: addressValue(services.vault, address), erasedAt })
  await keepTombstoneFile(services)
  await keepTombstoneFile(services)
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean)
  assert.equal(lines.filter((line) => line.includes(user.value)).length, 1)
  assert.ok(!lines.join('').includes(address.split('@')[0] ?? ''))
  assert.equal(statSync(path).mode & 0o077, 0)
  assert.deepEqual(
    (await readTombstoneFile(path)).find(({ value }) => value === user.value),
    user,
  )
})

test('a line that was cut off is written again; one that is no tombstone is never passed over', async (t) => {
  const { services, path } = await withDirectory(t)
  const tombstone: Tombstone = { kind: 'user', value: newId('usr', services.now()), erasedAt: services.now() }
  await bury(services, tombstone)
  writeFileSync(path, '{"kind":"user","val')
  await keepTombstoneFile(services)
  assert.ok((await readTombstoneFile(path)).some(({ value }) => value === tombstone.value))
  appendFileSync(path, '{"kind":"person"}\n')
  await assert.rejects(readTombstoneFile(path), /line \d+ is no tombstone/)
})

test('what a backup brought back goes before anything is served, and a start that could not do it serves nothing [OPS-35]', async (t) => {
  const { services, dataDir, path } = await withDirectory(t)
  const ctx = await testContext()
  const userId = ctx.actor.id
  const alive = async () => {
    const found = await inPlatformTransaction(services, ({ db }) =>
      sql`select 1 from users where id = ${userId} and name = 'Ada Tester'`.execute(db),
    )
    return found.rows.length > 0
  }
  const line = JSON.stringify({ kind: 'user', value: userId, erasedAt: services.now() })
  assert.equal(await finishRestore(services, { inventory }), false, 'nothing was restored')

  markRestored(dataDir)
  writeFileSync(path, `${line}\nnonsense\n`)
  await assert.rejects(finishRestore(services, { inventory }), /line 2 is no tombstone/)
  assert.ok(existsSync(join(dataDir, 'RESTORED')), 'the next start tries again')
  assert.equal(await alive(), true)

  writeFileSync(path, `${line}\n`)
  assert.equal(await finishRestore(services, { inventory }), true)
  assert.equal(await alive(), false)
  assert.ok(!existsSync(join(dataDir, 'RESTORED')))
  assert.equal(await finishRestore(services, { inventory }), false)
})
