import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testContext, withRole } from '#testing'
import { incident, made, page, project } from '../../../testing/requests/make.ts'
import { draftOf, openAlerts } from '../../alerts/alerts.fixture.ts'
import { ask } from '../dashboards.fixture.ts'

const hourMs = 3_600_000

async function asked(ctx: Awaited<ReturnType<typeof testContext>>, from: number, to: number, more = '') {
  const query = `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}${more}`
  return ask(ctx, 'GET', `/dashboards/annotations?${query}`)
}

test('incidents, deploys and maintenance of a range are told in the order in which they happened', async () => {
  const ctx = await testContext()
  const incidentId = await incident(ctx)
  const now = ctx.now().getTime()
  const projectId = await project(ctx)
  const deployedAt = new Date(now - 30 * 60_000).toISOString()
  await made(ctx, 'POST', '/releases', { projectId, version: 'shop@1.2.3', environment: 'production', deployedAt })
  const pageId = await page(ctx)
  await made(ctx, 'POST', `/status-pages/${pageId}/maintenance-windows`, {
    ...{ title: 'New disks', body: 'We change disks.', durationMinutes: 60 },
    scheduledFor: new Date(now + hourMs).toISOString(),
  })
  const { status, body } = await asked(ctx, now - hourMs, now + 3 * hourMs)
  assert.equal(status, 200)
  assert.partialDeepStrictEqual(body, {
    isComplete: true,
    items: [
      { kind: 'deploy', title: 'shop@1.2.3', text: 'production', at: deployedAt, endsAt: null, projectId },
      { kind: 'incident', endsAt: null, path: `/incidents/${incidentId}` },
      { kind: 'maintenance', title: 'New disks', projectId: null },
    ],
  })
  await made(ctx, 'POST', `/incidents/${incidentId}/resolution`, {})
  const kinds = async (...range: [from: number, to: number, more?: string]) =>
    (await asked(ctx, ...range)).body.items.map(({ kind }: { kind: string }) => kind)
  assert.deepEqual(await kinds(now + hourMs / 2, now + 3 * hourMs), ['maintenance'])
  assert.deepEqual(await kinds(now - hourMs, now + 3 * hourMs, `&projectId=${projectId}`), ['deploy'])
})

test('an alert is marked from when it fired until it was over', async (t) => {
  const house = await openAlerts(t)
  const { ctx, projectId } = house
  const start = ctx.now().getTime()
  await house.group([draftOf({ name: 'Hot', expr: 'oven_celsius > 100', labels: { kitchen: 'two' } })])
  const labels = { __name__: 'oven_celsius', oven: 'left' }
  await house.write(labels, start + 30_000, 200)
  for (let step = 1; step <= 3; step++) await house.evaluateAt(start + step * 60_000)
  const marks = async () =>
    (await asked(ctx, start, start + hourMs)).body.items.filter(({ kind }: { kind: string }) => kind === 'alert')
  assert.partialDeepStrictEqual(await marks(), [{ title: 'Hot', projectId, endsAt: null }])
  await house.write(labels, start + 200_000, 20)
  for (let step = 4; step <= 6; step++) await house.evaluateAt(start + step * 60_000)
  const [mark, ...others] = await marks()
  assert.deepEqual(others, [])
  assert.match(mark.text, /kitchen=two/)
  assert.ok(Date.parse(mark.endsAt) > Date.parse(mark.at))
})

test('another workspace’s are not among them, and a range is no longer than a year', async () => {
  const ctx = await testContext()
  await incident(ctx)
  const now = ctx.now().getTime()
  assert.deepEqual((await asked(await testContext(), now - hourMs, now + hourMs)).body.items, [])
  assert.equal((await asked(ctx, now, now)).status, 400)
  assert.equal((await asked(ctx, now - 367 * 24 * hourMs, now)).status, 400)
  assert.equal((await asked(withRole(ctx, 'viewer'), now - hourMs, now + hourMs)).body.items.length, 1)
  const blind = { ...ctx, permissions: new Set(['dashboards.read'] as const) }
  assert.deepEqual((await asked(blind, now - hourMs, now + hourMs)).body.items, [])
})
