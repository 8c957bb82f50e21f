/** An installation of the version before is taken over by this one, with everything that people and programs hold of it. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { migrateDatabase, openDatabase, sql } from '#platform/database'
import { startEmbedded } from '#platform/embedded'
import { createLog } from '#platform/log'
import { freePort, makeScratch, startProgram } from '../bench/program.ts'
import { migrations } from '../server/app.ts'
import { makeScratchDatabase } from '../server/testing/scratch-database.ts'
import { until } from './house.ts'
import { asOwner, makeOldInstallation, oldMigrations } from './old-installation.ts'
import { startWebhookSink } from './sinks.ts'

test('the migrations of version 0.1 are those that it was released with', () => {
  const text = oldMigrations.map(({ name, up }) => `${name}\n${up}`).join('\n')
  assert.equal(
    createHash('sha256').update(text).digest('hex'),
    '692795c6f0627f33a29d177ae1766a1791bb55e0f4867f30e1ae01972fdafe28',
  )
})

test('after an upgrade people, keys, secrets and mailed links work as before, and who was signed in signs in again', async (t) => {
  const [hook, scratch, database, port] = [
    await startWebhookSink(),
    makeScratch(),
    await makeScratchDatabase(),
    await freePort(),
  ]
  t.after(async () => {
    await hook.close()
    await database.drop()
    scratch.remove()
  })
  const old = await makeOldInstallation(scratch.dataDir, database.url, hook.url)
  hook.expect(old.signingSecret)
  const program = await startProgram(scratch, port, {
    env: {
      WATCHWORD_EGRESS_ALLOW: '127.0.0.1',
      WATCHWORD_LOG_LEVEL: 'warn',
      ...(database.url !== null && { WATCHWORD_DATABASE_URL: database.url }),
    },
  })
  t.after(() => program.stop())
  const url = `http://localhost:${port}`
  // oxlint-disable-next-line typescript/no-explicit-any -- the assertions say what is expected
  const api = async (
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: unknown,
  ): Promise<any> => {
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
    const answer = await fetch(`${url}/api/v1${path}`, init)
    const text = await answer.text()
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0]
    return { ...(text !== '' && (JSON.parse(text) as object)), status: answer.status, cookie }
  }

  assert.equal((await api('GET', '/session', { cookie: `watchword_session=${old.session}` })).status, 401)
  const credentials = { email: old.email, password: old.password }
  assert.equal((await api('POST', '/session', {}, { ...credentials, password: 'another one entirely' })).status, 401)
  const signedIn = await api('POST', '/session', {}, credentials)
  assert.equal(signedIn.status, 201, JSON.stringify(signedIn))
  assert.ok(signedIn.user.emailVerifiedAt, 'an address from before counts as verified')
  assert.partialDeepStrictEqual(signedIn.workspaces, [{ slug: 'acme', name: 'Acme', role: 'owner' }])
  // The password is stored in the new form by now, and opens once more.
  assert.equal((await api('POST', '/session', {}, credentials)).status, 201)

  const asAda = { cookie: signedIn.cookie, 'watchword-workspace': 'acme' }
  const withKey = { authorization: `Bearer ${old.apiKey}` }
  assert.equal((await api('GET', '/members', withKey)).items[0].email, 'Ada@example.com')
  const [key] = (await api('GET', '/api-keys', asAda)).items
  assert.partialDeepStrictEqual(key, { name: 'First key', prefix: old.apiKey.slice(0, 10), expiresAt: null })

  const dsnPath = `${url}/api/${old.projectNumber}/envelope/?sentry_key=${old.ingestKey}`
  const event = { event_id: 'a'.repeat(32), message: 'After the upgrade', level: 'error' }
  const lines = [{ event_id: event.event_id }, { type: 'event' }, event].map((line) => JSON.stringify(line))
  const sent = await fetch(dsnPath, { method: 'POST', body: `${lines.join('\n')}\n` })
  assert.equal(sent.status, 200, await sent.text())
  await until('the incident', async () => (await api('GET', '/incidents', withKey)).items[0])
  await until('the webhook, signed with the secret of before', () =>
    hook.verified.find(({ body }) => body.type === 'incident.opened'),
  )
  assert.deepEqual(hook.refused, [])

  const left = await fetch(`${url}${old.unsubscribePath}`, { method: 'POST' })
  assert.equal(left.status, 200)
  const subscribers = await api('GET', `/status-pages/${old.pageId}/subscribers`, withKey)
  assert.deepEqual(subscribers.items, [])
  assert.equal((await api('POST', '/setup', {}, {})).status >= 400, true)
})

test('migrations do their work as a user who is no superuser, and leave row-level security forced on every table', async (t) => {
  const [scratch, scratchDatabase] = [makeScratch(), await makeScratchDatabase()]
  await makeOldInstallation(scratch.dataDir, scratchDatabase.url, 'http://127.0.0.1:9/hook')
  const log = createLog('silent')
  const embedded =
    scratchDatabase.url === null &&
    (await startEmbedded({ dataDir: scratch.dataDir, log, postgres: true, clickhouse: false }))
  const url = embedded ? embedded.databaseUrl : (scratchDatabase.url ?? '')
  const database = openDatabase({ url, poolSize: 2, log })
  t.after(async () => {
    await database.close()
    if (embedded) await embedded.stop()
    await scratchDatabase.drop()
    scratch.remove()
  })
  const [user] = (
    await sql<{ superuser: boolean; bypasses: boolean }>`
      select rolsuper as superuser, rolbypassrls as bypasses from pg_roles where rolname = current_user`.execute(
      database.kysely,
    )
  ).rows
  assert.deepEqual(user, { superuser: false, bypasses: false })

  await migrateDatabase(database, migrations)
  const open = await sql<{ name: string }>`select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r' and not (relrowsecurity and relforcerowsecurity)
      and relname not like 'schema\\_migrations%' order by 1`.execute(database.kysely)
  assert.deepEqual(open.rows, [])
  const rows = await asOwner(database, (run) =>
    run(sql`select
      (select email_verified_at = created_at from users) as verified,
      (select count(*)::integer from sessions) as sessions,
      (select workspace_id from installation) as operator,
      (select cardinality(scopes) > 10 from api_keys) as scoped`),
  )
  assert.deepEqual(rows, [
    { verified: true, sessions: 0, operator: 'wks_01a1e0000000700080000000000000aa', scoped: true },
  ])
  // Once more changes nothing.
  await migrateDatabase(database, migrations)
})
