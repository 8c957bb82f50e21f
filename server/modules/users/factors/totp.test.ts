import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inPlatformTransaction, sql } from '#platform/database'
import { codeAt, newPerson, password, personWithTotp, wrongCode, type Person } from './person.fixture.ts'
import { newTotpSecret, stepOfCode, totpUri } from './totp.ts'

/** A browser behind the first factor. */
async function atSecondFactor(person: Pick<Person, 'browser'>, options?: { address: string }) {
  const browser = person.browser(options)
  const first = await browser.signIn()
  assert.equal(first.status, 201)
  assert.equal(first.body.signedIn, false)
  const prove = (code: string) => browser.post('/session/second-factor', { type: 'totp', code })
  return { ...browser, first, prove }
}

test('codes are those of RFC 6238, appendix B, and one step around now is right [CAB-03]', () => {
  // The reference secret in base32 and, of its eight digits, the last six.
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
  const at = (seconds: number) => new Date(seconds * 1000)
  assert.equal(stepOfCode(secret, '287082', at(59)), 1)
  assert.equal(stepOfCode(secret, '081804', at(1_111_111_109)), 37_037_036)
  assert.equal(stepOfCode(secret, '081 804', at(1_111_111_109)), 37_037_036)
  assert.equal(stepOfCode(secret, '081804', at(1_111_111_109 - 30)), 37_037_036)
  assert.equal(stepOfCode(secret, '081804', at(1_111_111_109 + 30)), 37_037_036)
  assert.equal(stepOfCode(secret, '081804', at(1_111_111_109 - 60)), undefined)
  assert.equal(stepOfCode(secret, '081804', at(1_111_111_109 + 61)), undefined)
})

test('a secret has 160 bits, and its URI names us and the person [CAB-03]', () => {
  const secret = newTotpSecret()
  assert.match(secret, /^[A-Z2-7]{32}$/)
  assert.notEqual(secret, newTotpSecret())
  const uri = new URL(totpUri(secret, 'ada+x@example.com'))
  assert.equal(decodeURIComponent(uri.pathname), '/Watchword:ada+x@example.com')
  assert.deepEqual(
    [uri.protocol, uri.host, uri.searchParams.get('secret'), uri.searchParams.get('issuer')],
    ['otpauth:', 'totp', secret, 'Watchword'],
  )
})

test('codes are asked for once a first one has confirmed them, and then finish the sign-in [CAB-03]', async () => {
  const person = await newPerson()
  const home = person.browser()
  await home.signIn()
  const begun = await home.post('/user/totp')
  assert.equal(begun.status, 201)
  assert.match(begun.body.qrCode, /^<svg/)
  assert.equal((await person.browser().signIn()).body.signedIn, true, 'not confirmed yet')

  const { secret } = begun.body
  const wrong = await home.post('/user/totp/confirmation', { code: wrongCode(secret, person) })
  assert.equal(wrong.status, 400)
  assert.deepEqual(
    wrong.body.fields.map(({ path }: { path: string }) => path),
    ['code'],
  )
  const confirmed = await home.post('/user/totp/confirmation', { code: codeAt(secret, person) })
  assert.equal(confirmed.status, 201)
  assert.equal(confirmed.body.recoveryCodes.length, 10)
  assert.equal((await home.post('/user/totp/confirmation', { code: codeAt(secret, person, 1) })).status, 409)
  assert.equal((await home.post('/user/totp')).status, 409)

  const factors = (await home.send('GET', '/user/factors')).body
  assert.partialDeepStrictEqual(factors, { hasPassword: true, totp: { enabled: true }, recoveryCodesLeft: 10 })

  const browser = await atSecondFactor(person)
  assert.deepEqual(browser.first.body.secondFactors, ['totp', 'recoveryCode'])
  assert.equal(await browser.isSignedIn(), false)
  assert.equal((await browser.send('GET', '/user/factors')).status, 401)
  const before = browser.cookie()
  const done = await browser.prove(codeAt(secret, person, 1))
  assert.equal(done.status, 201)
  assert.partialDeepStrictEqual(done.body, { signedIn: true, user: { id: person.userId } })
  assert.notEqual(browser.cookie(), before)
  assert.equal(await browser.isSignedIn(), true)
  browser.setCookie(before)
  assert.equal(await browser.isSignedIn(), false, 'the secret from before the second factor opens nothing')
})

