import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Context } from '#platform/context'
import { inPlatformTransaction, inPrivacyTransaction, inTransaction, sql } from '#platform/database'
import { newHexKey } from '#platform/ids'
import type { Purpose } from '#platform/inventory'
import { forEachPerson, mayProcess, skippedReason } from '#platform/processing'
import { reasonAgainstObjection } from '#platform/purposes'
import type { Person } from '../../staff/house.fixture.ts'
import { dayMs, openDesk, workAll, type Desk } from './desk.fixture.ts'

const may = (at: Desk, whom: { userId?: string; address?: string }, purpose: Purpose) =>
  inPlatformTransaction(at.services, (tx) => mayProcess(tx, whom, purpose))

/** A page that the address is subscribed to, and a channel that mails it; `tell` uses both. */
async function furnish(at: Desk, address: string) {
  const owner = await at.person('Owner')
  const workspace = await at.workspace(owner, 'Shop')
  const inside = (await at.browser(owner)).inside(workspace.slug)
  const page = (await inside('POST', '/status-pages', { slug: `page-${newHexKey(6)}`, name: 'Shop' })).body
  await subscribe(workspace, page.id, address)
  const channel = (await inside('POST', '/notification-channels', { type: 'email', name: 'Mail', address })).body
  const tell = async () => {
    // What is newest is told by time.
    at.clock.advance(1_000)
    const report = { title: 'Checkout is slow', body: 'We look into it.' }
    const made = await inside('POST', `/status-pages/${page.id}/reports`, report)
    assert.equal(made.status, 201, JSON.stringify(made.body))
    await inside('POST', `/notification-channels/${channel.id}/test`)
    const mails = (await workAll(at)).filter(({ to }) => to === address)
    const deliveries = (await inside('GET', `/deliveries?channelId=${channel.id}`)).body.items
    const { rows } = await inPrivacyTransaction(at.services, ({ db }) =>
      sql<{ state: string; reason: string | null }>`
        select m.state, m.reason from subscriber_mails m join subscribers s on s.id = m.subscriber_id
        where s.address = ${address} order by m.created_at desc, m.id desc limit 1`.execute(db),
    )
    return { mails: mails.map(({ subject }) => subject), delivery: deliveries[0], subscriberMail: rows[0] }
  }
  return { owner, workspace, inside, tell }
}

function subscribe(ctx: Context, pageId: string, address: string): Promise<unknown> {
  return inTransaction(ctx, ({ db, workspaceId, now }) =>
    sql`insert into subscribers (id, workspace_id, page_id, address, address_key, created_at, confirmed_at)
      values (${`sub_${newHexKey(16)}`}, ${workspaceId}, ${pageId}, ${address}, ${address.toLowerCase()}, ${now()}, ${now()})`.execute(
      db,
    ),
  )
}

async function ask(at: Desk, person: Person, body: object) {
  const browser = await at.browser(person)
  const answer = await browser.send('POST', '/user/privacy-requests', body)
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return { browser, request: answer.body, mails: await workAll(at) }
}

test('a restricted person gets no mail, no notification, no analysis and no statistics, while their data stays; security goes on [AHU-34]', async (t) => {
  const at = await openDesk(t)
  const ada = await at.person('Ada')
  const { tell, inside } = await furnish(at, ada.email)
  assert.equal((await tell()).mails.length, 2)

  const { request, mails, browser } = await ask(at, ada, { type: 'restriction' })
  assert.equal(request.state, 'answered')
  assert.match(mails[0]?.text ?? '', /kept and not used/)
  const told = await tell()
  assert.deepEqual(told.mails, [])
  assert.partialDeepStrictEqual(told.delivery, { state: 'skipped', reason: skippedReason })
  assert.deepEqual(told.subscriberMail, { state: 'skipped', reason: skippedReason })
  assert.equal((await inside('POST', '/invitations', { email: ada.email, role: 'member' })).status, 201)
  assert.deepEqual(
    (await workAll(at)).filter(({ to }) => to === ada.email),
    [],
  )
  for (const purpose of ['analysis', 'improvement', 'audience', 'status', 'alerting'] as const) {
    assert.equal(await may(at, { userId: ada.id }, purpose), false, purpose)
    assert.equal(await may(at, { address: ada.email.toUpperCase() }, purpose), false, purpose)
  }

  const { body } = await browser.send('GET', '/user')
  assert.equal(body.email, ada.email, 'the data is there')
  const { rows } = await inPrivacyTransaction(at.services, ({ db }) =>
    sql<{ count: number }>`select count(*) as count from subscribers where address = ${ada.email}`.execute(db),
  )
  assert.deepEqual(rows, [{ count: 1 }])
  await browser.send('POST', '/user/password', { password: 'another battery staple' })
  const notices = (await workAll(at)).map(({ to, subject }) => [to, subject])
  assert.deepEqual(notices, [[ada.email, 'Your password was changed']])
})

test('a restriction ends three days after the person was told and not before, or at once when they take it back [AHU-34]', async (t) => {
  const at = await openDesk(t)
  const ada = await at.person('Ada')
  const { request, browser } = await ask(at, ada, { type: 'restriction' })
  const staff = await at.browser(at.root)
  const path = `/staff/privacy-requests/${request.id}/liftings`
  assert.equal((await staff.send('POST', path, { reason: 'What you disputed was corrected.' })).status, 204)
  at.clock.advance(10 * dayMs)
  assert.equal(await may(at, { userId: ada.id }, 'status'), false, 'nobody was told yet')
  const [notice] = await workAll(at)
  assert.equal(notice?.to, ada.email)
  assert.match(notice?.text ?? '', /What you disputed was corrected\./)
  at.clock.advance(3 * dayMs - 1_000)
  assert.equal(await may(at, { userId: ada.id }, 'status'), false)
  at.clock.advance(1_000)
  assert.equal(await may(at, { userId: ada.id }, 'status'), true)

  const second = await ask(at, ada, { type: 'restriction' })
  assert.equal(await may(at, { userId: ada.id }, 'status'), false)
  const eve = await at.browser(await at.person('Eve'))
  const own = `/user/processing-limits/${second.request.id}`
  assert.equal((await eve.send('DELETE', own)).status, 404)
  const again = await at.browser(ada)
  assert.equal((await again.send('GET', '/user/processing-limits')).body.items.length, 1)
  assert.equal((await again.send('DELETE', own)).status, 204)
  assert.equal((await again.send('DELETE', own)).status, 204)
  assert.equal(await may(at, { userId: ada.id }, 'status'), true)
  assert.ok(browser)
})

