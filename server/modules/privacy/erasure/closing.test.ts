import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inPlatformTransaction, inPrivacyTransaction, sql } from '#platform/database'
import { MailFailed } from '#platform/mail'
import { fixedPolicy, presets } from '#platform/policy'
import { newId } from '#platform/ids'
import { eventually } from '#testing'
import { openHouse, password, type Browser, type House, type Person } from '../../staff/house.fixture.ts'
import { closureTimes, leadMs } from './erasure.ts'
import { isGenuine, restoreSecret } from './receipt.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

const close = (browser: Browser, { email }: Person) => browser.send('POST', '/user/closure', { confirmation: email })
const erase = (browser: Browser, { email }: Person) => browser.send('POST', '/user/erasure', { confirmation: email })
const restore = async (at: House, secret: string) =>
  (await at.browser()).send('POST', '/closures/restorations', { secret })
const receiptOf = async (at: House, secret: string) =>
  (await (await at.browser()).send('POST', '/erasure-receipt-lookups', { secret })).body

async function usersLeft(at: House, id: string): Promise<number> {
  const found = await inPlatformTransaction(at.services, ({ db }) =>
    sql`select from users where id = ${id}`.execute(db),
  )
  return found.rows.length
}

/** The link in the mail that says that it is closed. */
async function mailedRestoration(at: House, { email }: Person): Promise<string> {
  const mails = (await at.work()).filter(({ to }) => to === email)
  assert.deepEqual(
    mails.map(({ subject }) => subject),
    ['Your sign-in is closed'],
  )
  const secret = /\/app\/restore#([\w-]+)/.exec(mails[0]?.text ?? '')?.[1]
  assert.ok(secret)
  return secret
}

async function drain(stream: Response): Promise<'ended'> {
  const reader = stream.body!.getReader()
  while (!(await reader.read()).done);
  return 'ended'
}

test('closing asks for a fresh factor and for one’s own address, and then ends access at once: sessions, streams, every way to sign in, mails [CAB-33]', async (t) => {
  const at = await openHouse(t)
  const [person, owner] = [await at.person(), await at.person()]
  const team = await at.workspace(owner)
  await at.join(team, person, 'member')
  const browser = await at.browser(person)
  const second = await at.browser(person)
  assert.equal((await browser.send('POST', '/user/closure', { confirmation: 'someone@example.com' })).status, 400)
  const stream = await browser.stream(team.workspaceId)
  assert.equal(stream.status, 200)
  const ended = drain(stream)
  assert.equal((await close(browser, person)).status, 202)

  for (const one of [browser, second]) assert.equal((await one.send('GET', '/user')).status, 401)
  await eventually('the stream to end', async () => (await Promise.race([ended, Promise.resolve('open')])) === 'ended')
  const wrong = await (await at.browser()).signIn(owner.email, 'not the password at all')
  const refused = await (await at.browser()).signIn(person.email, password)
  assert.deepEqual([refused.status, refused.body.detail], [401, wrong.body.detail])
  await mailedRestoration(at, person)
  await (await at.browser()).send('POST', '/password-resets', { email: person.email })
  assert.deepEqual(
    (await at.work()).filter(({ to }) => to === person.email),
    [],
  )
})

test('without a fresh factor nobody closes or erases', async (t) => {
  const at = await openHouse(t)
  const person = await at.person()
  const browser = await at.browser(person)
  at.clock.advance(11 * minuteMs)
  for (const ask of [close, erase]) {
    const { status, body } = await ask(browser, person)
    assert.deepEqual([status, body.code], [403, 'fresh_factor_required'])
  }
  assert.equal((await browser.send('GET', '/user')).status, 200)
})

test('the last owner hands over or deletes first, and is told which workspaces; one who closed is no owner any more [CAB-33]', async (t) => {
  const at = await openHouse(t)
  const [person, other] = [await at.person(), await at.person()]
  const alone = await at.workspace(person, 'Alone Ltd')
  const shared = await at.workspace(person, 'Shared Ltd')
  await at.join(shared, other, 'owner')
  const browser = await at.browser(person)
  const plan = await browser.send('GET', '/user/closure-plan')
  assert.deepEqual(
    plan.body.mustHandOver.map(({ slug }: { slug: string }) => slug),
    [alone.slug],
  )
  for (const ask of [close, erase]) {
    const { status, body } = await ask(browser, person)
    assert.equal(status, 409)
    assert.match(body.detail, /Alone Ltd/)
    assert.doesNotMatch(body.detail, /Shared Ltd/)
  }
  assert.equal((await browser.inside(alone.slug)('DELETE', '/workspace', { slug: alone.slug })).status, 202)
  assert.equal((await close(browser, person)).status, 202)
  // The other owner is now the last one who is there.
  const { status, body } = await close(await at.browser(other), other)
  assert.equal(status, 409)
  assert.match(body.detail, /Shared Ltd/)
})

