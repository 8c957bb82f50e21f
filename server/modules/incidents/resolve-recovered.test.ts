import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemContext } from '#platform/context'
import { inTransaction } from '#platform/database'
import { testContext } from '#testing'
import { signal } from './incident.fixture.ts'
import { ask, openIncident, readIncident } from './incidents.fixture.ts'
import { resolveRecovered } from './resolve-recovered.ts'

const missed = { key: '7'.repeat(32), kind: 'heartbeat', title: 'Nightly backup: missed its check-in' } as const

test('what recovers resolves its incident, once; a muted one stays muted, and where there is none nothing happens', async () => {
  const ctx = await testContext()
  const system = systemContext(ctx, ctx.workspaceId, 'req_1')
  const { projectId, key } = signal(missed)
  const at = ctx.now()
  const recover = () => inTransaction(system, (tx) => resolveRecovered(tx, { projectId, key, at, causedBy: 'chk_1' }))
  assert.equal(await recover(), undefined)
  const { id } = await openIncident(ctx, missed)
  await ask(ctx, 'PUT', `/incidents/${id}/mute`, { until: 'forever' })
  assert.equal(await recover(), undefined)
  await ask(ctx, 'DELETE', `/incidents/${id}/mute`)
  assert.deepEqual(await recover(), { id })
  assert.equal(await recover(), undefined)
  assert.partialDeepStrictEqual(await readIncident(ctx, id), { status: 'resolved', resolvedBy: 'system' })
  const { items } = (await ask(ctx, 'GET', `/incidents/${id}/timeline`)).body
  const resolved = items.filter(({ type }: { type: string }) => type === 'incident.resolved')
  assert.deepEqual(
    resolved.map(({ causedBy }: { causedBy: string }) => causedBy),
    ['chk_1'],
  )
})

test('a merged incident is not resolved because one part of it recovered', async () => {
  const ctx = await testContext()
  const { id } = await openIncident(ctx, missed)
  const other = await openIncident(ctx, { key: '8'.repeat(32) })
  await ask(ctx, 'POST', `/incidents/${id}/merges`, { incidentIds: [other.id] })
  const { projectId, key } = signal(missed)
  const input = { projectId, key, at: ctx.now(), causedBy: 'chk_1' }
  assert.equal(await inTransaction(ctx, (tx) => resolveRecovered(tx, input)), undefined)
  assert.equal((await readIncident(ctx, id)).status, 'open')
})
