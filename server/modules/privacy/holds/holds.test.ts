import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inPrivacyTransaction, sql } from '#platform/database'
import { newHexKey, newId } from '#platform/ids'
import { presets } from '#platform/policy'
import { insertRow } from '../retention/rows.fixture.ts'
import { findHolds } from './find-holds.ts'
import { openOldHouse } from './house.fixture.ts'

const dayMs = 86_400_000
const sensra = presets['sensra']!
type House = Awaited<ReturnType<typeof openOldHouse>>
type Workspace = Awaited<ReturnType<House['workspace']>>

const dateIn = (at: House, days: number) => new Date(at.clock().getTime() + days * dayMs).toISOString().slice(0, 10)

async function plantEvent(at: House, { workspaceId }: Workspace, email = '') {
  const now = at.clock()
  const row = { workspace_id: workspaceId, project_id: 'prj_1', key: 'k', occurred_at: now, event_id: newHexKey() }
  const rest = { batch_id: 'b', received_at: now, title: 'T', user_email: email, detail: '{"a":1}' }
  await at.services.columns.insert('events', [{ ...row, ...rest }])
  return async () => {
    const [found] = await at.services.columns.query<{ filled: number }>(
      `select countIf(detail != '') as filled from events where event_id = {id:String}`,
      { id: row.event_id },
    )
    return found!.filled > 0
  }
}

async function plantDelivery(at: House, { workspaceId }: Workspace) {
  const id = newId('dlv', at.clock())
  await insertRow(at.services, 'deliveries', { id, workspace_id: workspaceId, created_at: at.clock() })
  return () => hasRow(at, 'deliveries', id)
}

async function plantActivity(at: House, { id: userId }: { id: string }) {
  const id = newId('uac', at.clock())
  await at.services.database.kysely.transaction().execute(async (db) => {
    await sql`set local role watchword_platform`.execute(db)
    await sql`insert into user_activities (id, user_id, type, at, remote_address, user_agent, data)
      values (${id}, ${userId}, 'signIn.refused', ${at.clock()}, '192.0.2.1', 'x', '{}')`.execute(db)
  })
  return () => hasRow(at, 'user_activities', id)
}

async function hasRow(at: House, table: string, id: string): Promise<boolean> {
  return inPrivacyTransaction(at.services, async ({ db }) => {
    const { rows } = await sql`select from ${sql.table(table)} where id = ${id}`.execute(db)
    return rows.length > 0
  })
}

async function held(at: House, scope: object): Promise<string> {
  const staff = await at.browser(at.root)
  const body = { reason: 'Smith v. Jones', owner: 'Legal', reviewOn: dateIn(at, 300), ...scope }
  const answer = await staff.send('POST', '/staff/holds', body)
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return answer.body.id
}

test('a hold on a workspace stops the sweeper for it alone and for its categories alone; released, the next sweep deletes [SEN-23]', async (t) => {
  const at = await openOldHouse(t, sensra)
  const [one, other] = [await at.workspace(await at.person('Ada')), await at.workspace(await at.person('Bob'))]
  const found = [
    await plantEvent(at, one),
    await plantEvent(at, other),
    await plantDelivery(at, one),
    await plantDelivery(at, other),
  ]
  const left = () => Promise.all(found.map((isThere) => isThere()))
  at.clock.advance(80 * dayMs)
  const id = await held(at, { workspaceId: one.workspaceId, categories: ['C13'] })
  at.clock.advance(11 * dayMs)
  await at.sweepAges('events', 'deliveries', 'user_activities')
  assert.deepEqual(await left(), [true, false, false, false])
  const staff = await at.browser(at.root)
  const released = await staff.send('DELETE', `/staff/holds/${id}`, { reason: 'Settled' })
  assert.equal(released.status, 200)
  assert.equal((await staff.send('DELETE', `/staff/holds/${id}`, { reason: 'Again' })).status, 409)
  at.clock.advance(dayMs / 24)
  await at.sweepAges('events', 'deliveries', 'user_activities')
  assert.deepEqual(await left(), [false, false, false, false])
})

