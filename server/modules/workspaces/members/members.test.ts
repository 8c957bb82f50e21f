import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Context } from '#platform/context'
import { newId } from '#platform/ids'
import { call, eventually, testApp, testContext, withoutFreshness } from '#testing'
import { signIn } from '../../../testing/people.ts'
import { auditOf, joined, rolesOf } from '../members.fixture.ts'
import { endpoints } from '../routes.ts'

const patch = (ctx: Context, userId: string, role: string) =>
  call(ctx, endpoints, 'PATCH', `/members/${userId}`, { role })
const remove = (ctx: Context, userId: string) => call(ctx, endpoints, 'DELETE', `/members/${userId}`)
const transfer = (ctx: Context, userId: string) => call(ctx, endpoints, 'POST', '/workspace/ownership', { userId })
const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status).sort()

test('an admin changes the role of a member, and it stands in the audit log with before and after [SEN-25] [DSE-20]', async () => {
  const owner = await testContext()
  const admin = await joined(owner, 'admin')
  const member = await joined(owner, 'member')
  const answer = await patch(admin, member.actor.id, 'viewer')
  assert.equal(answer.status, 200)
  assert.partialDeepStrictEqual(await answer.json(), { userId: member.actor.id, role: 'viewer' })
  assert.equal((await rolesOf(owner))[member.actor.id], 'viewer')
  assert.deepEqual(await auditOf(owner), [
    { action: 'member.roleChanged', targetId: member.actor.id, before: { role: 'member' }, after: { role: 'viewer' } },
  ])
  assert.equal((await patch(admin, member.actor.id, 'viewer')).status, 409)
})

test('members and viewers change nobody, and only owners make, change or remove an owner [SEN-25]', async () => {
  const owner = await testContext()
  const admin = await joined(owner, 'admin')
  const member = await joined(owner, 'member')
  const viewer = await joined(owner, 'viewer')
  for (const ctx of [member, viewer]) {
    assert.equal((await patch(ctx, admin.actor.id, 'viewer')).status, 403)
    assert.equal((await remove(ctx, admin.actor.id)).status, 403)
    assert.equal((await transfer(ctx, ctx.actor.id)).status, 403)
  }
  assert.equal((await patch(admin, member.actor.id, 'owner')).status, 403)
  assert.equal((await patch(admin, admin.actor.id, 'owner')).status, 403)
  assert.equal((await patch(admin, owner.actor.id, 'viewer')).status, 403)
  assert.equal((await remove(admin, owner.actor.id)).status, 403)
  assert.equal((await transfer(admin, member.actor.id)).status, 403)
  assert.equal((await patch(owner, admin.actor.id, 'owner')).status, 200)
})

test('somebody of another workspace is no member here, in the same words as nobody [SEN-25]', async () => {
  const owner = await testContext()
  const stranger = await testContext()
  const nobody = newId('usr', owner.now())
  for (const act of [remove, (ctx: Context, id: string) => patch(ctx, id, 'viewer'), transfer]) {
    const [one, other] = await Promise.all([act(owner, stranger.actor.id), act(owner, nobody)])
    assert.deepEqual([one.status, other.status], [404, 404])
    assert.equal((await one.json()).detail, (await other.json()).detail)
  }
  assert.equal((await patch(owner, 'usr_1%00', 'viewer')).status, 400)
  assert.equal((await patch(owner, owner.actor.id, 'root')).status, 400)
})

test('the last owner can be neither removed nor demoted nor leave [SEN-25]', async () => {
  const owner = await testContext()
  await joined(owner, 'admin')
  assert.equal((await remove(owner, owner.actor.id)).status, 409)
  assert.equal((await patch(owner, owner.actor.id, 'admin')).status, 409)
  assert.equal((await rolesOf(owner))[owner.actor.id], 'owner')
})

test('of two owners who remove or demote each other at the same moment one remains [SEN-25]', async () => {
  for (const act of [remove, (ctx: Context, id: string) => patch(ctx, id, 'viewer')]) {
    for (let round = 0; round < 5; round++) {
      const first = await testContext()
      const second = await joined(first, 'owner')
      const answers = await Promise.all([act(first, second.actor.id), act(second, first.actor.id)])
      const owners = Object.values(await rolesOf(first)).filter((role) => role === 'owner')
      assert.equal(owners.length, 1)
      assert.equal(statuses(answers)[1], 403)
    }
  }
})