test('two owners who close at the same moment do not leave the workspace alone', async (t) => {
  const at = await openHouse(t)
  const [one, other] = [await at.person(), await at.person()]
  const team = await at.workspace(one, 'Team')
  await at.join(team, other, 'owner')
  const browsers = [await at.browser(one), await at.browser(other)]
  const answers = await Promise.all([close(browsers[0]!, one), close(browsers[1]!, other)])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [202, 409])
})

test('the mailed link takes a closure back once; a stranger’s, an unknown, a used and a late one get the same answer', async (t) => {
  const at = await openHouse(t)
  const [person, late, stranger] = [await at.person(), await at.person(), await at.person()]
  assert.equal((await close(await at.browser(person), person)).status, 202)
  const secret = await mailedRestoration(at, person)
  at.clock.advance(presets['strict']!.retention.accountRestorableDays * dayMs - minuteMs)
  assert.equal((await restore(at, secret)).status, 204)
  assert.equal((await (await at.browser()).signIn(person.email)).status, 201)
  const mails = (await at.work()).filter(({ to }) => to === person.email)
  assert.deepEqual(
    mails.map(({ subject }) => subject),
    ['Your sign-in was restored'],
  )

  const begun = await close(await at.browser(late), late)
  const lateSecret = await mailedRestoration(at, late)
  at.clock.advance(Date.parse(begun.body.restorableUntil) - at.clock().getTime())
  const unknown = restoreSecret(at.services.vault, newId('ers', at.clock()))
  const answers = []
  for (const wrong of [secret, lateSecret, unknown, begun.body.receiptSecret, 'a'.repeat(75), stranger.id]) {
    const { status, body } = await restore(at, wrong)
    answers.push([status, body.code, body.detail])
  }
  for (const answer of answers) assert.deepEqual(answer, answers[0])
  assert.equal(answers[0]?.[0], 410)
  // What was taken back is not carried out.
  at.clock.advance(400 * dayMs)
  await at.sweep('privacy.erasures')
  assert.equal(await usersLeft(at, person.id), 1)
  assert.equal(await usersLeft(at, late.id), 0)
})

test('closing twice, also at once, closes once; while it is carried out nothing takes it back', async (t) => {
  const at = await openHouse(t)
  const person = await at.person()
  const browsers = await Promise.all([1, 2, 3].map(() => at.browser(person)))
  const answers = await Promise.all(browsers.map((browser) => close(browser, person)))
  const statuses = answers.map(({ status }) => status).sort()
  assert.equal(statuses[0], 202)
  for (const status of statuses.slice(1)) assert.ok(status === 409 || status === 401, String(status))
  const secret = await mailedRestoration(at, person)
  // The mail server is away: the erasure has begun and cannot end yet.
  const away = () => Promise.reject(new MailFailed('unreachable', 'nobody there'))
  const { mail } = at.services
  at.clock.advance(closureTimes(presets['strict']!, new Date(0)).deleteBy.getTime() - leadMs)
  Object.assign(at.services, { mail: { ...mail, send: away } })
  await assert.rejects(at.sweep('privacy.erasures'))
  assert.equal((await restore(at, secret)).status, 410)
  Object.assign(at.services, { mail })
  await at.sweep('privacy.erasures')
  assert.equal(await usersLeft(at, person.id), 0)
})

for (const [name, profile] of Object.entries(presets)) {
  test(`under ${name} a closure can be taken back until the one day and is done by the other, sweep and lag included [OPS-33] [CAB-27]`, () => {
    const now = new Date('2026-11-21T12:00:00Z')
    const { restorableUntil, dueAt, deleteBy } = closureTimes(profile, now)
    const { accountRestorableDays, accountDeleteByDays } = profile.retention
    assert.equal(deleteBy.getTime() - now.getTime(), accountDeleteByDays * dayMs)
    assert.ok(restorableUntil && restorableUntil.getTime() - now.getTime() <= accountRestorableDays * dayMs)
    assert.ok(restorableUntil <= dueAt && dueAt.getTime() < deleteBy.getTime() - 60 * minuteMs)
  })
}

