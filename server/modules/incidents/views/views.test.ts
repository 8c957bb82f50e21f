import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testContext, withRole } from '#testing'
import { ask } from '../incidents.fixture.ts'

const view = { name: 'Mine', filter: { status: 'open,acknowledged', owner: 'me' }, sort: 'events' }

test('a personal view is seen by its owner alone, a shared one by all', async () => {
  const ctx = await testContext()
  const other = { ...ctx, actor: (await testContext()).actor }
  const own = await ask(ctx, 'POST', '/incident-views', view)
  assert.partialDeepStrictEqual(own, { status: 201, body: { ...view, shared: false } })
  assert.deepEqual((await ask(other, 'GET', '/incident-views')).body.items, [])
  assert.equal((await ask(other, 'DELETE', `/incident-views/${own.body.id}`)).status, 404)
  await ask(ctx, 'PATCH', `/incident-views/${own.body.id}`, { shared: true, name: 'Ours' })
  assert.partialDeepStrictEqual((await ask(other, 'GET', '/incident-views')).body.items, [
    { name: 'Ours', shared: true },
  ])
  assert.equal((await ask(withRole(other, 'member'), 'DELETE', `/incident-views/${own.body.id}`)).status, 403)
  assert.equal((await ask(await testContext(), 'DELETE', `/incident-views/${own.body.id}`)).status, 404)
  assert.equal((await ask(ctx, 'DELETE', `/incident-views/${own.body.id}`)).status, 204)
})

test('a view holds what the list would accept, and nothing else', async () => {
  const ctx = await testContext()
  const create = async (changes: object) => (await ask(ctx, 'POST', '/incident-views', { ...view, ...changes })).status
  assert.equal(await create({ filter: { status: 'closed' } }), 400)
  assert.equal(await create({ filter: { colour: 'red' } }), 400)
  assert.equal(await create({ filter: { cursor: 'x' } }), 400)
  assert.equal(await create({ filter: { newSince: 'yesterday' } }), 400)
  assert.equal(await create({ sort: 'name' }), 400)
  assert.equal(await create({}), 201)
  assert.equal(await create({}), 409, 'of the same name')
  assert.equal(await create({ shared: true }), 201)
  assert.equal(await create({ name: 'New', filter: { newSince: '24h', seenBefore: '2026-11-01T00:00:00Z' } }), 201)
  const { items } = (await ask(ctx, 'GET', '/incident-views')).body
  for (const { filter, sort } of items) {
    const query = new URLSearchParams({ ...filter, sort }).toString()
    assert.equal((await ask(ctx, 'GET', `/incidents?${query}`)).status, 200)
  }
})

test('a viewer saves no view', async () => {
  const ctx = withRole(await testContext(), 'viewer')
  assert.equal((await ask(ctx, 'POST', '/incident-views', view)).status, 403)
})
