import assert from 'node:assert/strict'
import { createHash, sign, X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { inPlatformTransaction, sql } from '#platform/database'
import { newId } from '#platform/ids'
import { certificate, key } from '../../../platform/egress/certificate.fixture.ts'
import { createAuthenticator, type Change } from './authenticator.fixture.ts'
import { codeAt, newPerson, personWithTotp, type Person } from './person.fixture.ts'

/** A signed-in person with one passkey. */
async function personWithPasskey(options: Parameters<typeof createAuthenticator>[0] = {}) {
  const person = await newPerson()
  const home = person.browser()
  await home.signIn()
  const device = createAuthenticator(options)
  assert.equal((await home.register(device)).status, 201)
  return { ...person, home, device }
}

type Device = ReturnType<typeof createAuthenticator>

async function signInWith(browser: ReturnType<Person['browser']>, device: Device, change: Change = {}) {
  return browser.post('/session/passkey', { response: device.get(await browser.challenge('signIn'), change) })
}

test('a passkey signs in alone, as its owner, under a new session [CAB-04]', async () => {
  const person = await personWithPasskey()
  const browser = person.browser()
  const options = await browser.challenge('signIn')
  assert.partialDeepStrictEqual(options, { rpId: 'localhost', userVerification: 'required', allowCredentials: [] })
  const before = browser.cookie()
  assert.equal(await browser.isSignedIn(), false)
  const done = await browser.post('/session/passkey', { response: person.device.get(options) })
  assert.equal(done.status, 201)
  assert.partialDeepStrictEqual(done.body, { signedIn: true, user: { id: person.userId } })
  assert.notEqual(browser.cookie(), before)
  assert.equal(await browser.isSignedIn(), true)
})

test('somebody with codes from an app needs none after a passkey, and after a password chooses [CAB-04]', async () => {
  const person = await personWithTotp()
  const device = createAuthenticator()
  await person.home.post('/session/freshness', { type: 'totp', code: codeAt(person.secret, person) })
  assert.equal((await person.home.register(device)).status, 201)
  assert.equal((await signInWith(person.browser(), device)).body.signedIn, true)

  const browser = person.browser()
  assert.deepEqual((await browser.signIn()).body.secondFactors, ['totp', 'passkey', 'recoveryCode'])
  const options = await browser.challenge('secondFactor')
  assert.deepEqual(
    options.allowCredentials.map(({ id }: { id: string }) => id),
    [device.id],
  )
  // A key that was only touched is enough behind a password.
  const response = device.get(options, { userVerified: false, userHandle: null })
  const done = await browser.post('/session/second-factor', { type: 'passkey', response })
  assert.equal(done.status, 201)
  assert.equal(await browser.isSignedIn(), true)
})

test('registration tells the authenticator nothing of the person but what is shown there [CAB-04]', async () => {
  const person = await personWithPasskey()
  const options = await person.home.challenge('registration')
  assert.partialDeepStrictEqual(options, {
    rp: { id: 'localhost', name: 'Watchword' },
    user: { name: person.email },
    attestation: 'none',
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
    excludeCredentials: [{ id: person.device.id }],
  })
  assert.equal(Buffer.from(options.challenge, 'base64url').length, 32)
  const handle = Buffer.from(options.user.id, 'base64url')
  assert.equal(handle.length, 32)
  assert.ok(![person.email, person.userId].some((text) => handle.includes(text)))
  assert.equal((await person.home.challenge('registration')).user.id, options.user.id)
})

test('of a passkey the table holds id, public key, counter and label, and no challenge is in any [CAB-04]', async () => {
  const person = await personWithPasskey()
  const browser = person.browser()
  const { challenge } = await browser.challenge('signIn')
  const read = <Row>(query: ReturnType<typeof sql<Row>>) =>
    inPlatformTransaction(person.services, async ({ db }) => (await query.execute(db)).rows)
  const [row] = await read(sql<Record<string, unknown>>`select * from passkeys where user_id = ${person.userId}`)
  assert.deepEqual(Object.keys(row ?? {}).toSorted(), ['counter', 'id', 'label', 'publicKey', 'userId'])
  const sessions = await read(sql<{ row: string }>`select s::text as row from sessions s`)
  assert.ok(sessions.some(({ row: text }) => text.includes('passkeySignIn')))
  assert.ok(sessions.every(({ row: text }) => !text.includes(challenge)))
})

test('an answer to a challenge is looked at once, right or wrong [CAB-04]', async () => {
  const person = await personWithPasskey({ counting: false })
  const browser = person.browser()
  const response = person.device.get(await browser.challenge('signIn'))
  const cookie = browser.cookie()
  assert.equal((await browser.post('/session/passkey', { response })).status, 201)
  assert.equal((await browser.post('/session/passkey', { response })).status, 401)
  browser.setCookie(cookie)
  assert.equal((await browser.post('/session/passkey', { response })).status, 401)

  const options = await browser.challenge('signIn')
  const wrong = person.device.get(options, { origin: 'https://evil.example' })
  assert.equal((await browser.post('/session/passkey', { response: wrong })).status, 401)
  assert.equal((await browser.post('/session/passkey', { response: person.device.get(options) })).status, 401)
})

test('of two who send the same answer at the same moment one is signed in [CAB-04]', async () => {
  const person = await personWithPasskey({ counting: false })
  const browser = person.browser()
  const response = person.device.get(await browser.challenge('signIn'))
  const cookie = browser.cookie()
  const twins = [1, 2, 3].map(() => {
    const twin = person.browser()
    twin.setCookie(cookie)
    return twin
  })
  const answers = await Promise.all(twins.map((twin) => twin.post('/session/passkey', { response })))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 401, 401])
})

