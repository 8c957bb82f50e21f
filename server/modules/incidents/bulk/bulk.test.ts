import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testContext, withRole } from '#testing'
import { ask, openIncident, readIncident } from '../incidents.fixture.ts'

const key = (index: number): string => index.toString(16).padStart(32, '0')

test('a hundred incidents are changed at once, each with its activity, and the answer says which were refused', async () => {
  const ctx = await testContext()
  const ids: string[] = []
  for (let index = 0; index < 100; index += 1) ids.push((await openIncident(ctx, { key: key(index) })).id)
  await ask(ctx, 'POST', `/incidents/${ids[7]}/acknowledgement`)
  const change = { type: 'acknowledge' }
  const { status, body } = await ask(ctx, 'POST', '/incidents/changes', { incidentIds: ids, change })
  assert.equal(status, 200)
  assert.deepEqual(
    body.results.map(({ incidentId }: { incidentId: string }) => incidentId),
    ids,
  )
  assert.deepEqual(
    body.results.filter(({ outcome }: { outcome: string }) => outcome !== 'done'),
    [{ incidentId: ids[7], outcome: 'refused', reason: 'the incident is already acknowledged' }],
  )
  assert.equal((await ask(ctx, 'GET', '/incidents')).body.counts.acknowledged, 100)
  for (const id of [ids[0], ids[7], ids[99]]) {
    const { items } = (await ask(ctx, 'GET', `/incidents/${id}/timeline`)).body
    assert.equal(items.filter(({ type }: { type: string }) => type === 'incident.acknowledged').length, 1)
  }
  const tooMany = [...ids, ids[0]]
  assert.equal((await ask(ctx, 'POST', '/incidents/changes', { incidentIds: tooMany, change })).status, 400)
})

test('each change can be made in bulk', async () => {
  const ctx = await testContext()
  const { id } = await openIncident(ctx)
  const changes: [object, object][] = [
    [{ type: 'acknowledge' }, { status: 'acknowledged' }],
    [{ type: 'unacknowledge' }, { status: 'open' }],
    [{ type: 'mute', mute: { until: 'users', count: 3 } }, { status: 'muted' }],
    [{ type: 'unmute' }, { status: 'open' }],
    [{ type: 'setSeverity', severity: 'low' }, { severity: 'low' }],
    [{ type: 'setSeverity', severity: null }, { severity: 'high' }],
    [{ type: 'setOwner', userId: ctx.actor.id }, { ownerId: ctx.actor.id }],
    [{ type: 'setOwner', userId: null }, { ownerId: null }],
    [{ type: 'resolve' }, { status: 'resolved' }],
    [{ type: 'reopen' }, { status: 'open' }],
    [{ type: 'resolve', resolution: { in: 'release', release: '2.0.0' } }, { fixedIn: '2.0.0' }],
  ]
  for (const [change, after] of changes) {
    const { body } = await ask(ctx, 'POST', '/incidents/changes', { incidentIds: [id], change })
    assert.equal(body.results[0].outcome, 'done', JSON.stringify(change))
    assert.partialDeepStrictEqual(await readIncident(ctx, id), after)
  }
})

test('one incident of another workspace, or none, and nothing happens to any [T-08]', async () => {
  const ctx = await testContext()
  const { id } = await openIncident(ctx)
  const foreign = await openIncident(await testContext())
  const change = { type: 'resolve' }
  for (const other of [foreign.id, `inc_${'0'.repeat(32)}`]) {
    assert.equal((await ask(ctx, 'POST', '/incidents/changes', { incidentIds: [id, other], change })).status, 404)
  }
  assert.equal((await readIncident(ctx, id)).status, 'open')
  const viewer = withRole(ctx, 'viewer')
  assert.equal((await ask(viewer, 'POST', '/incidents/changes', { incidentIds: [id], change })).status, 403)
})
