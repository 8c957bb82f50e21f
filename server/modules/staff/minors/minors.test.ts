import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import type { Context } from '#platform/context'
import { inPlatformTransaction, inTransaction, sql } from '#platform/database'
import { eventually } from '#testing'
import { findCanaries } from '../../../testing/canary.ts'
import { openHouse, password, type Browser, type House } from '../house.fixture.ts'

async function reported(at: House, email: string, message?: string): Promise<{ id: string; hasUser: boolean }> {
  const answer = await (await at.browser()).send('POST', '/minor-reports', { email, message })
  assert.equal(answer.status, 202)
  const { body } = await (await at.browser(at.root)).send('GET', '/staff/minor-reports')
  return body.items.find((report: { email: string }) => report.email === email)
}

const decide = (browser: Browser, id: string, what: 'confirmation' | 'rejection') =>
  browser.send('POST', `/staff/minor-reports/${id}/${what}`)

test('a report is answered alike for a known and an unknown address, and limited by sender and by day [DSE-53] [SEN-35]', async (t) => {
  const at = await openHouse(t)
  const person = await at.person('Kid')
  const sender = await at.browser()
  const answers = []
  for (const email of [person.email, `nobody-${person.email}`, person.email.toUpperCase()]) {
    const { status, body } = await sender.send('POST', '/minor-reports', { email })
    answers.push({ status, body })
  }
  for (const answer of answers) assert.deepEqual(answer, { status: 202, body: { state: 'received' } })
  const { body } = await (await at.browser(at.root)).send('GET', '/staff/minor-reports')
  const mine = body.items.filter(({ email }: { email: string }) => email.includes(person.email))
  const known = mine.map(({ hasUser }: { hasUser: boolean }) => hasUser)
  assert.deepEqual(known.sort(), [false, true], 'one for each address; which of two in one moment is first is open')
  for (let more = 0; more < 2; more++) await sender.send('POST', '/minor-reports', { email: person.email })
  const refused = await sender.send('POST', '/minor-reports', { email: person.email })
  assert.equal(refused.status, 429)
  assert.ok(Number(refused.headers.get('retry-after')) > 0)
  const statuses = []
  for (let index = 0; index < 200; index++) {
    const email = `k${index}-${person.email}`
    statuses.push((await (await at.browser()).send('POST', '/minor-reports', { email })).status)
  }
  assert.equal(statuses.filter((status) => status === 202).length, 195)
  assert.equal(statuses.at(-1), 429)
  for (const wrong of [{}, { email: 'no' }, { email: person.email, message: 'x'.repeat(2_001) }]) {
    assert.equal((await (await at.browser()).send('POST', '/minor-reports', wrong)).status, 400)
  }
})

test('a confirmed minor is frozen at once: no request, no stream, no way to sign in, no mail [DSE-53] [OPS-53] [CAB-39]', async (t) => {
  const at = await openHouse(t)
  const kid = await at.person('Kid')
  const other = await at.person('Other')
  const ctx = await at.workspace(other)
  await at.join(ctx, kid, 'member')
  const browser = await at.browser(kid)
  assert.equal((await browser.inside(ctx.slug)('GET', '/projects')).status, 200)
  const stream = await browser.stream(ctx.workspaceId)
  const ended = drain(stream)
  const { id, hasUser } = await reported(at, kid.email)
  assert.equal(hasUser, true)
  const staff = await at.browser(at.root)
  const both = await Promise.all([1, 2].map(() => decide(staff, id, 'confirmation')))
  assert.deepEqual(both.map(({ status }) => status).sort(), [204, 409])

  assert.equal((await browser.inside(ctx.slug)('GET', '/projects')).status, 401)
  assert.equal((await browser.send('GET', '/session')).status, 401)
  await eventually('the stream to end', async () => (await Promise.race([ended, Promise.resolve('open')])) === 'ended')
  const wrong = await (await at.browser()).signIn(other.email, 'not the password at all')
  const refused = await (await at.browser()).signIn(kid.email, password)
  assert.deepEqual([refused.status, refused.body.detail], [401, wrong.body.detail])
  assert.equal((await (await at.browser()).send('POST', '/password-resets', { email: kid.email })).status, 202)
  assert.deepEqual(
    (await at.work()).filter(({ to }) => to === kid.email),
    [],
  )
})

