import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inPlatformTransaction, inTransaction, sql } from '#platform/database'
import { fixedPolicy } from '#platform/policy'
import { withRole, testContext } from '#testing'
import { call } from '#testing'
import { endpoints as workspaceEndpoints } from '#modules/workspaces'
import inventory from './inventory.ts'
import { application, house, newPerson, password, secretIn } from './house.fixture.ts'

test('whoever signs up has a workspace with a project from the first moment on, and what they declared and accepted is on record [SEN-34] [DSE-04]', async (t) => {
  const at = await house(t)
  const browser = at.browser()
  const form = application()
  const asked = await browser.send('POST', '/sign-ups', form)
  assert.deepEqual([asked.status, asked.body], [200, { state: 'mailed', session: null }])
  assert.equal(await browser.isSignedIn(), false)
  const before = await inPlatformTransaction(at.services, ({ db }) =>
    sql`select from users where email = ${form.email}`.execute(db),
  )
  assert.equal(before.rows.length, 0, 'nobody is there before the address is proved')

  const [mail] = await at.post()
  assert.equal(mail?.to?.[0]?.address, form.email)
  const confirmed = await browser.send('POST', '/sign-ups/confirmation', { secret: secretIn(mail), password })
  assert.equal(confirmed.status, 201)
  assert.partialDeepStrictEqual(confirmed.body, {
    signedIn: true,
    user: { name: form.name, email: form.email, hasPassword: true },
    workspaces: [{ slug: form.workspace.slug, name: 'Acme', role: 'owner' }],
    csrf: null,
  })
  assert.equal(await browser.isSignedIn(), true)
  const projects = await browser.send('GET', '/projects', undefined, { 'watchword-workspace': form.workspace.slug })
  assert.equal(projects.body.items.length, 1)
  const accepted = { policyVersion: form.policyVersion, way: 'signUp', minimumAge: 18 }
  const { body } = await browser.send('GET', '/user/policy-acceptances')
  assert.equal(body.items.length, 1)
  assert.partialDeepStrictEqual(body.items[0], accepted)
  const entry = inventory.find(({ place }) => place === 'policy_acceptances')
  assert.equal(entry?.export, 'yes', 'it is in the person’s export')
})

test('without a workspace or an invitation there is no sign-up [SEN-34]', async (t) => {
  const at = await house(t)
  const missing = await at.browser().send('POST', '/sign-ups', { ...application(), workspace: undefined })
  assert.deepEqual([missing.status, missing.body.fields[0].path], [400, 'workspace'])
  const closed = await house(t, { config: { ...at.services.config, signUp: 'invited' } })
  assert.equal((await closed.browser().send('POST', '/sign-ups', application())).status, 403)
  const refused = await at.browser().send('POST', '/sign-ups', application({ policyVersion: '2020-01-01' }))
  assert.deepEqual([refused.status, refused.body.fields[0].path], [400, 'policyVersion'])
})

for (const minimumAge of [13, 16, 18]) {
  test(`of whoever is younger than ${minimumAge} nothing is kept anywhere [SEN-35] [OPS-53] [CAB-39] [DSE-51] [DSE-52]`, async (t) => {
    const plain = await house(t)
    const { version, profile } = plain.services.policy.version()
    const policy = fixedPolicy({ ...profile, minimumAge }, version)
    const at = await house(t, { change: { policy } })
    const canary = `canary${minimumAge}a7f3`
    const form = application({ name: canary, email: `${canary}@example.com`, oldEnough: false })
    const browser = at.browser()
    assert.equal((await browser.send('GET', '/sign-up')).body.minimumAge, minimumAge)
    const refused = await browser.send('POST', '/sign-ups', { ...form, workspace: { name: canary, slug: canary } })
    assert.equal(refused.status, 422)
    assert.match(refused.body.detail, new RegExp(`${minimumAge} years`))
    assert.deepEqual([at.queue.length, (await at.post()).length, browser.cookie()], [0, 0, ''])
    assert.deepEqual(await tablesWith(at.services.database.connectionString, canary), [])
  })
}

test('no column holds a date of birth [DSE-51]', async (t) => {
  const { services } = await house(t)
  const { rows } = await sql`select column_name from information_schema.columns
    where table_schema = 'public' and column_name ~ '(birth|dob)'`.execute(services.database.kysely)
  assert.deepEqual(rows, [])
})