test('closing ends every consent, and each says when it ended [DSE-44]', async (t) => {
  const at = await openHouse(t)
  const person = await at.person()
  await inPlatformTransaction(at.services, ({ db }) =>
    sql`insert into consents (id, user_id, purpose, text_version, text_digest, way, given_at, expires_at)
      select ${newId('cns', at.clock())} || n, ${person.id}, 'purpose' || n, '1', 'x', 'app', ${at.clock()}::timestamptz,
        ${new Date(at.clock().getTime() + 365 * dayMs)}::timestamptz from generate_series(1, 3) n`.execute(db),
  )
  assert.equal((await close(await at.browser(person), person)).status, 202)
  const { rows } = await inPlatformTransaction(at.services, ({ db }) =>
    sql<{ ended: boolean }>`
      select withdrawn_at is not null as ended from consents where user_id = ${person.id}`.execute(db),
  )
  assert.deepEqual(
    rows.map(({ ended }) => ended),
    [true, true, true],
  )
})

test('the plan that is shown is the one that is carried out: the same days, the same kinds, the same numbers [CAB-33]', async (t) => {
  const at = await openHouse(t)
  const [person, owner] = [await at.person(), await at.person()]
  const team = await at.workspace(owner)
  await at.join(team, person, 'admin')
  const browser = await at.browser(person)
  const inside = browser.inside(team.slug)
  assert.equal((await inside('POST', '/projects', { name: 'Shop' })).status, 201)
  const channel = { type: 'email', name: 'Mail', address: person.email }
  assert.equal((await inside('POST', '/notification-channels', channel)).status, 201)
  assert.equal((await inside('POST', '/api-keys', { name: 'CI', scopes: ['projects.read'] })).status, 201)
  await at.work()
  const { body: plan } = await browser.send('GET', '/user/closure-plan')
  const begun = await close(browser, person)
  assert.equal(begun.body.deleteBy, plan.close.deleteBy)
  assert.equal(begun.body.restorableUntil, plan.close.restorableUntil)
  await at.work()
  at.clock.advance(Date.parse(plan.close.deleteBy) - at.clock().getTime())
  await at.sweep('privacy.erasures')
  const { receipt } = await receiptOf(at, begun.body.receiptSecret)
  const kinds = (rows: { category: string; why?: string }[]) =>
    rows.map(({ category, why }) => `${category} ${why ?? ''}`).sort()
  assert.deepEqual(kinds(receipt.stays), kinds(plan.stays))
  assert.deepEqual(kinds(receipt.workspacesDecide), kinds(plan.workspacesDecide))
  const numbers = (rows: { category: string; records: number }[]) =>
    Object.fromEntries(rows.map(({ category, records }) => [category, records]))
  const [planned, went] = [numbers(plan.deleted), numbers(receipt.deleted)]
  // The sessions ended with the closing; what it wrote about itself went with the rest.
  for (const category of ['C01', 'C02', 'C08', 'C16', 'C26']) assert.equal(went[category], planned[category], category)
  assert.ok(Date.parse(receipt.finishedAt) <= Date.parse(plan.close.deleteBy))
})

test('the receipt is signed, holds no name and no address, is mailed before the address is gone, and its link opens nothing else', async (t) => {
  const at = await openHouse(t)
  const [person, owner] = [await at.person('Ada Lovelace'), await at.person()]
  const team = await at.workspace(owner)
  await at.join(team, person, 'member')
  const { mail } = at.services
  const sent: { to: string; subject: string; text: string; usersThen: number }[] = []
  Object.assign(at.services, {
    mail: {
      ...mail,
      send: async (message: { to: string; subject: string; text: string }) => {
        sent.push({ ...message, usersThen: await usersLeft(at, person.id) })
        return { outcome: 'sent', response: '250' }
      },
    },
  })
  const begun = await erase(await at.browser(person), person)
  const { receiptSecret } = begun.body
  assert.equal((await receiptOf(at, receiptSecret)).state, 'waiting')
  await at.sweep('privacy.erasures')
  Object.assign(at.services, { mail })
  assert.deepEqual(
    sent.map(({ to, usersThen }) => ({ to, usersThen })),
    [{ to: person.email, usersThen: 1 }],
  )
  assert.ok(sent[0]?.text.includes(`/app/receipt#${receiptSecret}`))
  assert.equal(await usersLeft(at, person.id), 0)

  const { state, receipt } = await receiptOf(at, receiptSecret)
  assert.equal(state, 'done')
  assert.equal(isGenuine(receipt.signed), true)
  assert.equal(isGenuine({ ...receipt.signed, content: receipt.signed.content.replace('"C01"', '"C02"') }), false)
  const key = await (await at.browser()).send('GET', '/audit-key')
  assert.equal(receipt.signed.keyId, key.body.keyId)
  for (const text of [person.name, person.email, person.id]) assert.ok(!JSON.stringify(receipt).includes(text), text)
  assert.ok(receipt.stays.every(({ why, until }: { why: string; until: string }) => why !== '' && until !== ''))
  assert.ok(receipt.ends.length > 0)
  assert.equal((await restore(at, receiptSecret)).status, 410)
  const answers = []
  for (const wrong of ['x', 'a'.repeat(75), restoreSecret(at.services.vault, receipt.id)]) {
    const { status, body } = await (await at.browser()).send('POST', '/erasure-receipt-lookups', { secret: wrong })
    answers.push([status, body.detail])
  }
  for (const answer of answers) assert.deepEqual(answer, answers[0])
  assert.equal(answers[0]?.[0], 410)
})