test('what a frozen person has is refused in the sign-in itself: a session of before, a second factor under way [DSE-53]', async (t) => {
  const at = await openHouse(t)
  const kid = await at.person('Kid', { protect: true })
  const browser = await at.browser()
  assert.equal((await browser.signIn(kid.email)).body.signedIn, false)
  const { id } = await reported(at, kid.email)
  assert.equal((await decide(await at.browser(at.root), id, 'confirmation')).status, 204)
  const code = { type: 'totp', code: '123456' }
  assert.equal((await browser.send('POST', '/session/second-factor', code)).status, 401)
  // A session that was begun beside the freezing is none either.
  assert.equal((await (await at.browser(kid)).send('GET', '/session')).status, 401)
})

test('a rejected report leaves the person alone and forgets who it was about; nobody decides about themselves [DSE-53]', async (t) => {
  const at = await openHouse(t)
  const [kid, admin] = [await at.person('Kid'), await at.person('Admin', { protect: true })]
  await at.join(at.operators, admin, 'admin')
  const staff = await at.browser(admin)
  const { id } = await reported(at, kid.email, 'They told me so')
  assert.equal((await decide(staff, id, 'rejection')).status, 204)
  assert.equal((await decide(staff, id, 'confirmation')).status, 409)
  const { body } = await staff.send('GET', '/staff/minor-reports')
  const report = body.items.find((each: { id: string }) => each.id === id)
  assert.partialDeepStrictEqual(report, { email: null, message: null, decision: 'rejected', erasedAt: null })
  await at.sweep('privacy.erasures')
  assert.equal((await (await at.browser()).signIn(kid.email)).status, 201)

  const own = await reported(at, admin.email)
  assert.equal((await decide(staff, own.id, 'confirmation')).status, 409)
  assert.equal((await decide(await at.browser(at.root), own.id, 'confirmation')).status, 204)
})