test('an answer from another site, for another, unverified or of another kind signs nobody in [CAB-04]', async () => {
  const person = await personWithPasskey({ counting: false })
  const changes: Change[] = [
    { origin: 'https://evil.example' },
    { origin: 'http://localhost:8080.evil.example' },
    { origin: 'http://localhost' },
    { rpId: 'evil.example' },
    { userVerified: false },
    { crossOrigin: true },
    { type: 'webauthn.create' },
    { challenge: Buffer.alloc(32).toString('base64url') },
    { challenge: '' },
    { userHandle: null },
    { userHandle: Buffer.alloc(32).toString('base64url') },
    { id: Buffer.alloc(16).toString('base64url') },
  ]
  for (const change of changes) {
    const answer = await signInWith(person.browser(), person.device, change)
    assert.equal(answer.status, 401, JSON.stringify(change))
  }
  assert.equal((await signInWith(person.browser(), person.device)).status, 201)
})

test('the challenge of another session or of another purpose is worth nothing [CAB-04]', async () => {
  const person = await personWithPasskey()
  const [one, two] = [person.browser(), person.browser()]
  const options = await one.challenge('signIn')
  await two.challenge('signIn')
  const stolen = await two.post('/session/passkey', { response: person.device.get(options) })
  assert.equal(stolen.status, 401)
  assert.equal((await one.post('/session/passkey', { response: person.device.get(options) })).status, 201)

  const forRegistration = await person.home.challenge('registration')
  const asked = { ...forRegistration, rpId: 'localhost' }
  const response = person.device.get(asked)
  assert.equal((await person.home.post('/session/passkey', { response })).status, 401)
  const freshness = await person.home.post('/session/freshness', { type: 'passkey', response })
  assert.equal(freshness.status, 400)
  assert.equal((await person.browser().post('/session/passkey', { response })).status, 401)
})

test('a challenge is answered within ten minutes [CAB-04]', async () => {
  const person = await personWithPasskey()
  const browser = person.browser()
  const response = person.device.get(await browser.challenge('signIn'))
  person.clock.advance(10 * 60_000)
  assert.equal((await browser.post('/session/passkey', { response })).status, 401)
})

test('a counter that stands still or goes back is refused and shown; one that is always 0 is fine [CAB-04]', async () => {
  const person = await personWithPasskey()
  assert.equal((await signInWith(person.browser(), person.device, { counter: 10 })).status, 201)
  for (const counter of [10, 9, 0]) {
    assert.equal((await signInWith(person.browser(), person.device, { counter })).status, 401, String(counter))
  }
  assert.equal((await signInWith(person.browser(), person.device, { counter: 11 })).status, 201)
  const refused = await refusals(person)
  assert.deepEqual(
    refused.map(({ method, reason }) => `${method} ${reason}`),
    ['passkey counter', 'passkey counter', 'passkey counter'],
  )
  const uncounted = await personWithPasskey({ counting: false })
  for (let time = 0; time < 3; time += 1) {
    assert.equal((await signInWith(uncounted.browser(), uncounted.device)).status, 201)
  }
})

