/** Requests that the program answers itself, by the parts of the engine that make copies and erase. */
import assert from 'node:assert/strict'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { inPlatformTransaction, inPrivacyTransaction, sql } from '#platform/database'
import { newHexKey } from '#platform/ids'
import { inventory } from '../../../app.ts'
import { aboutPerson } from '../person.ts'
import { insertEvent } from '../bundles/bundles.fixture.ts'
import * as exportRepo from '../bundles/person-export-repo.ts'
import { fileOf } from '../bundles/person-exports.ts'
import { linkIn, openDesk, workAll, type Desk } from './desk.fixture.ts'

/** Goes on until the request is closed: a copy is looked for again and again. */
async function settle(at: Desk, id: string) {
  const mails = []
  for (let round = 0; round < 10; round++) {
    mails.push(...(await at.work()))
    const request = (await at.requests()).find((one) => one.id === id)
    if (request?.state === 'open') continue
    mails.push(...(await workAll(at)))
    return { request: (await at.requests()).find((one) => one.id === id), mails }
  }
  throw new Error('the request was never closed')
}

async function bundlesOf(at: Desk, userId: string) {
  const found = await inPlatformTransaction(at.services, (tx) => exportRepo.list(tx, userId))
  return Promise.all(
    found.map(async (one) => {
      const file = await at.services.blobs.get(fileOf(one))
      assert.ok(file)
      return JSON.parse((await buffer(file.body)).toString('utf8'))
    }),
  )
}

test('access by a request gives the same copy as the button, with every category in which there is something of the person [SEN-28, OPS-38, CAB-31, AHU-31, DSE-41]', async (t) => {
  const at = await openDesk(t)
  const ada = await at.person('Ada')
  await at.workspace(ada, 'Shop')
  const browser = await at.browser(ada)
  const { body, status } = await browser.send('POST', '/user/privacy-requests', { type: 'access' })
  assert.equal(status, 201, JSON.stringify(body))
  assert.equal(body.state, 'open')
  const { request, mails } = await settle(at, body.id)
  assert.equal(request?.state, 'answered')
  assert.ok(mails.some(({ subject }) => subject === 'The answer to your privacy request'))
  assert.ok(mails.every(({ to }) => to === ada.email))

  // The later one comes first in the list.
  at.clock.advance(1_000)
  assert.ok([200, 201, 202].includes((await browser.send('POST', '/user/exports')).status))
  await workAll(at)
  const [button, desk] = await bundlesOf(at, ada.id)
  assert.ok(button && desk)
  // The mail about the first copy is in the second one.
  const withoutMail = (bundle: unknown) => categoriesIn(bundle).filter((category) => category !== 'C28')
  assert.deepEqual(withoutMail(button), withoutMail(desk))
  const expected = await categoriesWithRows(at, { userId: ada.id, addresses: [ada.email] })
  assert.ok(expected.length >= 4)
  for (const category of expected) assert.ok(categoriesIn(button).includes(category), category)
})

/** Wherever they stand in the file. */
function categoriesIn(bundle: unknown): string[] {
  return [...new Set([...JSON.stringify(bundle).matchAll(/"category":"(C\d\d)"/g)].map(([, id]) => id ?? ''))].sort()
}

/** By the inventory alone: where the database has a row about the person that is theirs to see. */
async function categoriesWithRows(at: Desk, person: { userId: string; addresses: string[] }): Promise<string[]> {
  const found = new Set<string>()
  for (const entry of inventory.filter((one) => one.store === 'database' && one.export !== 'no')) {
    const condition = aboutPerson(entry, inventory, person)
    if (!condition) continue
    const { rows } = await inPrivacyTransaction(at.services, ({ db }) =>
      sql`select from ${sql.table(entry.place)} where ${condition} limit 1`.execute(db),
    )
    if (rows.length > 0) found.add(entry.category)
  }
  return [...found].sort()
}

test('access by mailed link, without a sign-in, gives a copy to the address alone', async (t) => {
  const at = await openDesk(t)
  const address = `reader-${newHexKey(6)}@example.com`
  await at.form('/privacy/requests', { address, type: 'export' })
  const [mail] = await at.work()
  const { id } = (await at.requests()).find((one) => one.address === address)!
  assert.equal((await at.form(linkIn(mail!), {})).status, 200)
  const { request, mails } = await settle(at, id)
  assert.partialDeepStrictEqual(request, { state: 'answered', address: null })
  assert.ok(mails.length >= 2 && mails.every(({ to }) => to === address))
})

test('deletion by a request erases the person, after the answer and with a receipt', async (t) => {
  const at = await openDesk(t)
  const ada = await at.person('Ada')
  const browser = await at.browser(ada)
  const { body } = await browser.send('POST', '/user/privacy-requests', { type: 'deletion' })
  const { request, mails } = await settle(at, body.id)
  assert.partialDeepStrictEqual(request, { state: 'answered', address: null })
  assert.equal(mails[0]?.subject, 'The answer to your privacy request')
  assert.match(mails[0]?.text ?? '', /authority for data protection/)
  assert.equal((await browser.send('GET', '/user')).status, 401)
  await workAll(at)
  const { rows } = await inPrivacyTransaction(at.services, ({ db }) =>
    sql`select from users where id = ${ada.id}`.execute(db),
  )
  assert.equal(rows.length, 0)
})

