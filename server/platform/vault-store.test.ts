import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inTransaction, sql } from '#platform/database'
import { testContext } from '#testing'
import { openText, sealText } from './vault-store.ts'

const place = { table: 'things', column: 'secret', rowId: 'thing_1' }

test('a sealed value opens in its place, in a later transaction', async () => {
  const ctx = await testContext()
  const envelope = await inTransaction(ctx, (tx) => sealText(tx, place, 'whsec_käse'))
  assert.ok(!envelope.includes('käse'))
  assert.equal(await inTransaction(ctx, (tx) => openText(tx, place, envelope)), 'whsec_käse')
})

test('a sealed value that was moved to another row, column or workspace does not open', async () => {
  const [ours, theirs] = [await testContext(), await testContext()]
  const envelope = await inTransaction(ours, (tx) => sealText(tx, place, 'secret'))
  for (const moved of [
    { ...place, rowId: 'thing_2' },
    { ...place, column: 'other' },
    { ...place, table: 'other' },
  ]) {
    await assert.rejects(
      inTransaction(ours, (tx) => openText(tx, moved, envelope)),
      { name: 'VaultError' },
    )
  }
  await assert.rejects(inTransaction(theirs, (tx) => openText(tx, place, envelope)))
})

test('a workspace has one data key, and it stands wrapped in the database', async () => {
  const ctx = await testContext()
  for (let index = 0; index < 3; index += 1) await inTransaction(ctx, (tx) => sealText(tx, place, 'secret'))
  const { rows } = await inTransaction(ctx, ({ db }) =>
    sql<{ wrappedKey: string }>`select wrapped_key from vault_keys`.execute(db),
  )
  assert.equal(rows.length, 1)
  assert.match(rows[0]?.wrappedKey ?? '', /^v1\./)
})
