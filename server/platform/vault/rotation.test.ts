import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { Context } from '#platform/context'
import { inPlatformTransaction, inTransaction, sql } from '#platform/database'
import { newId, newSecret } from '#platform/ids'
import { openForPerson, openText, sealForPerson, sealText } from '#platform/vault-store'
import { eventually, testContext } from '#testing'
import { inventory, jobs } from '../../app.ts'
import { beginRotation, graceMs, rotateSlice, sliceSize } from './rotation.ts'
import { findSealedColumns } from './sealed-columns.ts'

const place = (rowId: string) => ({ table: 'notification_channels', column: 'signing_secret', rowId })

/** A channel for each of `count` secrets; the texts by row. */
async function plant(ctx: Context, count: number): Promise<Map<string, string>> {
  const texts = new Map(Array.from({ length: count }, () => [newId('chn', ctx.now()), `whsec_${newSecret(24)}`]))
  await inTransaction(ctx, async (tx) => {
    for (const [id, text] of texts) {
      const sealed = await sealText(tx, place(id), text)
      await sql`insert into notification_channels
        (id, workspace_id, type, name, url, signing_secret, events, created_at, created_by)
        values (${id}, ${tx.workspaceId}, 'webhook', 'x', ${`https://example.com/${id}`}, ${sealed}, '{}',
          ${tx.now()}, 'usr_1')`.execute(tx.db)
    }
  })
  return texts
}

async function readAll(ctx: Context): Promise<Map<string, string>> {
  return inTransaction(ctx, async (tx) => {
    const { rows } = await sql<{ id: string; sealed: string }>`
      select id, signing_secret as sealed from notification_channels`.execute(tx.db)
    const texts = new Map<string, string>()
    for (const { id, sealed } of rows) texts.set(id, await openText(tx, place(id), sealed))
    return texts
  })
}

async function writeOne(ctx: Context, id: string, text: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const sealed = await sealText(tx, place(id), text)
    await sql`update notification_channels set signing_secret = ${sealed} where id = ${id}`.execute(tx.db)
  })
}

/** Data keys of the workspace, and those that sealed its values; the newest first. */
function keysOf(ctx: Context) {
  return inTransaction(ctx, async ({ db }) => {
    const keys = await sql<{ id: string }>`select id from vault_keys order by created_at desc`.execute(db)
    const used = await sql<{ id: string }>`
      select distinct split_part(signing_secret, '.', 2) as id from notification_channels`.execute(db)
    return { existing: keys.rows.map(({ id }) => id), used: used.rows.map(({ id }) => id).sort() }
  })
}

async function columnInWork(ctx: Context): Promise<string> {
  const { rows } = await inTransaction(ctx, ({ db }) =>
    sql<{ sealedColumn: string }>`select sealed_column from vault_rotations`.execute(db),
  )
  return rows[0]?.sealedColumn ?? ''
}

const columnsOf = (ctx: Context) => inPlatformTransaction(ctx, ({ db }) => findSealedColumns(db, inventory))
const later = (ctx: Context, ms: number): Context => ({ ...ctx, now: () => new Date(Date.now() + ms) })
const soon = (ctx: Context) => new Date(ctx.now().getTime() + 1_000)

test('each sealed column of the inventory is found with the column that names its row, and the guide lists them all [OPS-45]', async () => {
  const found = await columnsOf(await testContext())
  const names = found.map(({ table, column, rowIdColumn }) => `${table}.${column} by ${rowIdColumn}`)
  for (const name of [
    'identities.grant_secret by id',
    'notification_channels.signing_secret by id',
    'totp_factors.secret by user_id',
  ]) {
    assert.ok(names.includes(name), `${name} is not among ${names.join(', ')}`)
  }
  const guide = await readFile(new URL('../../../docs/secrets.md', import.meta.url), 'utf8')
  assert.deepEqual(
    [...guide.matchAll(/^\| `(\w+\.\w+)` \|/gm)].map((match) => match[1]).sort(),
    found.map(({ table, column }) => `${table}.${column}`),
  )
})

test('a rotation leaves everything readable while others read and write, and after it was cut off [OPS-45]', async () => {
  const ctx = await testContext()
  const columns = await columnsOf(ctx)
  const expected = await plant(ctx, sliceSize * 2 + 50)
  const ids = [...expected.keys()]
  const [before] = (await keysOf(ctx)).existing
  assert.equal(await beginRotation(ctx, soon(ctx)), true)

  const over = new AbortController()
  let writes = 0
  const write = async (): Promise<void> => {
    for (let round = 0; !over.signal.aborted || round < 5; round += 1) {
      const id = ids[(round * 13) % ids.length]!
      await writeOne(ctx, id, `round ${round}`)
      expected.set(id, `round ${round}`)
      writes += 1
    }
  }
  const read = async (): Promise<void> => {
    while (!over.signal.aborted) assert.equal((await readAll(ctx)).size, ids.length)
  }
  const others = [read(), write()]
  // Other columns come before that of the channels.
  while ((await columnInWork(ctx)) < 'notification_channels') assert.equal(await rotateSlice(ctx, columns), 'sealing')
  assert.equal(await rotateSlice(ctx, columns), 'sealing')
  await assertCutOff(ctx, () => rotateSlice(ctx, columns))
  const job = jobs.find(({ name }) => name === 'vault.rotateDataKeys')
  assert.ok(job && !('of' in job))
  await job.handle(ctx, { workspaceId: ctx.workspaceId, before: soon(ctx).toISOString() })
  over.abort()
  await Promise.all(others)

  assert.ok(writes >= 5)
  assert.deepEqual(await readAll(ctx), expected)
  assert.equal((await keysOf(ctx)).existing.length, 2, 'the old data key stays readable for a while')
  assert.equal(await rotateSlice(ctx, columns), 'passed')
  assert.equal(await finishRotation(later(ctx, graceMs + 60_000), columns), 'finished')
  const { existing, used } = await keysOf(ctx)
  assert.equal(existing.length, 1)
  assert.deepEqual(used, existing)
  assert.notEqual(existing[0], before)
  assert.deepEqual(await readAll(ctx), expected)
})

/** Over the pass that somebody's late write may have made necessary. */
async function finishRotation(ctx: Context, columns: Awaited<ReturnType<typeof columnsOf>>) {
  let state = await rotateSlice(ctx, columns)
  for (let round = 0; round < 20 && state !== 'finished'; round += 1) {
    const at = later(ctx, graceMs * 3 * (round + 1))
    state = await rotateSlice(at, columns)
  }
  return state
}

/** Ends the slice's connection while it waits for a row that somebody else holds. */
async function assertCutOff(ctx: Context, slice: () => Promise<unknown>): Promise<void> {
  const held = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const holder = inTransaction(ctx, async ({ db }) => {
    await sql`select id from notification_channels where workspace_id = ${ctx.workspaceId} for update`.execute(db)
    held.resolve()
    await release.promise
  })
  await held.promise
  try {
    const cut = assert.rejects(slice(), { code: 'unavailable' })
    await eventually('the slice to wait for the row', async () => {
      const { rows } = await sql`select pg_terminate_backend(pid, 5000) from pg_stat_activity
        where wait_event_type = 'Lock' and query like '%update "notification_channels" t set%'`.execute(
        ctx.database.kysely,
      )
      return rows.length > 0
    })
    await cut
  } finally {
    // Else a test that fails here would keep all that come after it waiting.
    release.resolve()
    await holder
  }
}

test('a value that was sealed with the old data key at the last moment keeps it until it is sealed again', async () => {
  const ctx = await testContext()
  const columns = await columnsOf(ctx)
  const expected = await plant(ctx, 3)
  const [id] = expected.keys()
  const late = await inTransaction(ctx, (tx) => sealText(tx, place(id!), 'late'))
  await beginRotation(ctx, soon(ctx))
  while ((await rotateSlice(ctx, columns)) === 'sealing');
  await inTransaction(ctx, ({ db }) =>
    sql`update notification_channels set signing_secret = ${late} where id = ${id}`.execute(db),
  )
  assert.equal(await rotateSlice(later(ctx, graceMs * 2), columns), 'sealing', 'another pass')
  assert.equal((await readAll(ctx)).get(id!), 'late')
  assert.equal(await finishRotation(ctx, columns), 'finished')
  assert.equal((await readAll(ctx)).get(id!), 'late')
  assert.equal((await keysOf(ctx)).existing.length, 1)
})

test('whoever is sealing keeps the data key from being deleted until it is committed', async () => {
  const ctx = await testContext()
  const columns = await columnsOf(ctx)
  const [id] = (await plant(ctx, 1)).keys()
  const sealed = Promise.withResolvers<void>()
  const commit = Promise.withResolvers<void>()
  const writer = inTransaction(ctx, async (tx) => {
    const value = await sealText(tx, place(id!), 'slow')
    sealed.resolve()
    await commit.promise
    await sql`update notification_channels set signing_secret = ${value} where id = ${id}`.execute(tx.db)
  })
  await sealed.promise
  await beginRotation(ctx, soon(ctx))
  while ((await rotateSlice(ctx, columns)) === 'sealing');
  const ending = rotateSlice(later(ctx, graceMs * 2), columns)
  commit.resolve()
  await writer
  assert.equal(await ending, 'sealing', 'it waited, and saw what was written')
  assert.equal(await finishRotation(ctx, columns), 'finished')
  assert.equal((await readAll(ctx)).get(id!), 'slow')
})

test('a damaged value keeps its data key, is counted, and does not keep the others from being sealed again', async () => {
  const ctx = await testContext()
  const columns = await columnsOf(ctx)
  const ids = [...(await plant(ctx, 3)).keys()]
  await inTransaction(ctx, ({ db }) =>
    // Moved from the first row to the second, where it does not open.
    sql`update notification_channels set signing_secret = (select signing_secret from notification_channels
      where id = ${ids[0]}) where id = ${ids[1]}`.execute(db),
  )
  await beginRotation(ctx, soon(ctx))
  assert.equal(await finishRotation(ctx, columns), 'finished')
  const { existing, used } = await keysOf(ctx)
  assert.equal(existing.length, 2)
  assert.equal(used.length, 2)
  const { rows } = await inTransaction(ctx, ({ db }) =>
    sql<{ unreadableCount: number }>`select unreadable_count from vault_rotations`.execute(db),
  )
  assert.deepEqual(rows, [{ unreadableCount: 1 }])
})

test('a rotation concerns its own workspace, begins when a data key is old, and is done once', async () => {
  const [ours, theirs] = [await testContext(), await testContext()]
  const columns = await columnsOf(ours)
  await plant(ours, 2)
  await plant(theirs, 2)
  const before = await keysOf(theirs)
  assert.equal(await beginRotation(ours, new Date(Date.now() - 60_000)), false, 'the data key is young enough')
  const order = soon(ours)
  assert.equal(await beginRotation(ours, order), true)
  assert.equal(await beginRotation(ours, order), true, 'it is under way')
  assert.equal((await keysOf(ours)).existing.length, 2)
  assert.equal(await finishRotation(ours, columns), 'finished')
  assert.equal(await beginRotation(ours, new Date(Date.now() - 60_000)), false)
  assert.deepEqual(await keysOf(theirs), before)
})

test('what belongs to people is sealed again with a new data key of the installation', async () => {
  const person = await testContext()
  const ctx = { ...person, workspaceId: '-' }
  const columns = await columnsOf(ctx)
  const userId = person.actor.id
  const totp = { table: 'totp_factors', column: 'secret', rowId: userId }
  const grant = { table: 'identities', column: 'grant_secret', rowId: newId('idt', ctx.now()) }
  await inPlatformTransaction(person, async (tx) => {
    await sql`insert into totp_factors (user_id, secret, created_at)
      values (${userId}, ${await sealForPerson(tx, totp, 'JBSWY3DPEHPK3PXP')}, ${tx.now()})`.execute(tx.db)
    await sql`insert into identities (id, user_id, provider_id, issuer, subject, email, grant_secret, created_at)
      values (${grant.rowId}, ${userId}, 'x', ${userId}, ${userId}, 'x@example.com',
        ${await sealForPerson(tx, grant, '{"refresh":"x"}')}, ${tx.now()})`.execute(tx.db)
  })
  await beginRotation(ctx, soon(ctx))
  assert.equal(await finishRotation(ctx, columns), 'finished')
  await inPlatformTransaction(person, async (tx) => {
    const { rows } = await sql<{ secret: string; grantSecret: string; keyId: string; keys: number }>`
      select secret, grant_secret, (select id from installation_keys order by created_at desc limit 1) as key_id
      from totp_factors join identities using (user_id) where user_id = ${userId}`.execute(tx.db)
    const row = rows[0]!
    assert.ok(row.secret.startsWith(`v1.${row.keyId}.`) && row.grantSecret.startsWith(`v1.${row.keyId}.`))
    assert.equal(await openForPerson(tx, totp, row.secret), 'JBSWY3DPEHPK3PXP')
    assert.equal(await openForPerson(tx, grant, row.grantSecret), '{"refresh":"x"}')
  })
})