test('the next sweep erases without any grace: the canary is nowhere, the report says when and not who [DSE-53] [SEN-35] [OPS-53] [CAB-39]', async (t) => {
  const at = await openHouse(t, { alone: true })
  const mark = `canary${randomBytes(8).toString('hex')}`
  const kid = await at.person(`Kid ${mark}`)
  const other = await at.person('Other', { protect: true })
  const email = `${mark}@example.com`
  await inPlatformTransaction(at.services, ({ db }) =>
    sql`update users set email = ${email} where id = ${kid.id}`.execute(db),
  )
  const shared = await at.workspace(other, 'Shared')
  await at.join(shared, kid, 'admin')
  const own = await at.workspace(kid, `Own ${mark}`)
  await furnish(at, { kid, email, mark, shared, own, owner: other })

  const { id } = await reported(at, email, `${mark} is in my class`)
  const canaries = new Map([['minor', [mark]]])
  const before = new Set((await findCanaries(at.services, canaries)).map(({ place }) => place))
  const places = [
    ...['users.name', 'users.email', 'user_activities.user_agent', 'audit_people.name', 'audit_origins.user_agent'],
    ...['audit_changes.after', 'invitations.email', 'notification_channels.address', 'kept_mails.recipient'],
    ...['minor_reports.email', 'minor_reports.message', 'email_proofs.email', 'identities.email', 'workspaces.name'],
    ...['subscribers.address', 'sessions.user_agent'],
  ]
  for (const place of places) assert.ok(before.has(`database: public.${place}`), `nothing was planted in ${place}`)

  assert.equal((await decide(await at.browser(at.root), id, 'confirmation')).status, 204)
  // A second one comes in before the sweep.
  await (await at.browser()).send('POST', '/minor-reports', { email })
  await at.sweep('privacy.erasures')
  await at.sweep('privacy.erasures')
  // Their own workspace is purged as any deleted one, after what was under way has ended.
  for (let round = 0; round < 3; round++) {
    at.clock.advance(61_000)
    await at.work()
    await at.sweep('privacy.erasures')
  }
  const after = (
    await findCanaries(
      at.services,
      new Map([
        ['minor', [mark]],
        ['id', [kid.id]],
      ]),
    )
  )
    // The database's own files keep dead rows until they are written over.
    .filter(({ place }) => place !== 'file: postgres')
  assert.deepEqual(
    after.filter(({ canary }) => canary === 'minor'),
    [],
  )
  // Of the id, which leads nowhere any more, what the audit log is made of, and what erases it again after a restore.
  const idPlaces = new Set(after.map(({ place }) => place))
  for (const place of idPlaces) assert.match(place, /audit_entries\.target_id|tombstones\.value/)

  const { body } = await (await at.browser(at.root)).send('GET', '/staff/minor-reports')
  assert.equal(body.items.length, 2)
  for (const report of body.items) {
    assert.partialDeepStrictEqual(report, { email: null, message: null, decision: 'confirmed' })
    assert.ok(report.receivedAt && report.decidedAt && report.erasedAt)
  }
  // The log of the workspace that goes on still holds, and the workspace that was theirs alone is gone.
  const log = await (await at.browser(other)).inside(shared.slug)('GET', '/audit-entries')
  assert.equal(log.status, 200)
  assert.ok(log.body.items.some(({ action }: { action: string }) => action === 'member.removed'))
  const gone = await inPlatformTransaction(at.services, ({ db }) =>
    sql`select from workspaces where id = ${own.workspaceId}`.execute(db),
  )
  assert.equal(gone.rows.length, 0)
  assert.deepEqual(at.queue, [])
})

test('where a minor was the last owner the longest-standing admin follows, else the member; alone, the workspace ends [DSE-53]', async (t) => {
  const at = await openHouse(t)
  const kid = await at.person('Kid')
  const [late, early, member, viewer, owner] = await Promise.all(
    ['Late', 'Early', 'Member', 'Viewer', 'Owner'].map((name) => at.person(name)),
  )
  assert.ok(late && early && member && viewer && owner)
  const [admins, members, owners, alone] = [
    await at.workspace(kid),
    await at.workspace(kid),
    await at.workspace(kid),
    await at.workspace(kid),
  ]
  await at.join(admins, member, 'member')
  at.clock.advance(1_000)
  await at.join(admins, early, 'admin')
  at.clock.advance(1_000)
  await at.join(admins, late, 'admin')
  await at.join(members, viewer, 'viewer')
  at.clock.advance(1_000)
  await at.join(members, member, 'member')
  await at.join(owners, owner, 'owner')
  await at.join(owners, early, 'admin')
  const { id } = await reported(at, kid.email)
  assert.equal((await decide(await at.browser(at.root), id, 'confirmation')).status, 204)
  await Promise.allSettled([at.sweep('privacy.erasures'), at.sweep('privacy.erasures')])
  await at.sweep('privacy.erasures')

  assert.deepEqual(await rolesOf(admins), { [early.id]: 'owner', [late.id]: 'admin', [member.id]: 'member' })
  assert.deepEqual(await rolesOf(members), { [member.id]: 'owner', [viewer.id]: 'viewer' })
  assert.deepEqual(await rolesOf(owners), { [owner.id]: 'owner', [early.id]: 'admin' })
  assert.deepEqual(await actionsOf(admins), ['member.removed', 'member.roleChanged'])
  assert.deepEqual(await actionsOf(owners), ['member.removed'])
  assert.deepEqual(await actionsOf(alone), ['workspace.deleted'])
  const { rows } = await inPlatformTransaction(at.services, ({ db }) =>
    sql<{ deleted: boolean }>`
      select deleted_at is not null as deleted from workspaces where id = ${alone.workspaceId}`.execute(db),
  )
  assert.deepEqual(rows, [{ deleted: true }])
  assert.deepEqual(
    (await at.work()).filter(({ subject }) => !/outbox/.test(subject)),
    [],
    'nobody is told',
  )
})

