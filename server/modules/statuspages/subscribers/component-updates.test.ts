import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { inTransaction } from '#platform/database'
import { testContext } from '#testing'
import { createdPage, createdReport, get, patch, subscribed, visit } from '../test-support.ts'
import { callSubscribers } from './call.ts'
import { rowsOf } from './mail-server.fixture.ts'
import { receiver, webhookOf } from './receiver.fixture.ts'
import { setChoices } from './subscriber-repo.ts'
import { keptChanges } from './tell-component.ts'
import { everything, linkSecret } from './subscriber.ts'

/** A page with a confirmed webhook; `told` are the ids of what it was told of, in order. */
async function listening(t: TestContext) {
  const base = await testContext()
  const { calls, ctx, url } = await receiver(t, base, () => ({ status: 200 }))
  const page = await createdPage(ctx)
  const { id, confirmationId } = await webhookOf(ctx, page, url)
  const told = async () => {
    const rows = await inTransaction(ctx, (tx) =>
      tx.db.selectFrom('subscriberTellings').select(['id', 'kind', 'number']).orderBy('number').execute(),
    )
    return rows.filter(({ kind }) => kind === 'component').map((row) => row.id)
  }
  const confirm = async () => {
    const path = `${page.web}/confirm/${linkSecret(ctx.vault, 'confirm', confirmationId)}`
    assert.equal((await visit(ctx, path, { method: 'POST' })).status, 200)
  }
  return { ctx, page, id, calls, told, confirm }
}

test('a webhook gets what Statuspage sends when a component changes without a report', async (t) => {
  const { ctx, page, calls, told, confirm } = await listening(t)
  await confirm()
  const [api] = page.components
  assert.equal((await patch(ctx, `/components/${api}`, { status: 'major_outage' })).status, 200)
  const [updateId = ''] = await told()
  await callSubscribers.handle(ctx, { updateId })
  assert.equal(calls.length, 1)
  const body = JSON.parse(calls[0]!.body)
  assert.deepEqual(Object.keys(body), ['meta', 'page', 'component_update', 'component'])
  assert.deepEqual(Object.keys(body.component_update), ['created_at', 'new_status', 'old_status', 'id', 'component_id'])
  assert.deepEqual(Object.keys(body.component), ['created_at', 'id', 'name', 'status'])
  assert.partialDeepStrictEqual(body, {
    page: { id: page.id, status_indicator: 'major', status_description: 'Partial System Outage' },
    component_update: { id: updateId, component_id: api, old_status: 'operational', new_status: 'major_outage' },
    component: { id: api, name: 'API', status: 'major_outage' },
  })
  const { items } = await (await get(ctx, `/updates/${updateId}/deliveries`)).json()
  assert.partialDeepStrictEqual(items, [{ state: 'sent', channel: 'webhook' }])
})

test('a change that a newer one overtook is not told any more', async (t) => {
  const { ctx, page, calls, told, confirm } = await listening(t)
  await confirm()
  for (const status of ['partial_outage', 'operational']) {
    assert.equal((await patch(ctx, `/components/${page.components[0]}`, { status })).status, 200)
  }
  for (const updateId of await told()) await callSubscribers.handle(ctx, { updateId })
  assert.deepEqual(
    calls.map(({ body }) => JSON.parse(body).component_update.new_status),
    ['operational'],
  )
})

test('nobody is told of what did not change, of what is hidden, of what a report says, or before anybody listens', async (t) => {
  const { ctx, page, told, confirm } = await listening(t)
  const [api, website] = page.components
  await patch(ctx, `/components/${api}`, { status: 'major_outage' })
  assert.deepEqual(await told(), [], 'not confirmed yet')
  await confirm()
  await patch(ctx, `/components/${api}`, { status: 'major_outage', description: 'The API.' })
  await patch(ctx, `/components/${website}`, { hidden: true })
  await patch(ctx, `/components/${website}`, { status: 'major_outage' })
  await createdReport(ctx, page, { components: [{ id: api, status: 'partial_outage' }] })
  assert.deepEqual(await told(), [])
})

test('mail and Slack get no component change, and of webhooks only those that chose it', async (t) => {
  const { ctx, page, id, told, confirm } = await listening(t)
  await confirm()
  await subscribed(ctx, page)
  const [api, website] = page.components
  await inTransaction(ctx, (tx) => setChoices(tx, id, { ...everything, componentIds: [website!] }))
  await patch(ctx, `/components/${api}`, { status: 'major_outage' })
  await patch(ctx, `/components/${website}`, { status: 'major_outage' })
  const rows = await rowsOf(ctx)
  assert.partialDeepStrictEqual(rows, [{ subscriberId: id, subjectId: website, channel: 'webhook' }])
  assert.equal(rows.length, 1)
  assert.equal((await told()).length, 2)
})

test('of each component the last hundred changes are kept', async (t) => {
  const { ctx, page, told, confirm } = await listening(t)
  await confirm()
  const [api] = page.components
  await patch(ctx, `/components/${api}`, { status: 'major_outage' })
  const [first = ''] = await told()
  await inTransaction(ctx, (tx) =>
    tx.db.updateTable('subscriberTellings').set({ number: keptChanges }).where('id', '=', first).execute(),
  )
  await patch(ctx, `/components/${api}`, { status: 'operational' })
  assert.equal((await told()).length, 2)
  await inTransaction(ctx, (tx) =>
    tx.db.updateTable('subscriberTellings').set({ number: 1 }).where('id', '=', first).execute(),
  )
  await patch(ctx, `/components/${api}`, { status: 'major_outage' })
  assert.ok(!(await told()).includes(first))
  assert.ok((await rowsOf(ctx)).every(({ updateId }) => updateId !== first))
})
