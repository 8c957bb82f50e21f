import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import pg from 'pg'
import { migrateDatabase, openDatabase } from '#platform/database'
import { createLog } from '#platform/log'
import { testServices } from '#testing'
import { migrations } from '../../app.ts'

const tables = ['users', 'sessions', 'workspaces', 'memberships', 'installation']

test('an installation from before keeps its people and knows its operator’s workspace; they sign in again', async (t) => {
  const { database } = await testServices()
  const name = `watchword_upgrade_${randomBytes(6).toString('hex')}`
  const url = database.connectionString.replace(/\/[\w-]+(?=\?|$)/, `/${name}`)
  const admin = new pg.Client({ connectionString: database.connectionString })
  await admin.connect()
  await admin.query(`create database ${name}`)
  const old = openDatabase({ url, poolSize: 2, log: createLog('silent') })
  const client = new pg.Client({ connectionString: url })
  t.after(async () => {
    await client.end()
    await old.close()
    await admin.query(`drop database ${name} with (force)`)
    await admin.end()
  })
  await migrateDatabase(
    old,
    migrations.filter((migration) => migration.name < '0100'),
  )
  await client.connect()
  // The owner of the tables is bound by forced row-level security too, as it should be.
  const force = async (word: 'force' | 'no force') => {
    for (const table of tables) await client.query(`alter table ${table} ${word} row level security`)
  }
  await force('no force')
  await client.query(`
    insert into users (id, email, name, password_hash, created_at) values ('usr_1', 'a@example.com', 'A', '-', now());
    insert into sessions (id_hash, user_id, created_at, seen_at, remote_address, user_agent)
      values ('\\x00', 'usr_1', now(), now(), '', '');
    insert into workspaces (id, slug, name, created_at)
      values ('wks_2', 'b', 'B', now()), ('wks_1', 'a', 'A', now() - interval '1 day');
    insert into memberships values ('wks_1', 'usr_1', 'owner', now());
    insert into installation (set_up_at) values (now());`)
  await force('force')

  await migrateDatabase(old, migrations)
  const forced = await client.query('select relforcerowsecurity as forced from pg_class where relname = any($1)', [
    tables,
  ])
  assert.deepEqual(
    forced.rows,
    tables.map(() => ({ forced: true })),
  )
  await force('no force')
  const { rows } = await client.query(`select
    (select email_verified_at is not null from users) as verified,
    (select count(*)::integer from sessions) as sessions,
    (select workspace_id from installation) as workspace`)
  assert.deepEqual(rows, [{ verified: true, sessions: 0, workspace: 'wks_1' }])
})
