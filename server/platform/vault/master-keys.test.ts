import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inPlatformTransaction, inTransaction, sql } from '#platform/database'
import { newHexKey } from '#platform/ids'
import type { Services } from '#platform/context'
import { openForPerson, openText, sealForPerson, sealText } from '#platform/vault-store'
import { eventually } from '#testing'
import { keyedColumns } from '../../app.ts'
import { makeInstallation, type Running } from '../../testing/installation.ts'
import { systemContext } from '../context.ts'
import { checkMasterKeys } from './check-keys.ts'
import { createVaultKeys, parseKeyRing, parseSecretKey } from './keys.ts'
import { rewrapDataKeys, rewrapSlice } from './rewrap.ts'
import { graceMs } from './rotation.ts'

const place = { table: 'things', column: 'secret', rowId: 'thing_1' }
const credentials = { email: 'ada@example.com', password: 'correct horse battery' }
const [older, newer, stranger] = [newHexKey(32), newHexKey(32), newHexKey(32)]
const idOf = (key: string) => parseSecretKey(key).id

test('the master key is changed while everything stays readable, and a start with a wrong key is refused [OPS-45]', async (t) => {
  const installation = await makeInstallation(t)
  const start = (secretKey: string) => installation.start({ config: { secretKey } })

  let running = await start(older)
  await setUp(running)
  const workspaces = Array.from({ length: 7 }, (_, index) => `wks_${index}`)
  const sealed = new Map<string, string>()
  for (const workspaceId of workspaces) {
    const ctx = systemContext(running.services, workspaceId, 'req_1')
    sealed.set(workspaceId, await inTransaction(ctx, (tx) => sealText(tx, place, workspaceId)))
  }
  const ofPerson = await inPlatformTransaction(running.services, (tx) => sealForPerson(tx, place, 'JBSWY3DPEHPK3PXP'))
  assert.equal(running.services.config.secretKey, null, 'the key is not carried around')
  const assertReadable = async (services: Services): Promise<void> => {
    for (const [workspaceId, envelope] of sealed) {
      const ctx = systemContext(services, workspaceId, 'req_1')
      assert.equal(await inTransaction(ctx, (tx) => openText(tx, place, envelope)), workspaceId)
    }
    const text = await inPlatformTransaction(services, (tx) => openForPerson(tx, place, ofPerson))
    assert.equal(text, 'JBSWY3DPEHPK3PXP')
  }
  await running.close()

  // A wrong key: nothing is written, and the message names the key that is missing and none of them.
  await assert.rejects(start(stranger), (error: Error) => {
    assert.match(error.message, new RegExp(`8 data keys are wrapped by the master key ${idOf(older)}`))
    assert.match(error.message, new RegExp(idOf(stranger)))
    assert.ok(!error.message.includes(older) && !error.message.includes(stranger))
    return true
  })
  await assert.rejects(start(`${older},${older}`), /given twice/)
  await assert.rejects(start('changeme'), /32 bytes/)

  running = await start(`${newer},${older}`)
  await assertReadable(running.services)
  const rests = `data keys (8) and passwords (1) still rest on the master key ${idOf(older)}`
  assert.ok(running.logged.join('\n').includes(rests), running.logged.join('\n'))
  assert.equal(await signIn(running), 201, 'with the pepper of the older key')
  await cutOff(running.services)
  await runUpkeep(running)
  await assertReadable(running.services)
  assert.deepEqual(await wrappedBy(running.services), [idOf(newer)])
  const { body } = await running.services.metrics.render()
  assert.match(body, /^watchword_vault_on_older_master_keys \d+$/m)
  await running.close()

  running = await start(newer)
  await assertReadable(running.services)
  await assert.rejects(
    checkMasterKeys(withKeys(running.services, older), keyedColumns),
    { name: 'MissingKeyError' },
    'the old key alone is of no use any more',
  )
})

/** A transaction that ends in the middle of a slice: all of it is as it was, and the next run does it. */
async function cutOff(services: Services): Promise<void> {
  const before = await wrappedBy(services)
  const broken = {
    ...services,
    vault: { ...services.vault, master: { ...services.vault.master, key: null as never } },
  }
  await assert.rejects(rewrapSlice(broken))
  assert.deepEqual(await wrappedBy(services), before)
}

async function runUpkeep({ services, schedules }: Running): Promise<void> {
  const upkeep = schedules.find(({ name }) => name === 'vault.upkeep')
  await upkeep?.run(services)
  assert.deepEqual(await rewrapDataKeys(services), { wrapped: 0, left: 0 }, 'a second run finds nothing')
}