test('a hold on a person or an address stops the sweeper for their rows alone, in both stores [SEN-23]', async (t) => {
  const at = await openOldHouse(t, sensra)
  const [ada, bob, cid] = [await at.person('Ada'), await at.person('Bob'), await at.person('Cid')]
  const ctx = await at.workspace(cid)
  const found = {
    adasActivity: await plantActivity(at, ada),
    bobsActivity: await plantActivity(at, bob),
    adasEvent: await plantEvent(at, ctx, ada.email.toUpperCase()),
    bobsEvent: await plantEvent(at, ctx, bob.email),
    cidsEvent: await plantEvent(at, ctx, cid.email),
  }
  const left = async () => {
    const entries = Object.entries(found).map(async ([name, isThere]) => [name, await isThere()] as const)
    return (await Promise.all(entries)).filter(([, isThere]) => isThere).map(([name]) => name)
  }
  at.clock.advance(80 * dayMs)
  const holds = [await held(at, { userId: ada.id }), await held(at, { address: bob.email.toUpperCase() })]
  at.clock.advance(11 * dayMs)
  await at.sweepAges('events', 'deliveries', 'user_activities')
  assert.deepEqual(await left(), ['adasActivity', 'bobsActivity', 'adasEvent', 'bobsEvent'])
  const staff = await at.browser(at.root)
  for (const id of holds) await staff.send('DELETE', `/staff/holds/${id}`, { reason: 'Settled' })
  at.clock.advance(dayMs / 24)
  await at.sweepAges('events', 'deliveries', 'user_activities')
  assert.deepEqual(await left(), [])
})

test('who is about to delete finds the holds on it, and no others [SEN-23]', async (t) => {
  const at = await openOldHouse(t, sensra)
  const ada = await at.person('Ada')
  const { workspaceId } = await at.workspace(ada)
  const ids = [
    await held(at, { workspaceId, categories: ['C13'] }),
    await held(at, { userId: ada.id }),
    await held(at, { address: 'someone@example.com' }),
  ]
  const find = (scope: Parameters<typeof findHolds>[1]) =>
    inPrivacyTransaction(at.services, async (tx) =>
      // As a set: holds of one millisecond come in any order.
      (await findHolds(tx, scope)).map(({ id }) => ids.indexOf(id)).toSorted(),
    )
  assert.deepEqual(await find({ workspaceId }), [0])
  assert.deepEqual(await find({ workspaceId, category: 'C14' }), [])
  assert.deepEqual(await find({ workspaceId, userId: ada.id, category: 'C13' }), [0, 1])
  assert.deepEqual(await find({ addresses: ['Someone@example.com'] }), [2])
  assert.deepEqual(await find({ userId: 'usr_other', addresses: ['other@example.com'] }), [])
})

test('every act on a hold stands in the operators’ audit log, without the address; only staff may [SEN-23]', async (t) => {
  const at = await openOldHouse(t, sensra)
  const id = await held(at, { address: 'someone@example.com', categories: ['C13', 'C07'] })
  const staff = await at.browser(at.root)
  assert.equal((await staff.send('PUT', `/staff/holds/${id}/review`, { reviewOn: dateIn(at, 30) })).status, 200)
  assert.equal((await staff.send('DELETE', `/staff/holds/${id}`, { reason: 'Settled' })).status, 200)
  const acts = await at.entries(at.operators.workspaceId)
  assert.deepEqual(
    acts.map(({ action }) => action).filter((action) => action.startsWith('hold.')),
    ['hold.created', 'hold.reviewed', 'hold.released'],
  )
  assert.doesNotMatch(JSON.stringify(acts), /someone@/)
  const { body } = await staff.send('GET', '/staff/holds')
  assert.partialDeepStrictEqual(
    body.items.find((item: { id: string }) => item.id === id),
    { releaseReason: 'Settled', releasedBy: at.root.id },
  )
  const stranger = await at.browser(await at.person('Eve', { protect: true }))
  assert.equal((await stranger.send('GET', '/staff/holds')).status, 403)
  for (const [scope, path] of [
    [{}, 'workspaceId'],
    [{ userId: `usr_${'0'.repeat(32)}` }, 'userId'],
    [{ userId: at.root.id, address: 'a@example.com' }, 'workspaceId'],
    [{ userId: at.root.id, reviewOn: dateIn(at, 0) }, 'reviewOn'],
  ] as const) {
    const answer = await staff.send('POST', '/staff/holds', {
      reason: 'x',
      owner: 'y',
      reviewOn: dateIn(at, 9),
      ...scope,
    })
    assert.equal(answer.status, 400)
    assert.equal(answer.body.fields[0].path, path)
  }
})