test('of two copies of a passkey with the same counter one is signed in [CAB-04]', async () => {
  const person = await personWithPasskey()
  const browsers = [person.browser(), person.browser()]
  const responses = await Promise.all(
    browsers.map(async (browser) => person.device.get(await browser.challenge('signIn'), { counter: 50 })),
  )
  const answers = await Promise.all(
    browsers.map((browser, at) => browser.post('/session/passkey', { response: responses[at] })),
  )
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 401])
})

test('somebody else’s passkey is no second factor of mine, and the same one not two people’s [CAB-04]', async () => {
  const [person, other] = [await personWithPasskey(), await personWithPasskey()]
  const browser = person.browser()
  await browser.signIn()
  const options = await browser.challenge('secondFactor')
  const response = other.device.get(options)
  assert.equal((await browser.post('/session/second-factor', { type: 'passkey', response })).status, 401)
  assert.equal(await browser.isSignedIn(), false)

  const forged = person.device.get(await browser.challenge('secondFactor'), { id: other.device.id })
  assert.equal((await browser.post('/session/second-factor', { type: 'passkey', response: forged })).status, 401)

  assert.equal((await person.home.register(other.device)).status, 409)
  assert.equal(
    (await signInWith(person.browser(), other.device, {})).status,
    401,
    'it says whose it is: no longer hers',
  )
})

test('a registration that is not ours, unverified or with certificates adds nothing [CAB-04]', async () => {
  const person = await newPerson()
  const home = person.browser()
  await home.signIn()
  const changes: Change[] = [
    { origin: 'https://evil.example' },
    { rpId: 'evil.example' },
    { userVerified: false },
    { crossOrigin: true },
    { type: 'webauthn.get' },
    { challenge: Buffer.alloc(32).toString('base64url') },
    attested('packed', { x5c: [new Uint8Array(8)] }),
    attested('apple', { x5c: [new Uint8Array(8)] }),
    attested('none', { sig: new Uint8Array(8) }),
    attested('unheard-of', {}),
    { attest: byManufacturer },
    { attest: (made) => bySelf({ ...made, clientDataJSON: Buffer.from('something else') }) },
  ]
  for (const change of changes) {
    const response = createAuthenticator().create(await home.challenge('registration'), change)
    const answer = await home.post('/user/passkeys', { label: 'Key', response })
    assert.equal(answer.status, 400, JSON.stringify([change, answer.body]))
  }
  const device = createAuthenticator()
  const response = device.create(await home.challenge('registration'))
  assert.equal((await home.post('/user/passkeys', { label: 'Key', response })).status, 201)
  assert.equal((await home.post('/user/passkeys', { label: 'Key', response })).status, 400, 'replayed')
  assert.equal((await home.send('GET', '/user/factors')).body.passkeys.length, 1)
})

test('a registration that the new key signed itself is taken, as browsers may send one [CAB-04]', async () => {
  const person = await newPerson()
  const home = person.browser()
  await home.signIn()
  const device = createAuthenticator()
  const response = device.create(await home.challenge('registration'), { attest: bySelf })
  assert.equal((await home.post('/user/passkeys', { label: 'Key', response })).status, 201)
  assert.equal((await signInWith(person.browser(), device)).status, 201)
})

test('challenges need the session that their purpose says, and a passkey to ask for', async () => {
  const person = await personWithPasskey()
  const status = async (browser: ReturnType<Person['browser']>, purpose: string) =>
    (await browser.post('/passkey-challenges', { purpose })).status
  for (const purpose of ['secondFactor', 'registration', 'freshness']) {
    assert.equal(await status(person.browser(), purpose), 401, purpose)
  }
  assert.equal(await status(person.home, 'secondFactor'), 401)
  assert.equal(await status(person.home, 'freshness'), 201)
  assert.equal(await status(person.home, 'nothing'), 400)
  const waiting = person.browser()
  await waiting.signIn()
  assert.equal(await status(waiting, 'registration'), 401)
  assert.equal(await status(waiting, 'freshness'), 401)
  assert.equal(await status(waiting, 'secondFactor'), 201)
  const plain = (await newPerson()).browser()
  await plain.signIn()
  assert.equal(await status(plain, 'freshness'), 409)
  person.clock.advance(11 * 60_000)
  const stale = await person.home.post('/passkey-challenges', { purpose: 'registration' })
  assert.deepEqual([stale.status, stale.body.code], [403, 'fresh_factor_required'])
})