test('an address that is known and one that is not get the same answer after the same work; the owner is told [K-10]', async (t) => {
  const hashes: string[] = []
  const plain = (await house(t)).services
  const at = await house(t, {
    change: {
      passwords: {
        ...plain.passwords,
        hash: (text) => {
          hashes.push(text)
          return plain.passwords.hash(text)
        },
      },
    },
  })
  const known = await newPerson(at)
  const queries: number[] = []
  const answers = []
  for (const email of [known.email, 'somebody-new@example.com']) {
    hashes.length = 0
    const answer = await at.browser().send('POST', '/sign-ups', application({ email }))
    answers.push([answer.status, answer.body])
    queries.push(hashes.length, at.queue.length)
    const [mail] = await at.post()
    if (email === known.email) {
      assert.equal(mail?.subject, 'You already have a sign-in here')
      assert.throws(() => secretIn(mail), 'it holds no link that makes anything')
    }
  }
  assert.deepEqual(answers[0], answers[1])
  assert.deepEqual(queries, [0, 1, 0, 1])
})

test('the sign-up form is no cannon: three mails to an address, ten of a sender, and no word of the sender in them [M-01]', async (t) => {
  const at = await house(t)
  const victim = 'victim@example.com'
  for (let count = 0; count < 5; count += 1) {
    const words = application({ email: victim, name: 'Buy cheap http://spam.example' })
    const answer = await at.browser().send('POST', '/sign-ups', words)
    assert.equal(answer.status, 200, 'nobody is told that the address got enough')
  }
  const mails = await at.post()
  assert.equal(mails.length, 3)
  for (const mail of mails) assert.doesNotMatch(`${mail.subject} ${mail.text} ${mail.html}`, /spam|cheap/)
  const sender = at.browser()
  const statuses: number[] = []
  for (let count = 0; count < 11; count += 1) {
    const answer = await sender.send('POST', '/sign-ups', application())
    statuses.push(answer.status)
    if (answer.status === 429) assert.ok(Number(answer.headers.get('retry-after')) > 0)
  }
  assert.deepEqual(statuses, [...Array.from({ length: 10 }, () => 200), 429])
})

test('a link works once, for its own purpose only, not after a day, and reading it changes nothing [K-06] [OPS-22]', async (t) => {
  const at = await house(t)
  const browser = at.browser()
  const confirm = (secret: string) => browser.send('POST', '/sign-ups/confirmation', { secret, password })
  await browser.send('POST', '/sign-ups', application())
  const secret = secretIn((await at.post())[0])
  assert.equal((await browser.send('GET', `/sign-ups/confirmation?secret=${secret}`)).status, 404)
  const wrong = [
    secret.slice(0, -2) + 'AA',
    `f${secret.slice(1)}`,
    '',
    'x'.repeat(75),
    "' or 1=1 --",
    '\u2028',
    '../..',
  ]
  for (const guess of wrong) assert.equal((await confirm(guess)).status, 410, guess)
  assert.equal((await browser.send('POST', '/email-changes/confirmation', { secret })).status, 410)
  assert.equal((await browser.send('POST', '/password-resets/completion', { secret, password })).status, 410)
  const answers = await Promise.all([confirm(secret), confirm(secret), confirm(secret)])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 410, 410])

  await browser.send('POST', '/sign-ups', application())
  const late = secretIn((await at.post())[0])
  at.clock.advance(24 * 3_600_000)
  assert.equal((await confirm(late)).status, 410)
})

test('no secret of a link is stored, and none is in a job', async (t) => {
  const at = await house(t)
  await at.browser().send('POST', '/sign-ups', application())
  const jobs = JSON.stringify(at.queue)
  const secret = secretIn((await at.post())[0])
  assert.ok(!jobs.includes(secret))
  assert.deepEqual(await tablesWith(at.services.database.connectionString, secret.slice(32)), [])
})

test('whoever typed the address does not choose the password that its owner signs in with', async (t) => {
  const at = await house(t)
  const browser = at.browser()
  const known = await browser.send('POST', '/sign-ups', { ...application(), password })
  assert.deepEqual([known.status, known.body.fields[0].path], [400, 'password'])
  await browser.send('POST', '/sign-ups', application())
  const secret = secretIn((await at.post())[0])
  const common = await browser.send('POST', '/sign-ups/confirmation', { secret, password: 'aaaaaaaaaaaaaa' })
  assert.deepEqual([common.status, common.body.fields[0].path], [400, 'password'])
  assert.equal((await browser.send('POST', '/sign-ups/confirmation', { secret, password })).status, 201)
})