test('what a hold protects stays, the receipt says so and no more, and it goes when the hold is released', async (t) => {
  const at = await openHouse(t)
  const person = await at.person()
  await at.browser(person)
  const holdId = newId('hld', at.clock())
  await inPlatformTransaction(at.services, ({ db }) =>
    sql`insert into legal_holds (id, user_id, categories, reason, owner, review_on, created_at, created_by)
      values (${holdId}, ${person.id}, array['C07'], 'secret dispute', 'Counsel', '2027-01-01', ${at.clock()}, 'usr_x')`.execute(
      db,
    ),
  )
  const activities = async () => {
    const found = await inPrivacyTransaction(at.services, ({ db }) =>
      sql`select from user_activities where user_id = ${person.id}`.execute(db),
    )
    return found.rows.length
  }
  const browser = await at.browser()
  assert.equal((await browser.signIn(person.email)).status, 201)
  const begun = await erase(browser, person)
  const before = await activities()
  assert.ok(before > 0)
  await at.sweep('privacy.erasures')
  assert.equal(await activities(), before)
  const first = await receiptOf(at, begun.body.receiptSecret)
  assert.equal(first.receipt.held, true)
  assert.equal(first.receipt.finishedAt, null)
  assert.doesNotMatch(JSON.stringify(first), /dispute|Counsel|hld_/)
  const user = await inPlatformTransaction(at.services, ({ db }) =>
    sql<{ name: string; email: string }>`select name, email from users where id = ${person.id}`.execute(db),
  )
  assert.equal(user.rows[0]?.name, '')
  assert.doesNotMatch(user.rows[0]?.email ?? '', new RegExp(person.email))

  await inPlatformTransaction(at.services, ({ db }) =>
    sql`update legal_holds set released_at = ${at.clock()}, release_reason = 'settled', released_by = 'usr_x'
      where id = ${holdId}`.execute(db),
  )
  at.clock.advance(2 * 60 * minuteMs)
  await at.sweep('privacy.erasures')
  assert.equal(await activities(), 0)
  assert.equal(await usersLeft(at, person.id), 0)
  const last = await receiptOf(at, begun.body.receiptSecret)
  assert.equal(last.receipt.held, false)
  assert.ok(last.receipt.finishedAt)
})

test('each processor that may have data is to be told, and it is tracked until it has confirmed', async (t) => {
  const at = await openHouse(t)
  const processor = {
    ...{ id: 'post', name: 'Post Ltd', kind: 'mail' as const, purpose: 'sends mail', hosts: ['post.example'] },
    ...{ categories: ['C01', 'C28'], region: 'EEA', transfer: null, noTraining: true },
    dpa: { date: '2026-01-01', version: '1', sha256: 'a'.repeat(64) },
  }
  Object.assign(at.services, { policy: fixedPolicy({ ...presets['strict']!, processors: [processor] }) })
  const person = await at.person()
  const begun = await erase(await at.browser(person), person)
  await at.sweep('privacy.erasures')
  const staff = await at.browser(at.root)
  const mine = async () => {
    const { body } = await staff.send('GET', '/staff/processor-notices')
    return body.items.filter(({ processorId }: { processorId: string }) => processorId === 'post')
  }
  const [notice] = await mine()
  assert.deepEqual([notice.whom.address, notice.categories, notice.toldAt], [person.email, ['C01', 'C28'], null])
  assert.equal((await staff.send('POST', `/staff/processor-notices/${notice.id}/telling`)).status, 204)
  assert.equal((await staff.send('POST', `/staff/processor-notices/${notice.id}/confirmation`)).status, 204)
  assert.equal((await staff.send('POST', `/staff/processor-notices/${notice.id}/confirmation`)).status, 409)
  assert.deepEqual((await mine())[0].whom, null)
  const { receipt } = await receiptOf(at, begun.body.receiptSecret)
  assert.deepEqual([receipt.processors[0].name, receipt.processors[0].confirmedAt !== null], ['Post Ltd', true])
  const other = await (await at.browser(await at.person())).send('GET', '/staff/processor-notices')
  assert.equal(other.status, 403)
})
