import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAuthenticator } from './authenticator.fixture.ts'
import { codeAt, newPerson, password, personWithTotp, wrongCode } from './person.fixture.ts'

const minuteMs = 60_000

test('whoever proves a factor again may do for ten minutes what needs a fresh one [CAB-03]', async () => {
  const person = await newPerson()
  const home = person.browser()
  await home.signIn()
  person.clock.advance(11 * minuteMs)
  assert.equal((await home.post('/user/totp')).body.code, 'fresh_factor_required')
  const wrong = await home.post('/session/freshness', { type: 'password', password: 'not this one at all' })
  assert.equal(wrong.status, 400)
  assert.equal(wrong.body.fields[0].path, 'password')
  assert.equal((await home.post('/user/totp')).body.code, 'fresh_factor_required')

  const before = home.cookie()
  const proved = await home.post('/session/freshness', { type: 'password', password })
  assert.equal(proved.status, 200)
  assert.equal(new Date(proved.body.freshUntil).getTime(), person.clock().getTime() + 10 * minuteMs)
  assert.notEqual(home.cookie(), before)
  assert.equal((await home.post('/user/totp')).status, 201)
  const stolen = person.browser()
  stolen.setCookie(before)
  assert.equal(await stolen.isSignedIn(), false)
  person.clock.advance(10 * minuteMs)
  assert.equal((await home.post('/user/totp')).status, 403)
})

test('a person who has a second factor must use it, once for each code [CAB-03]', async () => {
  const person = await personWithTotp()
  const { home, secret } = person
  person.clock.advance(11 * minuteMs)
  const refused = await home.post('/session/freshness', { type: 'password', password })
  assert.deepEqual([refused.status, refused.body.code], [403, 'forbidden'])
  const code = codeAt(secret, person)
  const wrong = await home.post('/session/freshness', { type: 'totp', code: wrongCode(secret, person) })
  assert.equal(wrong.status, 400)
  assert.equal((await home.post('/session/freshness', { type: 'totp', code })).status, 200)
  assert.equal((await home.post('/session/freshness', { type: 'totp', code })).status, 400)
  const browser = person.browser()
  await browser.signIn()
  assert.equal((await browser.post('/session/second-factor', { type: 'totp', code })).status, 401)
  const recovery = { type: 'recoveryCode', code: person.recoveryCodes[0] }
  assert.equal((await home.post('/session/freshness', recovery)).status, 400)
})

test('a passkey proves freshness only in the hands of its verified owner [CAB-04]', async () => {
  const [person, other] = [await newPerson(), await newPerson()]
  const [home, foreign] = [person.browser(), other.browser()]
  const [device, foreignDevice] = [createAuthenticator(), createAuthenticator()]
  await home.signIn()
  await foreign.signIn()
  await home.register(device)
  await foreign.register(foreignDevice)
  person.clock.advance(11 * minuteMs)
  const prove = async (by: typeof device, change = {}) =>
    home.post('/session/freshness', { type: 'passkey', response: by.get(await home.challenge('freshness'), change) })
  assert.equal((await prove(device, { userVerified: false })).status, 400)
  assert.equal((await prove(foreignDevice)).status, 400)
  assert.equal((await prove(device, { origin: 'https://evil.example' })).status, 400)
  assert.equal((await home.post('/session/freshness', { type: 'password', password })).status, 403)
  assert.equal((await prove(device)).status, 200)
  assert.equal((await home.challenge('registration')).rp.id, 'localhost')
})

test('tries to confirm are counted for the person, with a time to wait [OPS-48] [K-10]', async () => {
  const person = await newPerson()
  const home = person.browser()
  await home.signIn()
  const statuses: number[] = []
  let last
  for (let attempt = 0; attempt < 11; attempt += 1) {
    last = await home.post('/session/freshness', { type: 'password', password: `wrong password ${attempt}` })
    statuses.push(last.status)
  }
  assert.deepEqual(statuses, [...Array<number>(10).fill(400), 429])
  assert.ok(Number(last?.headers.get('retry-after')) > 0)
  assert.equal((await person.browser().signIn()).status, 201, 'signing in is counted apart')
})

test('nobody proves anything without a session', async () => {
  const person = await newPerson()
  for (const proof of [
    { type: 'password', password },
    { type: 'totp', code: '123456' },
  ]) {
    assert.equal((await person.browser().post('/session/freshness', proof)).status, 401)
  }
})
