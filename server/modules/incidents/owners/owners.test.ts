import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { call, eventually, testContext, withRole } from '#testing'
import { endpoints as all } from '../../../app.ts'
import { ask, openIncident, readIncident } from '../incidents.fixture.ts'

async function addMember(ctx: Context): Promise<Context> {
  const { actor } = await testContext()
  await inTransaction(ctx, (tx) =>
    tx.db
      .insertInto('memberships')
      .values({ workspaceId: tx.workspaceId, userId: actor.id, role: 'member', joinedAt: tx.now() })
      .execute(),
  )
  return { ...withRole(ctx, 'member'), actor }
}

test('an owner is a member of the workspace, found by the list, and set once', async () => {
  const ctx = await testContext()
  const member = await addMember(ctx)
  const { id } = await openIncident(ctx)
  const path = `/incidents/${id}/owner`
  const userId = member.actor.id
  assert.equal((await ask(ctx, 'PUT', path, { userId: (await testContext()).actor.id })).status, 422)
  assert.partialDeepStrictEqual((await ask(ctx, 'PUT', path, { userId })).body, { owner: { id: userId } })
  assert.equal((await ask(ctx, 'PUT', path, { userId })).status, 409)
  const count = async (as: Context, query: string) => (await ask(as, 'GET', `/incidents?${query}`)).body.items.length
  assert.deepEqual(
    [await count(member, 'owner=me'), await count(ctx, 'owner=me'), await count(ctx, `owner=${userId}`)],
    [1, 0, 1],
  )
  assert.equal(await count(ctx, 'owner=none'), 0)
  assert.equal((await ask(withRole(ctx, 'viewer'), 'DELETE', path)).status, 403)
  assert.equal((await ask(await testContext(), 'DELETE', path)).status, 404)
  assert.equal((await ask(ctx, 'DELETE', path)).status, 200)
  assert.equal((await ask(ctx, 'DELETE', path)).status, 409)
})

test('whoever leaves owns nothing and sees no view any more; the incident and its note stay', async () => {
  const ctx = await testContext()
  const member = await addMember(ctx)
  const { id } = await openIncident(ctx)
  await ask(ctx, 'PUT', `/incidents/${id}/owner`, { userId: member.actor.id })
  await ask(member, 'POST', `/incidents/${id}/notes`, { text: 'Mine.' })
  await ask(member, 'POST', '/incident-views', { name: 'Mine', filter: {} })
  const answer = await call(ctx, all, 'DELETE', `/members/${member.actor.id}`)
  assert.equal(answer.status, 204)
  await eventually('the owner to be cleared', async () => (await readIncident(ctx, id)).ownerId === null)
  assert.deepEqual((await ask(member, 'GET', '/incident-views')).body.items, [])
  assert.equal((await ask(ctx, 'GET', `/incidents/${id}/notes`)).body.items.length, 1)
  const timeline = (await ask(ctx, 'GET', `/incidents/${id}/timeline`)).body.items
  assert.partialDeepStrictEqual(timeline[0], { type: 'incident.ownerSet', data: { ownerId: null } })
  assert.match(timeline[0].causedBy, /^act_/)
})