test('adding and removing a passkey ends all other sessions and needs a fresh factor [K-01]', async () => {
  const person = await personWithPasskey()
  const other = person.browser()
  await signInWith(other, person.device)
  const cookie = person.home.cookie()
  const second = createAuthenticator()
  assert.equal((await person.home.register(second, 'Second')).status, 201)
  assert.equal(await other.isSignedIn(), false)
  assert.equal(await person.home.isSignedIn(), true)
  assert.notEqual(person.home.cookie(), cookie)

  await signInWith(other, person.device)
  assert.equal((await person.home.send('DELETE', `/user/passkeys/${second.id}`)).status, 204)
  assert.equal(await other.isSignedIn(), false)
  assert.equal((await signInWith(other, second)).status, 401)

  const label = { label: 'Laptop' }
  assert.equal((await person.home.send('PATCH', `/user/passkeys/${person.device.id}`, label)).status, 200)
  assert.deepEqual((await person.home.send('GET', '/user/factors')).body.passkeys, [
    { id: person.device.id, label: 'Laptop' },
  ])
  person.clock.advance(11 * 60_000)
  const stale = await person.home.send('DELETE', `/user/passkeys/${person.device.id}`)
  assert.deepEqual([stale.status, stale.body.code], [403, 'fresh_factor_required'])
})

test('nobody sees, renames or removes the passkey of somebody else', async () => {
  const [person, other] = [await personWithPasskey(), await personWithPasskey()]
  const path = `/user/passkeys/${other.device.id}`
  assert.equal((await person.home.send('PATCH', path, { label: 'Mine' })).status, 404)
  assert.equal((await person.home.send('DELETE', path)).status, 404)
  assert.equal((await person.home.send('DELETE', '/user/passkeys/unknown')).status, 404)
  assert.equal((await signInWith(other.browser(), other.device)).status, 201)
})

test('the last way to sign in stays, also when two are removed at the same moment [CAB-04]', async () => {
  const person = await personWithPasskey()
  const second = createAuthenticator()
  await person.home.register(second)
  await inPlatformTransaction(person.services, ({ db }) =>
    sql`update users set password_hash = null where id = ${person.userId}`.execute(db),
  )
  // Two sessions of the same browser would rotate away from each other, so each sits in one of its own.
  const twin = person.browser()
  assert.equal((await signInWith(twin, person.device)).status, 201)
  const answers = await Promise.all([
    person.home.send('DELETE', `/user/passkeys/${person.device.id}`),
    twin.send('DELETE', `/user/passkeys/${second.id}`),
  ])
  const removed = answers.filter(({ status }) => status === 204)
  assert.equal(removed.length, 1, JSON.stringify(answers.map(({ status }) => status)))
  const { rows } = await inPlatformTransaction(person.services, ({ db }) =>
    sql<{ id: string }>`select id from passkeys where user_id = ${person.userId}`.execute(db),
  )
  assert.equal(rows.length, 1)
  const left = rows[0]?.id === second.id ? second : person.device
  const browser = person.browser()
  assert.equal((await signInWith(browser, left)).status, 201)
  assert.equal((await browser.send('DELETE', `/user/passkeys/${left.id}`)).status, 409)
})

test('an identity at a provider that is not offered any more is shown, and is no way to sign in', async () => {
  const person = await personWithPasskey()
  const id = newId('idt', person.clock())
  await inPlatformTransaction(person.services, async ({ db }) => {
    await sql`update users set password_hash = null where id = ${person.userId}`.execute(db)
    await sql`insert into identities (id, user_id, provider_id, issuer, subject, email, created_at)
      values (${id}, ${person.userId}, 'gone', 'https://gone.example', ${id}, ${person.email}, now())`.execute(db)
  })
  const factors = (await person.home.send('GET', '/user/factors')).body
  assert.equal(factors.hasPassword, false)
  assert.partialDeepStrictEqual(factors.identities, [{ id, providerId: 'gone', providerName: 'gone' }])
  assert.deepEqual(Object.keys(factors.identities[0]), ['id', 'providerId', 'providerName', 'email', 'createdAt'])
  assert.equal((await person.home.send('DELETE', `/user/passkeys/${person.device.id}`)).status, 409)
})

test('whoever knows the password cannot keep the owner from signing in with a passkey [OPS-48]', async () => {
  const person = await personWithTotp()
  const device = createAuthenticator()
  await person.home.post('/session/freshness', { type: 'totp', code: codeAt(person.secret, person) })
  await person.home.register(device)
  for (let sender = 0; sender < 3; sender += 1) {
    const attacker = person.browser()
    await attacker.signIn()
    const tries = Array.from({ length: 12 }, () =>
      attacker.post('/session/second-factor', { type: 'totp', code: '000000' }),
    )
    await Promise.all(tries)
  }
  assert.equal((await signInWith(person.browser(), device)).status, 201)
})

