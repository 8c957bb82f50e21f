import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inPlatformTransaction, sql } from '#platform/database'
import { eventually } from '#testing'
import { application, house, newPerson, secretIn, type Browser, type House } from './house.fixture.ts'

const other = 'another password entirely'

async function reset(at: House, email: string) {
  const asked = await at.browser().send('POST', '/password-resets', { email })
  return { asked, mails: await at.post() }
}

test('long passwords that share their first 72 bytes are different ones [OPS-44]', async (t) => {
  const at = await house(t)
  const long = `${'correct horse battery staple '.repeat(3).slice(0, 72)}${'x'.repeat(28)}`
  const similar = `${long.slice(0, 72)}${'y'.repeat(28)}`
  const person = await newPerson(at, { password: long })
  assert.equal((await at.browser().signIn(person.email, similar)).status, 401)
  assert.equal((await at.browser().signIn(person.email, long)).status, 201)
  const { rows } = await inPlatformTransaction(at.services, ({ db }) =>
    sql<{ passwordHash: string }>`select password_hash from users where id = ${person.id}`.execute(db),
  )
  assert.match(rows[0]?.passwordHash ?? '', /^v\d\$.*\d\d\$[./A-Za-z0-9]{53}$/)
})

test('a password has 12 to 1,000 characters of any kind and is none that everybody tries, said at the field', async (t) => {
  const at = await house(t)
  const browser = at.browser()
  const person = await newPerson(at)
  const bad = [
    'elevenchars',
    '🔐'.repeat(6),
    'e\u0301'.repeat(11),
    'x'.repeat(1_001),
    'aaaaaaaaaaaaaa',
    'abcabcabcabcabc',
    'Password Password Password '.replaceAll(' ', ''),
    '1Q2W3E4R5T6Y',
    'unbelievable',
    person.email,
    person.email.toUpperCase(),
  ]
  for (const secret of bad) {
    const answer = await person.browser.send('POST', '/user/password', { password: secret })
    assert.equal(answer.status, 400, secret)
    assert.equal(answer.body.fields[0].path, 'password')
  }
  for (const secret of ['twelve chars', 'a          b', '🔐🗝️🚪🪟🏠🌳🌲🌴🌵🌾🌿☘️🍀', 'ż'.repeat(6) + 'ó'.repeat(6)]) {
    assert.equal((await person.browser.send('POST', '/user/password', { password: secret })).status, 204, secret)
    assert.equal((await browser.signIn(person.email, secret)).status, 201)
  }
})

test('ten megabytes of password, and other tricks, get a documented answer and no error of ours', async (t) => {
  const at = await house(t)
  const browser = at.browser()
  const email = 'x@example.com'
  assert.equal((await browser.signIn(email, 'x'.repeat(10_000_000))).status, 413)
  assert.equal((await browser.signIn(email, 'x'.repeat(500_000))).status, 400)
  const huge = { ...application(), invitation: 'x', password: 'x'.repeat(10_000_000) }
  assert.equal((await browser.send('POST', '/sign-ups', huge)).status, 413)
  for (const [field, value] of [
    ['email', "a'; drop table users; --@example.com"],
    ['email', 'a@example.com\r\nBcc: b@example.com'],
    ['email', 'a@example.com, b@example.com'],
    ['name', 'a\u0000b'],
    ['name', '\ud800'],
    ['name', 'line\r\nX-Header: 1'],
    ['password', 'a password with \u0000'],
    ['invitation', "' or 1=1 --"],
    ['policyVersion', '\u202e'],
  ] as const) {
    const { status } = await browser.send('POST', '/sign-ups', { ...application(), [field]: value })
    assert.ok(status >= 400 && status < 500, `${field} ${JSON.stringify(value)}: ${status}`)
  }
  for (const body of ['', '[]', 'null', '{"email":1,"password":[]}', '{']) {
    assert.equal((await browser.send('POST', '/session', body)).status, 400, body)
  }
})

test('a password that is forgotten is set anew by mail: every session and link ends, the tries are forgotten [K-01]', async (t) => {
  const at = await house(t)
  const person = await newPerson(at)
  await person.browser.send('POST', '/user/email', { email: 'attacker@example.com' })
  const stolen = secretIn((await at.post())[0])
  const second = at.browser()
  await second.signIn(person.email)
  for (let count = 0; count < 11; count += 1) await at.browser().signIn(person.email, 'wrong password!')
  assert.equal((await at.browser().signIn(person.email)).status, 429)

  const { asked, mails } = await reset(at, person.email.toUpperCase())
  assert.deepEqual([asked.status, asked.body], [202, { state: 'mailed' }])
  const secret = secretIn(mails[0])
  const complete = (text: string) =>
    at.browser().send('POST', '/password-resets/completion', { secret, password: text })
  assert.equal((await complete('passwordpassword')).status, 400, 'the link still works after a refused password')
  const answers = await Promise.all([complete(other), complete(other)])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 410])
  assert.deepEqual([await person.browser.isSignedIn(), await second.isSignedIn()], [false, false])
  assert.equal((await at.browser().send('POST', '/email-changes/confirmation', { secret: stolen })).status, 410)
  assert.equal((await at.browser().signIn(person.email)).status, 401)
  assert.equal((await at.browser().signIn(person.email, other)).status, 201)
  const notices = await at.post()
  assert.deepEqual(
    notices.map(({ subject, to }) => [subject, to?.[0]?.address]).find(([subject]) => subject?.includes('anew')),
    ['Your password was set anew', person.email],
  )
})

