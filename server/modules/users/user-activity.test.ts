import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inPlatformTransaction, sql } from '#platform/database'
import { call, testContext, withRole } from '#testing'
import { describeDevice } from './device.ts'
import { house, newPerson } from './house.fixture.ts'
import { endpoints } from './routes.ts'
import { sweepPeople } from './sweep.ts'
import inventory from './inventory.ts'

const chromeOnWindows =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'

test('each sign-in, also a refused one, is listed for the person who it is about, page by page [SEN-04]', async (t) => {
  const at = await house(t)
  const person = await newPerson(at)
  at.clock.advance(1_000)
  const second = at.browser({ userAgent: chromeOnWindows })
  await second.signIn(person.email, 'not the right one')
  at.clock.advance(1_000)
  await second.signIn(person.email)
  const { body } = await person.browser.send('GET', '/user/activity')
  assert.deepEqual(
    body.items.map(({ type, browser, system }: Record<string, string>) => [type, browser, system]),
    [
      ['session.started', 'Chrome', 'Windows'],
      ['signIn.refused', 'Chrome', 'Windows'],
      ['session.started', 'Firefox', 'Linux'],
    ],
  )
  assert.equal(body.items[0].remoteAddress, second.address)
  const first = await person.browser.send('GET', '/user/activity?limit=2')
  const rest = await person.browser.send('GET', `/user/activity?limit=2&cursor=${first.body.nextCursor}`)
  assert.deepEqual([...first.body.items, ...rest.body.items], body.items)
  assert.equal(rest.body.nextCursor, null)
  for (const parts of [['x', 'y'], ['2026-13-45', 'y'], ['']]) {
    const cursor = Buffer.from(JSON.stringify(parts)).toString('base64url')
    assert.equal((await person.browser.send('GET', `/user/activity?cursor=${cursor}`)).status, 400)
  }
  const stranger = await newPerson(at)
  const theirs = await stranger.browser.send('GET', '/user/activity')
  assert.equal(theirs.body.items.length, 1)
})

test('a sign-in from a new device is told by mail, one from a known place or browser is not', async (t) => {
  const at = await house(t)
  const person = await newPerson(at)
  await at.post()
  await at.browser().signIn(person.email)
  assert.equal((await at.post()).length, 0, 'the same browser elsewhere')
  await at.browser({ userAgent: chromeOnWindows }).signIn(person.email)
  const [mail] = await at.post()
  assert.equal(mail?.subject, 'Somebody signed in from a new device')
  assert.match(mail?.text ?? '', /Chrome on Windows/)
})

test('admins see how members of their own workspace signed in, and others do not', async (t) => {
  const at = await house(t)
  const [person, other] = [await newPerson(at), await newPerson(at)]
  const log = (who: typeof person, workspaceId: string) =>
    who.browser.send('GET', '/sign-in-log', undefined, { 'watchword-workspace': workspaceId })
  const own = await log(person, person.workspaceId)
  assert.equal(own.status, 200)
  assert.deepEqual(
    own.body.items.map((item: { user: object; type: string }) => [item.user, item.type]),
    [[{ id: person.id, name: person.name }, 'session.started']],
  )
  assert.equal((await log(other, person.workspaceId)).status, 400)
  const ctx = await testContext()
  assert.equal((await call(withRole(ctx, 'member'), endpoints, 'GET', '/sign-in-log')).status, 403)
  assert.equal((await call(withRole(ctx, 'admin'), endpoints, 'GET', '/sign-in-log')).status, 200)
})

test('the list of sessions says where one is signed in and ends one or all others at once [SEN-08]', async (t) => {
  const at = await house(t)
  const person = await newPerson(at)
  const [second, third, stranger] = [at.browser({ userAgent: chromeOnWindows }), at.browser(), await newPerson(at)]
  await second.signIn(person.email)
  await third.signIn(person.email)
  const { items } = (await person.browser.send('GET', '/user/sessions')).body
  assert.equal(items.length, 3)
  const found = items.find((one: { browser: string }) => one.browser === 'Chrome')
  assert.partialDeepStrictEqual(found, {
    current: false,
    system: 'Windows',
    remoteAddress: second.address,
    methods: ['password'],
  })
  assert.equal((await stranger.browser.send('DELETE', `/user/sessions/${found.id}`)).status, 404)
  assert.equal((await person.browser.send('DELETE', `/user/sessions/${found.id}`)).status, 204)
  assert.deepEqual([await second.isSignedIn(), await third.isSignedIn()], [false, true])
  assert.equal((await person.browser.send('DELETE', `/user/sessions/${found.id}`)).status, 404)
  assert.equal((await person.browser.send('DELETE', '/user/sessions')).status, 204)
  assert.deepEqual([await third.isSignedIn(), await person.browser.isSignedIn()], [false, true])
  const own = (await person.browser.send('GET', '/user/sessions')).body.items
  assert.equal((await person.browser.send('DELETE', `/user/sessions/${own[0].id}`)).status, 204)
  assert.equal(await person.browser.isSignedIn(), false)
})