test('an objection stops every job of its purposes for this person alone, counted in the record of the run [OPS-42, CAB-35, AHU-10, AHU-35, DSE-19]', async (t) => {
  const at = await openDesk(t)
  const [ada, eve] = [await at.person('Ada'), await at.person('Eve')]
  await ask(at, ada, { type: 'objection', purposes: ['improvement', 'audience'] })
  const seen: string[] = []
  const people = [ada, eve].map(({ id, email }) => ({ userId: id, address: email }))
  const run = { job: 'test.improve', purpose: 'improvement' } as const
  const count = await forEachPerson(at.services, run, people, ({ userId }) => Promise.resolve(void seen.push(userId)))
  assert.deepEqual([count, seen], [{ done: 1, skipped: 1 }, [eve.id]])
  const { rows } = await inPrivacyTransaction(at.services, ({ db }) =>
    sql`select job, purpose, done, skipped from processing_runs where job = 'test.improve'`.execute(db),
  )
  assert.deepEqual(rows, [{ job: 'test.improve', purpose: 'improvement', done: 1, skipped: 1 }])
  assert.equal(await may(at, { userId: ada.id }, 'status'), true, 'another purpose')
})

test('whoever objects by mailed link, without a sign-in, gets no further mail of that purpose, and the records say so [OPS-42, CAB-35, AHU-35]', async (t) => {
  const at = await openDesk(t)
  const address = `reader-${newHexKey(6)}@example.com`
  const { tell } = await furnish(at, address)
  assert.equal((await tell()).mails.length, 2)
  const mails = await at.askByMail(address, { type: 'objection', purposes: ['status'] })
  assert.match(mails.at(-1)?.text ?? '', /not used any more to tell you of news on a status page/)
  const told = await tell()
  assert.deepEqual(told.mails, ['Test from Watchword: Mail'])
  assert.deepEqual(told.subscriberMail, { state: 'skipped', reason: skippedReason })
  await at.askByMail(address, { type: 'objection', purposes: ['alerting'] })
  const after = await tell()
  assert.deepEqual(after.mails, [])
  assert.partialDeepStrictEqual(after.delivery, { state: 'skipped', reason: skippedReason })
})

test('an objection to what overrides it is refused in writing with the reason, and honoured for the rest [AHU-20]', async (t) => {
  const at = await openDesk(t)
  const ada = await at.person('Ada')
  const both = await ask(at, ada, { type: 'objection', purposes: ['security', 'improvement'] })
  assert.equal(both.request.state, 'answered')
  const text = both.mails.find(({ to }) => to === ada.email)?.text ?? ''
  assert.match(text, /not used any more to make the platform better/)
  assert.ok(text.replaceAll(/\s+/g, ' ').includes(reasonAgainstObjection('security') ?? '-'))
  assert.equal(await may(at, { userId: ada.id }, 'security'), true)
  assert.equal(await may(at, { userId: ada.id }, 'improvement'), false)

  const only = await ask(at, ada, { type: 'objection', purposes: ['security'] })
  assert.equal(only.request.state, 'rejected')
  assert.match(only.mails[0]?.subject ?? '', /refused/)
  const all = await ask(at, await at.person('Bob'), { type: 'objection' })
  assert.equal(all.request.state, 'answered')
})

test('who changes their address takes objections and restrictions along', async (t) => {
  const at = await openDesk(t)
  const ada = await at.person('Ada')
  await ask(at, ada, { type: 'restriction' })
  const address = `new-${newHexKey(6)}@example.com`
  const browser = await at.browser(ada)
  assert.equal((await browser.send('POST', '/user/email', { email: address })).status, 202)
  const [mail] = await at.work()
  const [, secret] = /#([\w-]+)/.exec(mail?.text ?? '') ?? []
  assert.equal((await browser.send('POST', '/email-changes/confirmation', { secret })).status, 204)
  assert.equal(await may(at, { address }, 'status'), false)
  assert.equal(await may(at, { address: ada.email }, 'status'), false)
  const [limit] = (await browser.send('GET', '/user/processing-limits')).body.items
  await browser.send('DELETE', `/user/processing-limits/${limit.requestId}`)
  assert.equal(await may(at, { address }, 'status'), true)
})

test('what a workspace’s role can see of objections names nobody', async (t) => {
  const at = await openDesk(t)
  const ada = await at.person('Ada')
  await ask(at, ada, { type: 'restriction' })
  const ctx = await at.workspace(ada)
  const columns = (text: string) => inTransaction(ctx, ({ db }) => sql.raw(text).execute(db))
  const { rows } = await columns('select user_id, address_key, kind, purposes, since, until from processing_limits')
  assert.doesNotMatch(JSON.stringify(rows), /@/)
  await assert.rejects(columns('select request_id from processing_limits'), /permission denied/)
  await assert.rejects(columns("update processing_limits set kind = 'objection'"), /permission denied/)
  await assert.rejects(columns('select * from privacy_requests'), /permission denied/)
})