test('asking for a reset tells nothing of an address, and leaves nothing of one that is not known [K-10]', async (t) => {
  const at = await house(t)
  const person = await newPerson(at)
  const known = await reset(at, person.email)
  const unknown = await reset(at, 'nobody-here@example.com')
  assert.deepEqual([known.asked.status, known.asked.body], [unknown.asked.status, unknown.asked.body])
  assert.deepEqual([known.mails.length, unknown.mails.length], [1, 0])
  const { rows } = await inPlatformTransaction(at.services, ({ db }) =>
    sql`select from email_proofs where email = 'nobody-here@example.com'`.execute(db),
  )
  assert.equal(rows.length, 0)
  const mails = []
  for (let count = 0; count < 4; count += 1) mails.push(...(await reset(at, person.email)).mails)
  assert.equal(mails.length, 1, 'three in four hours, with the one of the sign-up')
  assert.equal(
    (
      await at
        .browser()
        .send('POST', '/password-resets/completion', { secret: secretIn(known.mails[0]), password: other })
    ).status,
    204,
    'the first of them still works',
  )
})

test('changing the password needs a fresh factor, ends all other sessions and their streams, and changes the secret of this one [K-01]', async (t) => {
  const at = await house(t)
  const person = await newPerson(at)
  const second = at.browser()
  await second.signIn(person.email)
  const { id } = (await second.send('GET', '/user/sessions')).body.items.find(
    (one: { current: boolean }) => one.current,
  )
  let ended = 0
  t.after(at.services.live.onRevoked([id], () => (ended += 1)))
  const stolen = person.browser.cookie()
  at.clock.advance(11 * 60_000)
  const stale = await person.browser.send('POST', '/user/password', { password: other })
  assert.deepEqual([stale.status, stale.body.code], [403, 'fresh_factor_required'])
  await person.browser.signIn(person.email)
  const before = person.browser.cookie()
  assert.equal((await person.browser.send('POST', '/user/password', { password: other })).status, 204)
  assert.equal(await second.isSignedIn(), false)
  await eventually('the stream to end', async () => ended === 1)
  assert.equal(await person.browser.isSignedIn(), true)
  for (const cookie of [stolen, before]) {
    assert.equal((await at.browser().send('GET', '/session', undefined, { cookie })).status, 401)
  }
  const subjects = (await at.post()).map(({ subject }) => subject)
  assert.ok(subjects.includes('Your password was changed'))
})

test('a new address counts once its link is used; the old one is told and its links are dead [K-01]', async (t) => {
  const at = await house(t)
  const person = await newPerson(at)
  const second = at.browser()
  await second.signIn(person.email)
  const resetSecret = secretIn((await reset(at, person.email)).mails.at(-1))
  const email = application().email
  assert.equal((await person.browser.send('POST', '/user/email', { email: person.email })).status, 400)
  assert.equal((await person.browser.send('POST', '/user/email', { email: 'unused@example.com' })).status, 202)
  const unused = secretIn((await at.post())[0])
  assert.equal((await person.browser.send('POST', '/user/email', { email })).status, 202)
  const [mail] = await at.post()
  assert.equal(mail?.to?.[0]?.address, email)
  assert.equal((await person.browser.send('GET', '/user')).body.email, person.email, 'nothing has changed yet')
  const confirm = (browser: Browser, secret: string) => browser.send('POST', '/email-changes/confirmation', { secret })
  assert.equal((await confirm(person.browser, unused)).status, 410, 'only the last one counts')
  assert.equal((await confirm(person.browser, secretIn(mail))).status, 204)
  assert.equal((await person.browser.send('GET', '/user')).body.email, email)
  assert.equal(await second.isSignedIn(), false)
  const [notice] = await at.post()
  assert.equal(notice?.to?.[0]?.address, person.email)
  assert.equal(notice?.subject, 'The address of your sign-in was changed')
  assert.throws(() => secretIn(notice), 'it undoes nothing')
  const late = { secret: resetSecret, password: other }
  assert.equal((await at.browser().send('POST', '/password-resets/completion', late)).status, 410)
  assert.equal((await at.browser().signIn(person.email)).status, 401)
  assert.equal((await at.browser().signIn(email)).status, 201)
})

test('an address that is somebody else’s is never taken over, and the asker is not told', async (t) => {
  const at = await house(t)
  const [person, owner] = [await newPerson(at), await newPerson(at)]
  const asked = await person.browser.send('POST', '/user/email', { email: owner.email })
  assert.deepEqual([asked.status, asked.body], [202, { state: 'mailed' }])
  const [mail] = await at.post()
  assert.deepEqual([mail?.subject, mail?.to?.[0]?.address], ['You already have a sign-in here', owner.email])
  assert.throws(() => secretIn(mail))

  const email = application().email
  await person.browser.send('POST', '/user/email', { email })
  const secret = secretIn((await at.post())[0])
  await newPerson(at, { email })
  assert.equal((await person.browser.send('POST', '/email-changes/confirmation', { secret })).status, 409)
})

test('no password can be read anywhere: not in a table, not in a mail, not in a job [CAB-02]', async (t) => {
  const at = await house(t)
  const canary = 'canary-Qv81-passphrase'
  const person = await newPerson(at, { password: canary })
  await at.browser().signIn(person.email, canary)
  await person.browser.send('POST', '/user/password', { password: `${canary}-2` })
  const jobs = JSON.stringify(at.queue)
  await at.post()
  assert.ok(!jobs.includes('canary-Qv81'))
  for (const { text, html } of at.mails) assert.ok(!`${text}${html}`.includes('canary-Qv81'))
  const { rows } = await inPlatformTransaction(at.services, ({ db }) =>
    sql<{ row: string }>`select u::text as row from users u union all select s::text from sessions s
      union all select p::text from email_proofs p union all select a::text from user_activities a`.execute(db),
  )
  assert.ok(rows.length > 0)
  for (const { row } of rows) assert.ok(!row.includes('canary-Qv81'))
})