test('of two owners who leave at the same moment one stays [SEN-25]', async () => {
  const first = await testContext()
  const second = await joined(first, 'owner')
  const answers = await Promise.all([remove(first, first.actor.id), remove(second, second.actor.id)])
  assert.deepEqual(statuses(answers), [204, 409])
  assert.deepEqual(Object.values(await rolesOf(first)), ['owner'])
})

test('whoever is removed is refused at the very next request, and an open stream ends [SEN-25] [T-08]', async () => {
  const owner = await testContext()
  const member = await joined(owner, 'member')
  const app = await testApp()
  const cookie = await signIn(member)
  const headers = { cookie, 'watchword-workspace': owner.workspaceId, 'sec-fetch-site': 'same-origin' }
  const ask = (path: string) => app.fetch(new Request(`http://localhost/api/v1${path}`, { headers }))
  assert.equal((await ask('/projects')).status, 200)
  const stream = await ask(`/stream?workspace=${owner.workspaceId}`)
  assert.equal(stream.status, 200)
  const ended = drain(stream)
  assert.equal((await remove(owner, member.actor.id)).status, 204)
  const refused = await ask('/projects')
  assert.ok([400, 401, 403, 404].includes(refused.status), String(refused.status))
  await eventually('the stream to end', async () => (await Promise.race([ended, Promise.resolve('open')])) === 'ended')
  assert.notEqual((await ask(`/stream?workspace=${owner.workspaceId}`)).status, 200)
})

test('whoever becomes a viewer may write nothing at the next request, and an open stream ends [SEN-25] [T-08]', async () => {
  const owner = await testContext()
  const member = await joined(owner, 'admin')
  const app = await testApp()
  const cookie = await signIn(member)
  const headers = { cookie, 'watchword-workspace': owner.workspaceId, 'sec-fetch-site': 'same-origin' }
  const create = () =>
    app.fetch(
      new Request('http://localhost/api/v1/projects', {
        method: 'POST',
        headers,
        body: JSON.stringify({ name: 'Shop' }),
      }),
    )
  assert.equal((await create()).status, 201)
  const stream = await app.fetch(
    new Request(`http://localhost/api/v1/stream?workspace=${owner.workspaceId}`, { headers }),
  )
  const ended = drain(stream)
  assert.equal((await patch(owner, member.actor.id, 'viewer')).status, 200)
  assert.equal((await create()).status, 403)
  await eventually('the stream to end', async () => (await Promise.race([ended, Promise.resolve('open')])) === 'ended')
})

test('what a removed member made stays with the workspace [SEN-25]', async () => {
  const owner = await testContext()
  const admin = await joined(owner, 'admin')
  const made = await call(admin, endpoints, 'POST', '/projects', { name: 'Shop' })
  assert.equal(made.status, 201)
  assert.equal((await remove(owner, admin.actor.id)).status, 204)
  const { items } = await (await call(owner, endpoints, 'GET', '/projects')).json()
  assert.deepEqual(
    items.map(({ name }: { name: string }) => name),
    ['Shop'],
  )
})

test('everyone may leave, also a viewer, and the audit log tells leaving from being removed [SEN-25]', async () => {
  const owner = await testContext()
  const viewer = await joined(owner, 'viewer')
  assert.equal((await remove(viewer, viewer.actor.id)).status, 204)
  assert.equal((await remove(viewer, viewer.actor.id)).status, 403)
  assert.deepEqual(
    (await auditOf(owner)).map(({ action }) => action),
    ['member.left'],
  )
})

test('the ownership is handed on with a fresh factor only, to another member, both sides or neither [SEN-25]', async () => {
  const owner = await testContext()
  const member = await joined(owner, 'member')
  const refused = await transfer(withoutFreshness(owner), member.actor.id)
  assert.equal(refused.status, 403)
  assert.equal((await refused.json()).code, 'fresh_factor_required')
  assert.equal((await transfer(owner, owner.actor.id)).status, 409)
  assert.equal((await transfer(owner, member.actor.id)).status, 204)
  assert.deepEqual(await rolesOf(owner), { [owner.actor.id]: 'admin', [member.actor.id]: 'owner' })
  // The session still says owner; the rows decide.
  assert.equal((await transfer(owner, member.actor.id)).status, 403)
  assert.deepEqual(
    (await auditOf(owner)).map(({ action }) => action),
    ['workspace.ownershipTransferred'],
  )
})

async function drain(stream: Response): Promise<'ended'> {
  const reader = stream.body!.getReader()
  while (!(await reader.read()).done);
  return 'ended'
}