test('those who run the installation are reminded once when a hold is due to be looked at', async (t) => {
  const at = await openOldHouse(t, sensra)
  const reason = `Case ${newHexKey(4)}`
  const id = await held(at, { userId: at.root.id, reason, reviewOn: dateIn(at, 10) })
  const remind = async () => {
    await at.sweep('privacy.remindOfHolds')
    return (await at.work()).filter(({ text }) => text.includes(reason)).map(({ to }) => to)
  }
  assert.deepEqual(await remind(), [])
  at.clock.advance(10 * dayMs)
  assert.deepEqual(await remind(), [at.root.email])
  assert.deepEqual(await remind(), [])
  const staff = await at.browser(at.root)
  await staff.send('PUT', `/staff/holds/${id}/review`, { reviewOn: dateIn(at, 10) })
  at.clock.advance(10 * dayMs)
  assert.deepEqual(await remind(), [at.root.email])
})

test('the owners are told of a request of an authority at once, and everything is on record [OPS-32] [DSE-27]', async (t) => {
  const at = await openOldHouse(t, sensra)
  const [ada, bob] = [await at.person('Ada'), await at.person('Bob')]
  const ctx = await at.workspace(ada, 'Acme')
  await at.join(ctx, bob, 'admin')
  const staff = await at.browser(at.root)
  const body = request(at, ctx)
  const answer = await staff.send('POST', '/staff/legal-requests', body)
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  assert.equal(answer.body.notice, 'told')
  const mails = await at.work()
  assert.deepEqual(
    mails.map(({ to }) => to),
    [ada.email],
  )
  for (const part of [body.authority, body.reference, body.asked, 'Acme'])
    assert.ok(mails[0]!.text.includes(part), part)
  assert.deepEqual(
    (await at.entries(ctx.workspaceId)).map(({ action }) => action).filter((action) => action.startsWith('legal')),
    ['legalRequest.told'],
  )
  assert.ok((await at.entries(at.operators.workspaceId)).some(({ action }) => action === 'legalRequest.recorded'))
  await at.sweep('privacy.tellOfLegalRequests')
  assert.deepEqual(await at.work(), [])
})

test('under a gag nobody is told until it is over, then they are, and all of it is on record [OPS-32] [DSE-27]', async (t) => {
  const at = await openOldHouse(t, sensra)
  const ada = await at.person('Ada')
  const ctx = await at.workspace(ada)
  const staff = await at.browser(at.root)
  const until = (days: number) => new Date(at.clock().getTime() + days * dayMs).toISOString()
  const gag = { until: until(10), ground: 'Order 12/19' }
  const { body } = await staff.send('POST', '/staff/legal-requests', { ...request(at, ctx), gag })
  assert.equal(body.notice, 'gagged')
  const tell = async () => {
    await Promise.all([at.sweep('privacy.tellOfLegalRequests'), at.sweep('privacy.tellOfLegalRequests')])
    return (await at.work()).map(({ to }) => to)
  }
  at.clock.advance(9 * dayMs)
  assert.deepEqual(await tell(), [])
  const longer = { gag: { until: until(10), ground: 'Order 13/19' } }
  const again = await at.browser(at.root)
  assert.equal((await again.send('PUT', `/staff/legal-requests/${body.id}/gag`, longer)).status, 200)
  at.clock.advance(9 * dayMs)
  assert.deepEqual(await tell(), [])
  assert.ok(!(await at.entries(ctx.workspaceId)).some(({ action }) => action.startsWith('legal')))
  at.clock.advance(2 * dayMs)
  assert.deepEqual(await tell(), [ada.email])
  assert.deepEqual(await tell(), [])
  const last = await at.browser(at.root)
  assert.equal((await last.send('PUT', `/staff/legal-requests/${body.id}/gag`, longer)).status, 409)
  const { items } = (await last.send('GET', '/staff/legal-requests')).body
  const told = items.find(({ id }: { id: string }) => id === body.id)
  assert.partialDeepStrictEqual(told, { notice: 'told', gagGround: 'Order 13/19' })
  assert.deepEqual(
    (await at.entries(at.operators.workspaceId))
      .map(({ action }) => action)
      .filter((action) => action.startsWith('legal')),
    ['legalRequest.recorded', 'legalRequest.gagSet', 'legalRequest.told'],
  )
})

function request(at: House, { workspaceId }: Workspace) {
  return {
    workspaceId,
    authority: 'District court',
    reference: `AZ ${newHexKey(4)}`,
    asked: 'Events of the first of May.',
    receivedAt: at.clock().toISOString(),
  }
}