test('one changes one’s own name, and nobody without a session changes anything', async (t) => {
  const at = await house(t)
  const person = await newPerson(at)
  const changed = await person.browser.send('PATCH', '/user', { name: 'Ada Lovelace' })
  assert.deepEqual([changed.status, changed.body.name], [200, 'Ada Lovelace'])
  assert.equal((await person.browser.send('PATCH', '/user', { name: ' ' })).status, 400)
  const nobody = at.browser()
  for (const [method, path] of [
    ['GET', '/user'],
    ['PATCH', '/user'],
    ['POST', '/user/password'],
    ['POST', '/user/email'],
    ['GET', '/user/sessions'],
    ['DELETE', '/user/sessions'],
    ['GET', '/user/activity'],
  ] as const) {
    assert.equal((await nobody.send(method, path, method === 'GET' ? undefined : {})).status, 401, path)
  }
})

test('the sweep deletes old links and dead sessions, and nothing else', async (t) => {
  const at = await house(t)
  const person = await newPerson(at)
  const other = await newPerson(at)
  await at.browser().send('POST', '/password-resets', { email: person.email })
  await at.post()
  const count = async () => {
    const { rows } = await inPlatformTransaction(at.services, ({ db }) =>
      sql<Record<string, number>>`select
        (select count(*)::integer from email_proofs where email = ${person.email}) as proofs,
        (select count(*)::integer from sessions where user_id = ${person.id}) as sessions,
        (select count(*)::integer from user_activities where user_id = ${person.id}) as activities`.execute(db),
    )
    return rows[0]
  }
  await sweepPeople(at.services)
  assert.deepEqual(await count(), { proofs: 1, sessions: 1, activities: 1 })
  // Only the clock of this house goes on: for everyone else's rows of the run it stands where they are.
  const later = new Date(at.clock().getTime() - 91 * 86_400_000)
  await inPlatformTransaction(at.services, async ({ db }) => {
    await sql`update email_proofs set expires_at = ${later} where email = ${person.email}`.execute(db)
    await sql`update sessions set seen_at = ${later} where user_id = ${person.id}`.execute(db)
  })
  await sweepPeople(at.services)
  assert.deepEqual(await count(), { proofs: 0, sessions: 0, activities: 1 })
  assert.equal(await other.browser.isSignedIn(), true)
})

test('browser and system are words of a list, whatever a client calls itself', () => {
  assert.deepEqual(describeDevice(chromeOnWindows), { browser: 'Chrome', system: 'Windows' })
  for (const text of ['', 'curl/8.0', 'Evil<script>/1', 'x'.repeat(300), '\u202e', 'Buy now/1.0 (spam.example)']) {
    const { browser, system } = describeDevice(text)
    assert.ok(
      [browser, system].every((word) => word === null || /^[\w .()-]+$/.test(word)),
      text,
    )
    assert.ok(!`${browser} ${system}`.includes('spam') && !`${browser}`.includes('Evil'))
  }
})

test('of a user exactly name, address, the password’s hash and two times are kept [OPS-03] [CAB-02] [DSE-05] [AHU-04] [AHU-13]', async (t) => {
  const { services } = await house(t)
  const { rows } = await sql<{ columnName: string }>`select column_name from information_schema.columns
    where table_schema = 'public' and table_name = 'users'`.execute(services.database.kysely)
  const columns = rows.map(({ columnName }) => columnName).sort()
  assert.deepEqual(columns, ['created_at', 'email', 'email_verified_at', 'id', 'name', 'password_hash'])
  const declared = inventory.filter(({ place }) => place === 'users')
  assert.deepEqual(declared.flatMap(({ fields }) => fields).sort(), columns)
  assert.deepEqual([...new Set(declared.map(({ category }) => category))].sort(), ['C01', 'C02'])
})