test('what hands over or destroys data wants a fresh factor', async (t) => {
  const at = await openDesk(t)
  const ada = await at.person('Ada')
  const browser = await at.browser(ada)
  at.clock.advance(3_600_000)
  for (const type of ['access', 'export', 'deletion']) {
    const { status, body } = await browser.send('POST', '/user/privacy-requests', { type })
    assert.deepEqual([status, body.code], [403, 'fresh_factor_required'], type)
  }
  assert.equal((await browser.send('POST', '/user/privacy-requests', { type: 'restriction' })).status, 201)
})

test('what programs of a workspace sent about a person is for its owners to answer, with the same clock; afterwards nobody knows who asked', async (t) => {
  const at = await openDesk(t)
  const address = `reader-${newHexKey(6)}@example.com`
  const owner = await at.person('Owner')
  const workspace = await at.workspace(owner, 'Shop')
  const inside = (await at.browser(owner)).inside(workspace.slug)
  await insertEvent(workspace, { user_email: address.toUpperCase() })
  const mails = await at.askByMail(address, { type: 'deletion', message: 'All of it' })
  assert.ok(mails.some(({ to, subject }) => to === owner.email && subject === 'A privacy request about your workspace'))
  assert.ok(mails.filter(({ to }) => to === owner.email).every(({ text }) => !text.includes(address)))

  const { body } = await inside('GET', '/privacy-requests')
  const [routed] = body.items
  assert.partialDeepStrictEqual(routed, { type: 'deletion', address, message: 'All of it', answeredAt: null })
  const days = (new Date(routed.dueAt).getTime() - new Date(routed.receivedAt).getTime()) / 86_400_000
  assert.ok(days >= 28 && days <= 30)

  const admin = await at.person('Admin')
  await at.join(workspace, admin, 'admin')
  assert.equal((await (await at.browser(admin)).inside(workspace.slug)('GET', '/privacy-requests')).status, 403)

  at.clock.advance(25 * 86_400_000)
  at.queue.length = 0
  await at.sweep('privacy.tendRequests')
  const reminders = (await at.work()).filter(({ to }) => to === owner.email).map(({ subject }) => subject)
  assert.deepEqual(reminders, ['A privacy request still waits for your answer'])

  const later = (await at.browser(owner)).inside(workspace.slug)
  const path = `/privacy-requests/${routed.id}/answers`
  const answer = { outcome: 'done', text: 'Your events are gone.' }
  assert.equal((await later('POST', path, answer)).status, 200)
  assert.equal((await later('POST', path, answer)).status, 409)
  const passedOn = (await workAll(at)).filter(({ to }) => to === address)
  assert.equal(passedOn.length, 1)
  assert.match(passedOn[0]?.text ?? '', /> Your events are gone\./)
  const after = (await later('GET', '/privacy-requests')).body.items[0]
  assert.partialDeepStrictEqual(after, { address: null, message: null, outcome: 'done' })
  const { items } = (await later('GET', '/audit-entries')).body
  const acts = new Set(items.map(({ action }: { action: string }) => action))
  assert.ok(acts.has('privacyRequest.received') && acts.has('privacyRequest.answered'))
})

test('staff pass a request on by hand, once to each workspace, and it is answered when they have', async (t) => {
  const at = await openDesk(t)
  const owner = await at.person('Owner')
  const workspace = await at.workspace(owner, 'Shop')
  const address = `reader-${newHexKey(6)}@example.com`
  await at.askByMail(address, { type: 'correction', message: 'My ticket has a wrong name' })
  const { id } = (await at.requests()).find((one) => one.address === address)!
  const staff = await at.browser(at.root)
  const route = (ids: string[]) => staff.send('POST', `/staff/privacy-requests/${id}/routings`, { workspaceIds: ids })
  assert.deepEqual((await route([workspace.workspaceId])).body, { asked: 1 })
  assert.equal((await route([workspace.workspaceId])).status, 400)
  await at.work()
  const inside = (await at.browser(owner)).inside(workspace.slug)
  const [routed] = (await inside('GET', '/privacy-requests')).body.items
  await inside('POST', `/privacy-requests/${routed.id}/answers`, { outcome: 'refused', text: 'It is right.' })
  const mails = await workAll(at)
  assert.deepEqual(
    mails.map(({ to, subject }) => [to, subject]),
    [[address, 'A workspace answered your privacy request']],
  )
  const { body } = await staff.send('GET', `/staff/privacy-requests/${id}`)
  assert.partialDeepStrictEqual(body, { state: 'answered', address: null, workspaces: [{ outcome: 'refused' }] })
})