test('a secret that was shown an hour ago is not confirmed any more, and can be replaced', async () => {
  const person = await newPerson()
  const home = person.browser()
  await home.signIn()
  const first = (await home.post('/user/totp')).body.secret
  const second = (await home.post('/user/totp')).body.secret
  assert.notEqual(first, second)
  assert.equal((await home.post('/user/totp/confirmation', { code: codeAt(first, person) })).status, 400)
  person.clock.advance(60 * 60_000 + 1)
  assert.equal((await home.post('/user/totp/confirmation', { code: codeAt(second, person) })).status, 409)
})

test('a code opens once, and never again after a later one [CAB-03]', async () => {
  const person = await personWithTotp()
  const [earlier, code] = [codeAt(person.secret, person, -1), codeAt(person.secret, person)]
  assert.equal((await (await atSecondFactor(person)).prove(code)).status, 201)
  const replay = await (await atSecondFactor(person)).prove(code)
  assert.equal(replay.status, 401)
  assert.match(replay.body.detail, /used already/)
  assert.equal((await (await atSecondFactor(person)).prove(earlier)).status, 401)
  assert.equal((await (await atSecondFactor(person)).prove(codeAt(person.secret, person, 1))).status, 201)
})

test('the code that switched codes on does not sign in [CAB-03]', async () => {
  const person = await newPerson()
  const home = person.browser()
  await home.signIn()
  const { secret } = (await home.post('/user/totp')).body
  const code = codeAt(secret, person)
  assert.equal((await home.post('/user/totp/confirmation', { code })).status, 201)
  assert.equal((await (await atSecondFactor(person)).prove(code)).status, 401)
})

test('of two who send the same code at the same moment one is signed in [CAB-03]', async () => {
  const person = await personWithTotp()
  const browsers = await Promise.all([1, 2, 3].map(() => atSecondFactor(person)))
  const code = codeAt(person.secret, person)
  const answers = await Promise.all(browsers.map((browser) => browser.prove(code)))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 401, 401])
})

test('a code for the step before or after now is right, and one further away is not [CAB-03]', async () => {
  const person = await personWithTotp()
  const prove = async (steps: number) => (await atSecondFactor(person)).prove(codeAt(person.secret, person, steps))
  assert.equal((await prove(-2)).status, 401)
  assert.equal((await prove(2)).status, 401)
  assert.equal((await prove(-1)).status, 201)
  assert.equal((await prove(1)).status, 201)
})

test('somebody else’s code and a code without a first factor open nothing', async () => {
  const [person, other] = [await personWithTotp(), await personWithTotp()]
  const browser = await atSecondFactor(person)
  assert.equal((await browser.prove(codeAt(other.secret, other))).status, 401)
  const proof = { type: 'totp', code: codeAt(person.secret, person) }
  assert.equal((await person.browser().post('/session/second-factor', proof)).status, 401)
  assert.equal((await other.home.post('/session/second-factor', proof)).status, 401)
})

test('a second factor must come within fifteen minutes of the first', async () => {
  const person = await personWithTotp()
  const browser = await atSecondFactor(person)
  person.clock.advance(15 * 60_000)
  assert.equal((await browser.prove(codeAt(person.secret, person))).status, 401)
})

test('wrong codes are counted over all senders, with a time to wait, and owners still get in [OPS-48] [K-10]', async () => {
  const person = await personWithTotp()
  const known = '203.0.113.77'
  const owner = await atSecondFactor(person, { address: known })
  await owner.prove(codeAt(person.secret, person))
  person.clock.advance(60_000)

  const answers = []
  for (let sender = 0; sender < 11; sender += 1) {
    const attacker = await atSecondFactor(person)
    for (let attempt = 0; attempt < 2; attempt += 1) {
      answers.push(await attacker.prove(wrongCode(person.secret, person)))
    }
  }
  assert.deepEqual(
    answers.map(({ status }) => status),
    [...Array<number>(20).fill(401), 429, 429],
  )
  assert.ok(Number(answers.at(-1)?.headers.get('retry-after')) > 0)

  const elsewhere = await atSecondFactor(person)
  assert.equal((await elsewhere.prove(codeAt(person.secret, person))).status, 429)
  const code = person.recoveryCodes[0]
  const recovered = await elsewhere.post('/session/second-factor', { type: 'recoveryCode', code })
  assert.equal(recovered.status, 201, 'a recovery code is not counted')
  const again = await atSecondFactor(person, { address: known })
  assert.equal((await again.prove(codeAt(person.secret, person))).status, 201, 'where the person was before')
})

