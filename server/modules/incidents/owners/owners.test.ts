import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Context } from '#platform/context'
import { inTransaction, sql } from '#platform/database'
import { call, eventually, testContext, withRole } from '#testing'
import { endpoints as all } from '../../../app.ts'
import { applyChange } from '../change.ts'
import { ask, openIncident, readIncident } from '../incidents.fixture.ts'
import * as repo from '../repo.ts'

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

test('an owner who is removed at the same moment: the one or the other comes first, and nobody gone owns anything', async () => {
  const ctx = await testContext()
  for (let round = 0; round < 6; round += 1) {
    const member = await addMember(ctx)
    const { id } = await openIncident(ctx, { key: String(round).repeat(32) })
    const userId = member.actor.id
    const [set, removed] = await Promise.all([
      ask(ctx, 'PUT', `/incidents/${id}/owner`, { userId }),
      round % 2 === 0
        ? call(ctx, all, 'DELETE', `/members/${userId}`)
        : call(member, all, 'DELETE', `/members/${userId}`),
    ])
    assert.equal(removed.status, 204)
    assert.ok([200, 422].includes(set.status), String(set.status))
    await eventually('nobody who left to be an owner', async () => (await readIncident(ctx, id)).ownerId === null)
  }
})

test('whoever removes a member waits for the one who just makes them an owner', async () => {
  const ctx = await testContext()
  const member = await addMember(ctx)
  const { id } = await openIncident(ctx)
  const userId = member.actor.id
  const order: string[] = []
  let removal: Promise<unknown> | undefined
  await inTransaction(ctx, async (tx) => {
    const before = await repo.getForUpdate(tx, id)
    const incident = await applyChange(tx, before, { type: 'setOwner', userId })
    removal = call(ctx, all, 'DELETE', `/members/${userId}`).then(() => order.push('removed'))
    await eventually('the removal to wait', async () => {
      const { rows } = await sql<{ waiting: number }>`
        select count(*)::int as waiting from pg_locks where not granted`.execute(tx.db)
      return (rows[0]?.waiting ?? 0) > 0
    })
    await repo.update(tx, incident)
    order.push('set')
  })
  await removal
  assert.deepEqual(order, ['set', 'removed'])
  await eventually('the owner to be cleared', async () => (await readIncident(ctx, id)).ownerId === null)
})
