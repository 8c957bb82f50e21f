import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inPlatformTransaction, inTransaction, sql } from '#platform/database'
import { testContext } from '#testing'
import { openForPerson, openText, sealForPerson, sealText } from './vault-store.ts'

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

test('what belongs to a person is sealed by the installation, and opens in its place alone [OPS-45, DSE-32]', async () => {
  const ctx = await testContext()
  const envelope = await inPlatformTransaction(ctx, (tx) => sealForPerson(tx, place, 'JBSWY3DPEHPK3PXP'))
  assert.ok(!envelope.includes('JBSWY3DPEHPK3PXP'))
  assert.equal(await inPlatformTransaction(ctx, (tx) => openForPerson(tx, place, envelope)), 'JBSWY3DPEHPK3PXP')
  for (const moved of [
    { ...place, rowId: 'thing_2' },
    { ...place, column: 'other' },
    { ...place, table: 'other' },
  ]) {
    await assert.rejects(
      inPlatformTransaction(ctx, (tx) => openForPerson(tx, moved, envelope)),
      { name: 'VaultError' },
    )
  }
  await assert.rejects(
    inTransaction(ctx, (tx) => openText(tx, place, envelope)),
    { name: 'VaultError' },
    'not in a workspace',
  )
  const ours = await inTransaction(ctx, (tx) => sealText(tx, place, 'secret'))
  await assert.rejects(
    inPlatformTransaction(ctx, (tx) => openForPerson(tx, place, ours)),
    { name: 'VaultError' },
    'and what a workspace sealed does not open outside of it',
  )
})

test('the role of a workspace cannot read or write the data keys of the installation [DSE-32]', async () => {
  const ctx = await testContext()
  for (const statement of ['select * from installation_keys', 'delete from installation_keys', 'table master_keys']) {
    await assert.rejects(
      inTransaction(ctx, ({ db }) => sql.raw(statement).execute(db)),
      { code: '42501' },
      statement,
    )
  }
})

test('the platform’s role wraps data keys again and cannot read what workspaces sealed [DSE-32]', async () => {
  const ctx = await testContext()
  await inPlatformTransaction(ctx, ({ db }) => sql`select id, wrapped_key from vault_keys`.execute(db))
  for (const statement of [
    'select signing_secret from notification_channels',
    'delete from vault_keys',
    "update vault_keys set workspace_id = 'x'",
  ]) {
    await assert.rejects(
      inPlatformTransaction(ctx, ({ db }) => sql.raw(statement).execute(db)),
      { code: '42501' },
      statement,
    )
  }
})
