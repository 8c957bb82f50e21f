import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recordActivity } from '#platform/activity'
import { inPlatformTransaction, inTransaction, inWorkspace, openDatabase, sql } from '#platform/database'
import { createLog } from '#platform/log'
import { testContext } from '#testing'

const count = async (ctx: Awaited<ReturnType<typeof testContext>>): Promise<number> =>
  inTransaction(ctx, async ({ db }) => (await db.selectFrom('activities').selectAll().execute()).length)

test('a query that forgets the workspace still sees no other workspace’s rows', async () => {
  const [ours, theirs] = [await testContext(), await testContext()]
  await inTransaction(theirs, (tx) => recordActivity(tx, 'thing.happened', { subjectId: 'x' }))
  assert.equal(await count(ours), 0)
  assert.equal(await count(theirs), 1)
})

test('without a workspace there are no rows at all', async () => {
  const ctx = await testContext()
  await inTransaction(ctx, (tx) => recordActivity(tx, 'thing.happened', { subjectId: 'x' }))
  assert.equal(await count({ ...ctx, workspaceId: '' }), 0)
})

test('a row for another workspace cannot be written, moved, changed or deleted', async () => {
  const [ours, theirs] = [await testContext(), await testContext()]
  const { id } = await inTransaction(theirs, (tx) => recordActivity(tx, 'thing.happened', { subjectId: 'x' }))
  const row = {
    id: 'act_1',
    type: 'a.b',
    subjectId: 'x',
    causedBy: null,
    actorKind: 'system',
    actorId: 'x',
    at: new Date(),
  } as const
  await assert.rejects(
    inTransaction(ours, ({ db }) =>
      db
        .insertInto('activities')
        .values({ ...row, workspaceId: theirs.workspaceId, data: sql`'{}'::jsonb` })
        .execute(),
    ),
    { code: '42501' },
  )
  const changed = await inTransaction(ours, ({ db }) =>
    db.updateTable('activities').set({ subjectId: 'stolen' }).where('id', '=', id).executeTakeFirst(),
  )
  assert.equal(changed.numUpdatedRows, 0n)
  const deleted = await inTransaction(ours, ({ db }) =>
    db.deleteFrom('activities').where('id', '=', id).executeTakeFirst(),
  )
  assert.equal(deleted.numDeletedRows, 0n)
})

test('the role of requests owns nothing: it cannot change the schema or read the job queue', async () => {
  const ctx = await testContext()
  for (const statement of [
    'drop table activities',
    'alter table activities disable row level security',
    'create table extra (x int)',
    'select data from pgboss.job',
    'select password_hash from users',
  ]) {
    await assert.rejects(
      inTransaction(ctx, ({ db }) => sql.raw(statement).execute(db)),
      { code: '42501' },
      statement,
    )
  }
})

test('the platform’s role finds out whose a key is and reads nothing else of a workspace', async () => {
  const ctx = await testContext()
  await inPlatformTransaction(ctx, ({ db }) => sql`select workspace_id, key_hash from api_keys`.execute(db))
  for (const statement of ['select prefix from api_keys', 'select * from activities', 'select title from incidents']) {
    await assert.rejects(
      inPlatformTransaction(ctx, ({ db }) => sql.raw(statement).execute(db)),
      { code: '42501' },
      statement,
    )
  }
})

test('neither role nor workspace survive a transaction, also one that failed', async () => {
  const ctx = await testContext()
  const inUse = async () =>
    (
      await sql<{ role: string; workspace: string }>`
      select current_user as role, coalesce(current_setting('watchword.workspace_id', true), '') as workspace`.execute(
        ctx.database.kysely,
      )
    ).rows[0]
  for (let round = 0; round < 20; round += 1) {
    await inTransaction(ctx, ({ db }) => sql`select ${round % 2 ? 1 : 0} / ${round % 2}::int`.execute(db)).catch(
      () => {},
    )
    const { role, workspace } = (await inUse()) ?? { role: '', workspace: '' }
    assert.notEqual(role, 'watchword_app')
    assert.equal(workspace, '')
  }
})