test('a sender who tries many factors is told to wait [OPS-48] [K-10]', async () => {
  const person = await personWithTotp()
  const attacker = await atSecondFactor(person)
  const codes = Array.from({ length: 61 }, () => 'abcd-efgh-jkmn-pqrs')
  const answers = await Promise.all(
    codes.map((code) => attacker.post('/session/second-factor', { type: 'recoveryCode', code })),
  )
  const statuses = answers.map(({ status }) => status)
  assert.deepEqual([...new Set(statuses)].toSorted(), [401, 429])
  assert.ok(statuses.filter((status) => status === 401).length <= 60)
})

test('a recovery code opens once, also for two at once, and is told to the person [CAB-03]', async () => {
  const person = await personWithTotp()
  const [code = '', other = ''] = person.recoveryCodes
  assert.match(code, /^[0-9a-z]{4}(-[0-9a-z]{4}){3}$/)
  const browsers = await Promise.all([1, 2].map(() => atSecondFactor(person)))
  const use = (browser: Pick<ReturnType<Person['browser']>, 'post'>, text: string) =>
    browser.post('/session/second-factor', { type: 'recoveryCode', code: text })
  const answers = await Promise.all(browsers.map((browser) => use(browser, code)))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 401])
  assert.equal((await use(await atSecondFactor(person), code)).status, 401)
  const typed = ` ${other.toUpperCase().replaceAll('-', ' ').replaceAll('0', 'O').replaceAll('1', 'L')} `
  assert.equal((await use(await atSecondFactor(person), typed)).status, 201)
  assert.equal((await person.home.send('GET', '/user/factors')).body.recoveryCodesLeft, 8)
  const types = await activityTypes(person)
  assert.equal(types.filter((type) => type === 'recoveryCode.used').length, 2)
  assert.equal(types.filter((type) => type === 'signIn.refused').length, 2)
})

test('new recovery codes replace the old ones, and somebody without a second factor has none', async () => {
  const person = await personWithTotp()
  const proof = { type: 'totp', code: codeAt(person.secret, person) }
  await person.home.post('/session/freshness', proof)
  const { recoveryCodes } = (await person.home.post('/user/recovery-codes')).body
  const use = async (code: string) =>
    (await (await atSecondFactor(person)).post('/session/second-factor', { type: 'recoveryCode', code })).status
  assert.equal(await use(person.recoveryCodes[0] ?? ''), 401)
  assert.equal(await use(recoveryCodes[0]), 201)
  const plain = (await newPerson()).browser()
  await plain.signIn()
  assert.equal((await plain.post('/user/recovery-codes')).status, 409)
})

