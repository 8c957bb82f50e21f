import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Context } from '#platform/context'
import { testContext, withRole } from '#testing'
import { ask, openIncident } from '../incidents.fixture.ts'

/** Somebody else of the workspace. */
async function colleague(ctx: Context, role: 'member' | 'admin'): Promise<Context> {
  const { actor } = await testContext()
  return { ...withRole(ctx, role), actor }
}

test('a note has its author and times, is changed by its author alone, and its text is in no activity', async () => {
  const ctx = await testContext()
  const { id } = await openIncident(ctx)
  const path = `/incidents/${id}/notes`
  const made = await ask(ctx, 'POST', path, { text: ' The card reader is off. ' })
  assert.equal(made.status, 201)
  assert.partialDeepStrictEqual(made.body, {
    text: 'The card reader is off.',
    author: { id: ctx.actor.id, name: 'Ada Tester' },
    updatedAt: null,
  })
  const own = `${path}/${made.body.id}`
  const member = await colleague(ctx, 'member')
  assert.equal((await ask(member, 'PUT', own, { text: 'No.' })).status, 403)
  assert.equal((await ask(await colleague(ctx, 'admin'), 'PUT', own, { text: 'No.' })).status, 403)
  const changed = await ask(ctx, 'PUT', own, { text: 'It is on again.' })
  assert.equal(changed.body.text, 'It is on again.')
  assert.notEqual(changed.body.updatedAt, null)
  assert.equal((await ask(member, 'DELETE', own)).status, 403)
  assert.equal((await ask(await colleague(ctx, 'admin'), 'DELETE', own)).status, 204)
  assert.equal((await ask(ctx, 'DELETE', own)).status, 404)
  const timeline = JSON.stringify((await ask(ctx, 'GET', `/incidents/${id}/timeline`)).body)
  assert.match(timeline, /incident.noteAdded/)
  assert.doesNotMatch(timeline, /card reader|on again/)
})

test('a viewer reads notes and writes none; another workspace finds none', async () => {
  const ctx = await testContext()
  const { id } = await openIncident(ctx)
  const path = `/incidents/${id}/notes`
  const note = await ask(ctx, 'POST', path, { text: 'Known.' })
  const viewer = withRole(ctx, 'viewer')
  assert.equal((await ask(viewer, 'GET', path)).body.items.length, 1)
  assert.equal((await ask(viewer, 'POST', path, { text: 'x' })).status, 403)
  const stranger = await testContext()
  assert.equal((await ask(stranger, 'GET', path)).status, 404)
  assert.equal((await ask(stranger, 'DELETE', `${path}/${note.body.id}`)).status, 404)
  const other = await openIncident(ctx, { key: 'f'.repeat(32) })
  assert.equal((await ask(ctx, 'DELETE', `/incidents/${other.id}/notes/${note.body.id}`)).status, 404)
})

test('notes follow their incident through a merge and back, and are found by their words', async () => {
  const ctx = await testContext()
  const [a, b] = [await openIncident(ctx), await openIncident(ctx, { key: 'f'.repeat(32) })]
  await ask(ctx, 'POST', `/incidents/${b.id}/notes`, { text: 'Ask the bank about 3-D Secure.' })
  const count = async (id: string) => (await ask(ctx, 'GET', `/incidents/${id}/notes`)).body.items.length
  const found = async () =>
    (await ask(ctx, 'GET', '/incidents?query=secure')).body.items.map(({ id }: { id: string }) => id)
  assert.deepEqual(await found(), [b.id])
  await ask(ctx, 'POST', `/incidents/${a.id}/merges`, { incidentIds: [b.id] })
  assert.equal(await count(a.id), 1)
  await ask(ctx, 'POST', `/incidents/${a.id}/unmerges`, { keys: ['f'.repeat(32)] })
  assert.deepEqual([await count(a.id), await count(b.id)], [0, 1])
})