test('after a part in a workspace the transaction is the platform’s again', async () => {
  const ctx = await testContext()
  const whole = inPlatformTransaction(ctx, async (tx) => {
    await inWorkspace(tx, ctx, (inner) => recordActivity(inner, 'thing.happened', { subjectId: 'x' }))
    await assert.rejects(sql`select * from activities`.execute(tx.db), { code: '42501' })
  })
  // Not what was asserted inside: the refused query has ended the transaction, and committing it says so.
  await assert.rejects(whole, /rolled back instead of committed/)
  assert.equal(await count(ctx), 0)
})

test('what is thrown undoes everything', async () => {
  const ctx = await testContext()
  await assert.rejects(
    inTransaction(ctx, async (tx) => {
      await recordActivity(tx, 'thing.happened', { subjectId: 'x' })
      throw new Error('no')
    }),
  )
  assert.equal(await count(ctx), 0)
})

test('a transaction inside a transaction is a mistake and says so', async () => {
  const ctx = await testContext()
  await inTransaction(ctx, async (tx) => {
    await assert.rejects(async () => inTransaction(tx, () => Promise.resolve()), /pass tx on/)
  })
})

test('a database that cannot be reached is unavailable, not a bug', async () => {
  const ctx = await testContext()
  const database = openDatabase({ url: 'postgresql://nobody@127.0.0.1:1/none', poolSize: 1, log: createLog('silent') })
  await assert.rejects(
    inTransaction({ ...ctx, database }, () => Promise.resolve()),
    { code: 'unavailable' },
  )
  assert.equal(await database.ping(), false)
  await database.close()
})

test('a connection that breaks between two statements of a transaction makes it unavailable and nothing worse', async () => {
  const ctx = await testContext()
  await assert.rejects(
    inTransaction(ctx, async ({ db }) => {
      const own = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)
      const pid = own.rows[0]?.pid ?? 0
      await sql`select pg_terminate_backend(${pid}, 5000)`.execute(ctx.database.kysely)
      // Its end is read before the next statement is sent: without a listener that would end the process.
      await new Promise((resolve) => setImmediate(resolve))
      await sql`select 1`.execute(db)
    }),
    { code: 'unavailable' },
  )
  await inTransaction(ctx, ({ db }) => sql`select 1`.execute(db))
})

test('a listener whose connection breaks says that something was missed, and hears everything once again', async () => {
  const ctx = await testContext()
  const heard: string[] = []
  const gap = Promise.withResolvers<void>()
  const last = Promise.withResolvers<void>()
  const listener = await ctx.database.listen(
    'test_broken',
    (payload) => {
      heard.push(payload)
      if (payload === 'last') last.resolve()
    },
    gap.resolve,
  )
  await sql`select pg_terminate_backend(pid, 5000) from pg_stat_activity
    where application_name = 'watchword listen' and query like '%test_broken%'`.execute(ctx.database.kysely)
  await gap.promise
  for (const payload of ['first', 'last']) {
    await sql`select pg_notify('test_broken', ${payload})`.execute(ctx.database.kysely)
  }
  await last.promise
  await listener.close()
  assert.deepEqual(heard, ['first', 'last'])
})

test('a listener hears what is committed and nothing of what is rolled back', async () => {
  const ctx = await testContext()
  const heard: string[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  const listener = await ctx.database.listen(
    'test_channel',
    (payload) => {
      heard.push(payload)
      if (payload === 'last') resolve()
    },
    () => {},
  )
  await inTransaction(ctx, async ({ db }) => {
    await sql`select pg_notify('test_channel', 'undone')`.execute(db)
    throw new Error('no')
  }).catch(() => {})
  await inTransaction(ctx, ({ db }) => sql`select pg_notify('test_channel', 'last')`.execute(db))
  await promise
  await listener.close()
  assert.deepEqual(heard, ['last'])
})