test('switching codes on, off, or making new recovery codes ends all other sessions [K-01]', async () => {
  const person = await newPerson()
  const home = person.browser()
  const others = async () => {
    const there = person.browser()
    await there.signIn()
    return there
  }
  await home.signIn()
  const first = await others()
  const { secret } = (await home.post('/user/totp')).body
  assert.equal(await first.isSignedIn(), true)
  const oldCookie = home.cookie()
  await home.post('/user/totp/confirmation', { code: codeAt(secret, person) })
  assert.equal(await first.isSignedIn(), false)
  assert.equal(await home.isSignedIn(), true)
  assert.notEqual(home.cookie(), oldCookie, 'a stolen secret of this session is worth nothing any more')

  const waiting = await atSecondFactor(person)
  assert.equal((await home.post('/user/recovery-codes')).status, 201)
  assert.equal((await waiting.prove(codeAt(secret, person, 1))).status, 401, 'a sign-in that was under way has ended')

  const second = await atSecondFactor(person)
  await second.prove(codeAt(secret, person, 1))
  assert.equal(await second.isSignedIn(), true)
  assert.equal((await home.send('DELETE', '/user/totp')).status, 204)
  assert.equal(await second.isSignedIn(), false)
  assert.equal(await home.isSignedIn(), true)
  assert.equal((await person.browser().signIn()).body.signedIn, true, 'the password is enough again')
  assert.equal((await home.send('GET', '/user/factors')).body.recoveryCodesLeft, 0)
  assert.equal((await home.send('DELETE', '/user/totp')).status, 404)
  const types = await activityTypes(person)
  for (const type of ['totp.added', 'totp.removed', 'recoveryCodes.made']) assert.ok(types.includes(type), type)
})

test('factors are changed only by somebody who has just proved one [CAB-03]', async () => {
  const person = await personWithTotp()
  person.clock.advance(11 * 60_000)
  for (const [method, path] of [
    ['POST', '/user/totp'],
    ['DELETE', '/user/totp'],
    ['POST', '/user/recovery-codes'],
  ] as const) {
    const refused = await person.home.send(method, path)
    assert.deepEqual([refused.status, refused.body.code], [403, 'fresh_factor_required'], path)
  }
})

test('what the tables hold of codes is no code and no secret [CAB-03]', async () => {
  const person = await personWithTotp()
  const used = await atSecondFactor(person)
  await used.post('/session/second-factor', { type: 'recoveryCode', code: person.recoveryCodes[1] })
  const canaries = [
    person.secret,
    Buffer.from(person.secret).toString('hex'),
    Buffer.from(person.secret).toString('base64').replaceAll('=', ''),
    ...person.recoveryCodes.flatMap((code) => [code, code.replaceAll('-', '')]),
    password,
  ]
  const texts = await inPlatformTransaction(person.services, async ({ db }) => {
    const tables = [
      'totp_factors',
      'recovery_codes',
      'user_activities',
      'sessions',
      'users',
      'email_proofs',
      'passkeys',
    ]
    const rows = await Promise.all(
      tables.map((table) => sql<{ row: string }>`select t::text as row from ${sql.table(table)} t`.execute(db)),
    )
    return rows.flatMap((result) => result.rows.map(({ row }) => row))
  })
  const jobs = await sql<{ row: string }>`select j::text as row from pgboss.job j`.execute(
    person.services.database.kysely,
  )
  const everything = [...texts, ...jobs.rows.map(({ row }) => row)].join('\n').toLowerCase()
  assert.ok(everything.includes(person.userId))
  for (const canary of canaries) assert.ok(!everything.includes(canary.toLowerCase()), canary)
})

test('what is no code is told so, and nothing breaks', async () => {
  const person = await personWithTotp()
  const browser = await atSecondFactor(person)
  for (const proof of [
    { type: 'totp', code: '12345' },
    { type: 'totp', code: '1234567' },
    { type: 'totp', code: '١٢٣٤٥٦' },
    { type: 'totp', code: "' or 1=1 --" },
    { type: 'totp', code: 123_456 },
    { type: 'totp' },
    { type: 'recoveryCode', code: '' },
    { type: 'recoveryCode', code: 'x'.repeat(101) },
    { type: 'password', password },
    { type: 'nothing' },
    {},
    null,
  ]) {
    assert.equal((await browser.post('/session/second-factor', proof)).status, 400, JSON.stringify(proof))
  }
  for (const code of ["' or 1=1 --", '\u202e\u0130 ﷽', '%00']) {
    assert.equal((await browser.post('/session/second-factor', { type: 'recoveryCode', code })).status, 401, code)
  }
})

async function activityTypes({ services, userId }: Pick<Person, 'services' | 'userId'>): Promise<string[]> {
  const { rows } = await inPlatformTransaction(services, ({ db }) =>
    sql<{ type: string }>`select type from user_activities where user_id = ${userId} order by at, id`.execute(db),
  )
  return rows.map(({ type }) => type)
}