type Planted = {
  kid: { id: string }
  email: string
  mark: string
  shared: Context & { slug: string }
  own: Context & { slug: string }
  owner: { id: string; name: string; email: string }
}

/** The mark in as many places as a person's life leaves it. */
async function furnish(at: House, { kid, email, mark, shared, own, owner }: Planted): Promise<void> {
  const agent = { 'user-agent': `Agent ${mark}` }
  const browser = await at.browser()
  const hash = await at.services.passwords.hash(password)
  await inPlatformTransaction(at.services, ({ db }) =>
    sql`update users set password_hash = ${hash} where id = ${kid.id}`.execute(db),
  )
  assert.equal((await browser.send('POST', '/session', { email, password }, agent)).status, 201)
  const as = (slug: string) => ({ 'watchword-workspace': slug, ...agent })
  const made = await browser.send('POST', '/projects', { name: 'Shop' }, as(shared.slug))
  assert.equal(made.status, 201, JSON.stringify(made.body))
  assert.equal((await browser.send('PATCH', '/workspace', { name: `Own ${mark} too` }, as(own.slug))).status, 200)

  const inside = (await at.browser(owner)).inside(shared.slug)
  const channel = { type: 'email', name: 'Mail', address: email }
  assert.equal((await inside('POST', '/notification-channels', channel)).status, 201)
  const third = await at.workspace(owner, 'Third')
  const elsewhere = (await at.browser(owner)).inside(third.slug)
  assert.equal((await elsewhere('POST', '/invitations', { email, role: 'member' })).status, 201)
  assert.equal((await elsewhere('POST', '/notification-channels', channel)).status, 201)
  const page = await elsewhere('POST', '/status-pages', { slug: `page-${mark.slice(6, 16)}`, name: 'Acme' })
  assert.equal(page.status, 201)
  await inTransaction(third, ({ db, workspaceId, now }) =>
    sql`insert into subscribers (id, workspace_id, page_id, address, address_key, created_at)
      values (${`sub${mark}`.slice(0, 12)}, ${workspaceId}, ${page.body.id}, ${email}, ${email}, ${now()})`.execute(db),
  )
  await (await at.browser()).send('POST', '/password-resets', { email })
  await at.work()
  await inPlatformTransaction(at.services, ({ db, now }) =>
    sql`insert into identities (id, user_id, provider_id, issuer, subject, email, created_at)
      values (${`idt_${mark}`}, ${kid.id}, 'p', 'https://issuer.example', ${mark}, ${email}, ${now()})`.execute(db),
  )
}

async function rolesOf(ctx: Context): Promise<Record<string, string>> {
  const found = await inTransaction(ctx, ({ db, workspaceId }) =>
    sql<{ userId: string; role: string }>`
      select user_id, role from memberships where workspace_id = ${workspaceId}`.execute(db),
  )
  return Object.fromEntries(found.rows.map(({ userId, role }) => [userId, role]))
}

async function actionsOf(ctx: Context): Promise<string[]> {
  const found = await inTransaction(ctx, ({ db, workspaceId }) =>
    sql<{ action: string }>`
      select action from audit_entries where workspace_id = ${workspaceId} order by number`.execute(db),
  )
  return found.rows.map(({ action }) => action)
}

async function drain(stream: Response): Promise<'ended'> {
  const reader = stream.body!.getReader()
  while (!(await reader.read()).done);
  return 'ended'
}