test('a sender who asks for many challenges is told to wait, and others are not [OPS-48] [K-10]', async () => {
  const person = await newPerson()
  const busy = person.browser()
  const statuses: number[] = []
  let last
  for (let time = 0; time < 121; time += 1) {
    last = await busy.post('/passkey-challenges', { purpose: 'signIn' })
    statuses.push(last.status)
  }
  assert.deepEqual([statuses.filter((status) => status === 201).length, statuses.at(-1)], [120, 429])
  assert.ok(Number(last?.headers.get('retry-after')) > 0)
  assert.equal((await person.browser().post('/passkey-challenges', { purpose: 'signIn' })).status, 201)
})

test('what is no answer of an authenticator is told so, and nothing breaks', async () => {
  const person = await personWithPasskey()
  const browser = person.browser()
  const good = person.device.get(await browser.challenge('signIn'))
  const deep = Buffer.concat([Buffer.alloc(12_000, 0x81), Buffer.from([0])]).toString('base64url')
  const odd = Buffer.from('{"type": 1}').toString('base64url')
  const cases: [number, unknown][] = [
    [400, {}],
    [400, { response: null }],
    [400, { response: { ...good, type: 'password' } }],
    [400, { response: { ...good, id: 'no base64!' } }],
    [400, { response: { ...good, response: { ...good.response, signature: 'x'.repeat(20_000) } } }],
    [401, { response: { ...good, rawId: 'AAAA' } }],
    [401, { response: { ...good, response: { ...good.response, clientDataJSON: odd } } }],
    [401, { response: { ...good, response: { ...good.response, clientDataJSON: 'AAAA' } } }],
    [401, { response: { ...good, response: { ...good.response, authenticatorData: 'AAAA' } } }],
    [401, { response: { ...good, response: { ...good.response, authenticatorData: deep } } }],
    [401, { response: { ...good, response: { ...good.response, signature: 'AAAA' } } }],
  ]
  for (const [status, body] of cases) {
    await browser.challenge('signIn')
    assert.equal((await browser.post('/session/passkey', body)).status, status, JSON.stringify(body).slice(0, 200))
  }
  const registration = createAuthenticator().create(await person.home.challenge('registration'))
  for (const attestationObject of [deep, 'AAAA', odd]) {
    await person.home.challenge('registration')
    const response = { ...registration, response: { ...registration.response, attestationObject } }
    assert.equal((await person.home.post('/user/passkeys', { label: 'Key', response })).status, 400)
  }
})

type Made = Parameters<NonNullable<Change['attest']>>[0]

function attested(format: string, statement: Record<string, unknown>): Change {
  return { attest: () => ({ format, statement: new Map(Object.entries(statement)) }) }
}

/** WebAuthn §8.2, self attestation. */
function bySelf({ authData, clientDataJSON, sign: signBySelf }: Made) {
  const sig = new Uint8Array(signBySelf(Buffer.concat([authData, sha256(clientDataJSON)])))
  return {
    format: 'packed',
    statement: new Map<string, unknown>([
      ['alg', -7],
      ['sig', sig],
    ]),
  }
}

/** WebAuthn §8.6, right in every respect but that nobody asked who made the device. */
function byManufacturer({ authData, clientDataJSON, point, id }: Made) {
  const signed = Buffer.concat([Buffer.alloc(1), authData.subarray(0, 32), sha256(clientDataJSON), id, point])
  const x5c = [new Uint8Array(new X509Certificate(certificate).raw)]
  const sig = new Uint8Array(sign('sha256', signed, key))
  return {
    format: 'fido-u2f',
    statement: new Map<string, unknown>([
      ['x5c', x5c],
      ['sig', sig],
    ]),
  }
}

function sha256(content: Buffer): Buffer {
  return createHash('sha256').update(content).digest()
}

async function refusals({ services, userId }: Person): Promise<Record<string, string>[]> {
  const { rows } = await inPlatformTransaction(services, ({ db }) =>
    sql<{ data: Record<string, string> }>`select data from user_activities
      where user_id = ${userId} and type = 'signIn.refused' order by at, id`.execute(db),
  )
  return rows.map(({ data }) => data)
}