test('two that wrap at once do it once, and a data key of a master key that is not there is left as it is', async (t) => {
  const { services } = await (await makeInstallation(t)).start({ config: { secretKey: older } })
  const lost = systemContext(withKeys(services, stranger), 'wks_lost', 'req_1')
  const kept = systemContext(services, 'wks_kept', 'req_1')
  await inTransaction(lost, (tx) => sealText(tx, place, 'x'))
  const envelope = await inTransaction(kept, (tx) => sealText(tx, place, 'kept'))
  const rotated = withKeys(services, newer, older)
  const results = await Promise.all([rewrapDataKeys(rotated), rewrapDataKeys(rotated)])
  assert.equal(results[0].wrapped + results[1].wrapped, 1)
  assert.equal(results[0].left, 1)
  assert.deepEqual(await wrappedBy(services), [idOf(newer), idOf(stranger)].sort())
  const moved = systemContext(rotated, 'wks_kept', 'req_1')
  assert.equal(await inTransaction(moved, (tx) => openText(tx, place, envelope)), 'kept')
})

test('an empty database remembers its key and refuses another one, and data keys that are too old are replaced', async (t) => {
  const { services, schedules } = await (await makeInstallation(t)).start({ config: { secretKey: older } })
  await assert.rejects(checkMasterKeys(withKeys(services, newer), keyedColumns), new RegExp(idOf(older)))
  await checkMasterKeys(withKeys(services, newer, older), keyedColumns)
  await checkMasterKeys(withKeys(services, newer), keyedColumns)

  const ctx = systemContext(services, 'wks_1', 'req_1')
  await inTransaction(ctx, (tx) => sealText(tx, place, 'x'))
  await inPlatformTransaction(services, (tx) => sealForPerson(tx, place, 'x'))
  const upkeep = schedules.find(({ name }) => name === 'vault.upkeep')
  const keyCounts = () =>
    inPlatformTransaction(services, async ({ db }) => {
      const { rows } = await sql<{ place: string; keys: number; passed: boolean }>`
        select workspace_id as place, passed_at is not null as passed,
          (select count(*) from vault_keys) + (select count(*) from installation_keys) as keys
        from vault_rotations order by 1`.execute(db)
      return rows
    })
  await upkeep?.run(services)
  assert.deepEqual(await keyCounts(), [], 'they are young')
  await upkeep?.run({ ...services, config: { ...services.config, dataKeysSince: services.now() } })
  await eventually(
    'both to have a new data key',
    async () => (await keyCounts()).filter(({ passed }) => passed).length === 2,
  )
  assert.deepEqual(await keyCounts(), [
    { place: '-', passed: true, keys: 4 },
    { place: 'wks_1', passed: true, keys: 4 },
  ])
  const waiting = await eventually('the jobs that end it', async () => {
    const { rows } = await sql<{ startAfter: Date }>`select start_after from pgboss.job
      where name = 'vault.rotateDataKeys' and state = 'created'`.execute(services.database.kysely)
    return rows.length === 2 && rows
  })
  for (const { startAfter } of waiting) assert.ok(startAfter.getTime() > services.now().getTime() + graceMs / 2)
  await upkeep?.run(services)
  const { body } = await services.metrics.render()
  assert.match(body, /^watchword_vault_rotations_under_way 2$/m)
})

function withKeys(services: Services, ...keys: string[]): Services {
  return { ...services, vault: createVaultKeys(...parseKeyRing(keys.join(','))) }
}

async function wrappedBy(services: Services): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct split_part(wrapped_key, '.', 2) as id
    from (select wrapped_key from vault_keys union all select wrapped_key from installation_keys) as keys
    order by 1`.execute(services.database.kysely)
  return rows.map(({ id }) => id)
}

async function setUp({ app }: Running): Promise<void> {
  const workspace = { name: 'Tests', slug: 'tests' }
  const body = JSON.stringify({ name: 'Ada', ...credentials, workspace, oldEnough: true, policyVersion: '1' })
  const response = await app.fetch(new Request('http://localhost:8080/api/v1/setup', { method: 'POST', body }))
  assert.equal(response.status, 201, await response.text())
}

async function signIn({ app }: Running): Promise<number> {
  const body = JSON.stringify(credentials)
  const response = await app.fetch(new Request('http://localhost:8080/api/v1/session', { method: 'POST', body }))
  return response.status
}