test('when the slug was taken meanwhile the same link works with another one', async (t) => {
  const at = await house(t)
  const other = await newPerson(at)
  const browser = at.browser()
  await browser.send('POST', '/sign-ups', application({ workspace: other.workspace }))
  const secret = secretIn((await at.post())[0])
  const taken = await browser.send('POST', '/sign-ups/confirmation', { secret, password })
  assert.equal(taken.status, 409)
  const slug = `${other.workspace.slug}-2`
  const made = await browser.send('POST', '/sign-ups/confirmation', {
    secret,
    password,
    workspace: { name: 'Mine', slug },
  })
  assert.equal(made.status, 201)
  assert.equal(made.body.workspaces[0].slug, slug)
})

test('of two sign-ups with one address the one that is confirmed first counts, and the other link is gone', async (t) => {
  const at = await house(t)
  const browser = at.browser()
  const email = 'twice@example.com'
  await browser.send('POST', '/sign-ups', application({ email }))
  await browser.send('POST', '/sign-ups', application({ email: email.toUpperCase() }))
  const [first, second] = (await at.post()).map(secretIn)
  const confirm = (secret: string | undefined) => browser.send('POST', '/sign-ups/confirmation', { secret, password })
  assert.equal((await confirm(first)).status, 201)
  assert.equal((await confirm(second)).status, 410)
})

test('a mail that failed goes out again as the same mail', async (t) => {
  const at = await house(t)
  at.refuse(451)
  await at.browser().send('POST', '/sign-ups', application())
  const [job] = at.queue
  assert.ok(job)
  await assert.rejects(at.post())
  assert.equal(at.mails.length, 0)
  at.queue.push(job, job)
  const [one, two] = await at.post()
  assert.ok(one?.messageId)
  assert.equal(one.messageId, two?.messageId)
})

test('whoever was invited signs up with the link alone, joins, and nobody else can use it [SEN-34]', async (t) => {
  const at = await house(t, { config: { ...(await house(t)).services.config, signUp: 'invited' } })
  const owner = await testContext()
  const email = application().email
  const invited = await call(owner, workspaceEndpoints, 'POST', '/invitations', { email, role: 'member' })
  assert.equal(invited.status, 201)
  const invitation = await invitationSecret(owner, email)
  const form = { ...application(), workspace: undefined, invitation, password }
  const browser = at.browser()
  const stranger = await browser.send('POST', '/sign-ups', form)
  assert.equal(stranger.status, 403, 'another address')
  const short = await browser.send('POST', '/sign-ups', { ...form, email, password: undefined })
  assert.deepEqual([short.status, short.body.fields[0].path], [400, 'password'])
  const done = await browser.send('POST', '/sign-ups', { ...form, email: undefined })
  assert.equal(done.status, 200)
  assert.partialDeepStrictEqual(done.body, {
    state: 'signedIn',
    session: { user: { email }, workspaces: [{ id: owner.workspaceId, role: 'member' }] },
  })
  assert.equal(await browser.isSignedIn(), true)
  const again = await at.browser().send('POST', '/sign-ups', { ...form, email })
  assert.equal(again.status, 410)
  assert.equal((await call(withRole(owner, 'viewer'), workspaceEndpoints, 'GET', '/invitations')).status, 200)
})

/** As the mailed link carries it. */
async function invitationSecret(owner: Awaited<ReturnType<typeof testContext>>, email: string): Promise<string> {
  const { linkSecret } = await import('../workspaces/invitations/invitation.ts')
  const { rows } = await inTransaction(owner, ({ db }) =>
    sql<{ linkId: string }>`select link_id from invitations where email = ${email}`.execute(db),
  )
  return linkSecret(owner.vault, rows[0]?.linkId ?? '')
}

/** Names of all tables, also those of the queue, with a row that contains the text. */
async function tablesWith(connectionString: string, text: string): Promise<string[]> {
  const { Client } = (await import('pg')).default
  const client = new Client({ connectionString })
  await client.connect()
  try {
    const tables = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    )
    const found: string[] = []
    for (const { name } of tables.rows) {
      const hit = await client.query(`select 1 from ${name} r where r::text ilike $1 limit 1`, [`%${text}%`])
      if (hit.rowCount) found.push(name)
    }
    return found
  } finally {
    await client.end()
  }
}
