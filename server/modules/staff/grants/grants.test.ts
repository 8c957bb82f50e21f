import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inTransaction, sql } from '#platform/database'
import type { Context } from '#platform/context'
import { eventually } from '#testing'
import { endpoints } from '../../../app.ts'
import { openHouse, type Reply } from '../house.fixture.ts'
import { endpoints as ownEndpoints } from '../routes.ts'

const reason = 'Ticket 4711: their incidents do not close'
const hourMs = 3_600_000

// oxlint-disable-next-line typescript/no-explicit-any -- the test knows what it wrote
async function staffEntries(ctx: Context): Promise<{ action: string; actorId: string; after: any }[]> {
  const found = await inTransaction(ctx, ({ db, workspaceId }) =>
    // oxlint-disable-next-line typescript/no-explicit-any -- see above
    sql<{ action: string; actorId: string; after: any }>`
      select e.action, p.actor_id, c.after from audit_entries e
      join audit_people p on p.workspace_id = e.workspace_id and p.reference = e.actor_reference
      join audit_changes c on c.workspace_id = e.workspace_id and c.number = e.number
      where e.workspace_id = ${workspaceId} and e.action like 'staff.%' order by e.number`.execute(db),
  )
  return found.rows
}

const plain = ({ status, body }: Reply) => ({ status, body: { ...body, requestId: undefined } })

test('staff alone come in, with a second factor, and just after they proved one [DSE-33] [AHU-25]', async (t) => {
  const at = await openHouse(t)
  const owner = await at.person('Owner', { protect: true })
  const { workspaceId } = await at.workspace(owner)
  const [admin, member, bare] = [
    await at.person('Admin', { protect: true }),
    await at.person('Member', { protect: true }),
    await at.person('Bare'),
  ]
  await at.join(at.operators, admin, 'admin')
  await at.join(at.operators, member, 'member')
  await at.join(at.operators, bare, 'owner')

  // Those of other modules say so in tests of their own.
  const staffEndpoints = ownEndpoints.filter(({ path }) => path.startsWith('/staff/') && path !== '/staff/access')
  assert.ok(staffEndpoints.length > 15)
  const ids: Record<string, string> = { grantId: 'sgr', breachId: 'bre', reportId: 'mnr' }
  const bodies: Record<string, unknown> = {
    openStaffGrant: { workspaceId, reason, hours: 1 },
    openBreach: {
      title: 'Leak',
      happened: 'A disk',
      categories: [],
      workspaceIds: null,
      noticedAt: at.clock().toISOString(),
    },
    updateBreach: { title: 'Leak' },
    previewBreachNotice: { text: 'Hello' },
    tellBreachOwners: { text: 'Hello' },
    recordBreachAuthority: { notifiedAt: at.clock().toISOString(), reference: null },
    setBreachPublicNote: { text: null },
    closeBreach: { reason: 'Done' },
  }
  const everywhere = async (browser: Awaited<ReturnType<typeof at.browser>>) => {
    const answers = []
    for (const { method, path, operationId } of staffEndpoints) {
      const real = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `${ids[name]}_${'0'.repeat(32)}`)
      answers.push({ operationId, ...(await browser.send(method.toUpperCase(), real, bodies[operationId])) })
    }
    return answers
  }
  for (const { operationId, status } of await everywhere(await at.browser())) assert.equal(status, 401, operationId)
  for (const person of [owner, member]) {
    for (const { operationId, status, body } of await everywhere(await at.browser(person))) {
      assert.equal(status, 403, operationId)
      assert.match(body.detail, /run this installation/)
    }
  }
  for (const { operationId, status, body } of await everywhere(await at.browser(bare))) {
    assert.equal(status, 403, operationId)
    assert.match(body.detail, /second factor/)
  }
  const stale = await at.browser(admin)
  at.clock.advance(11 * 60_000)
  for (const { operationId, status, body } of await everywhere(stale)) {
    assert.equal(status, 403, operationId)
    assert.equal(body.code, 'fresh_factor_required', operationId)
  }
  const fresh = await at.browser(admin)
  const list = await fresh.send('GET', '/staff/workspaces')
  assert.equal(list.status, 200)
  const listed = list.body.items.find(({ id }: { id: string }) => id === workspaceId)
  assert.deepEqual(Object.keys(listed).sort(), ['createdAt', 'id', 'memberCount', 'name', 'slug'])
  assert.equal(listed.memberCount, 1)
  assert.deepEqual((await (await at.browser(owner)).send('GET', '/staff/access')).body.items, [])

  for (const [person, staff] of [
    [admin, true],
    [bare, true],
    [member, false],
    [owner, false],
  ] as const) {
    assert.equal((await (await at.browser(person)).send('GET', '/session')).body.staff, staff)
  }
})

test('without a grant staff get what a stranger gets; with one what a viewer sees and the audit log, no key and no change [DSE-33]', async (t) => {
  const at = await openHouse(t)
  const { workspaceId, slug } = await at.workspace(await at.person('Owner'))
  const [staff, stranger] = [await at.browser(at.root), await at.browser(await at.person('Stranger'))]
  const look = async (browser: typeof staff, wanted: string) => plain(await browser.inside(wanted)('GET', '/incidents'))
  assert.deepEqual(await look(staff, workspaceId), await look(stranger, workspaceId))
  assert.deepEqual(await look(staff, workspaceId), await look(staff, `wks_${'0'.repeat(32)}`))

  const opened = await staff.send('POST', '/staff/grants', { workspaceId, reason, hours: 1 })
  assert.equal(opened.status, 201)
  assert.equal((await look(staff, workspaceId)).status, 200)
  assert.equal((await look(staff, slug)).status, 200)
  assert.deepEqual(await look(stranger, workspaceId), await look(stranger, `wks_${'0'.repeat(32)}`))
  const access = await staff.send('GET', '/staff/access')
  assert.deepEqual(
    access.body.items.map(({ id }: { id: string }) => id),
    [workspaceId],
  )

  const may = new Set(access.body.items[0].permissions)
  const reads = ['workspace', 'members', 'projects', 'incidents', 'audit-entries', 'status-pages']
  for (const path of reads) assert.equal((await staff.inside(slug)('GET', `/${path}`)).status, 200, path)
  assert.equal((await staff.inside(slug)('GET', '/api-keys')).status, 403)
  const filled = (path: string) => path.replaceAll(/\{\w+\}/g, `prj_${'0'.repeat(32)}`)
  for (const { access: needed, method, path, operationId } of endpoints) {
    if (needed === 'public' || needed === 'signedIn') continue
    // The one change that a reader may make is to leave; a guest has nothing to leave.
    const own = operationId === 'removeMember' ? `/members/${at.root.id}` : filled(path)
    const { status } = await staff.inside(slug)(method.toUpperCase(), own, method === 'get' ? undefined : {})
    if (!may.has(needed)) assert.equal(status, 403, operationId)
    else if (method !== 'get') assert.ok(status >= 400, operationId)
  }
  assert.ok(![...may].some((permission) => /\.(write|admin)$|^keys\./.test(String(permission))))
})

test('opening, each hour of use and the end stand in the workspace’s audit log with the reason, and its owners are mailed [DSE-33]', async (t) => {
  const at = await openHouse(t)
  const [owner, second, admin] = [await at.person('Owner'), await at.person('Second'), await at.person('Admin')]
  const ctx = await at.workspace(owner)
  await at.join(ctx, second, 'owner')
  await at.join(ctx, admin, 'admin')
  const staff = await at.browser(at.root)
  const { body: grant } = await staff.send('POST', '/staff/grants', { workspaceId: ctx.workspaceId, reason, hours: 3 })

  const mails = await at.work()
  assert.deepEqual(mails.map(({ to }) => to).sort(), [owner.email, second.email].sort())
  for (const { text, workspaceId } of mails) {
    assert.match(text, /Root Operator/)
    assert.ok(text.includes(reason))
    assert.equal(workspaceId, ctx.workspaceId)
  }

  const inside = staff.inside(ctx.workspaceId)
  await Promise.all([1, 2, 3, 4].map(() => inside('GET', '/projects')))
  at.clock.advance(hourMs / 2)
  await inside('GET', '/projects')
  at.clock.advance(hourMs / 2)
  await inside('GET', '/projects')
  const again = await at.browser(at.root)
  assert.equal((await again.send('DELETE', `/staff/grants/${grant.id}`)).status, 204)
  assert.equal((await again.send('DELETE', `/staff/grants/${grant.id}`)).status, 409)
  assert.equal((await again.inside(ctx.slug)('GET', '/projects')).status, 400)

  const entries = await staffEntries(ctx)
  assert.deepEqual(
    entries.map(({ action }) => action),
    ['staff.granted', 'staff.entered', 'staff.entered', 'staff.ended'],
  )
  for (const { actorId, after } of entries) {
    assert.equal(actorId, at.root.id)
    assert.equal(after.reason, reason)
  }
  const seen = await (await at.browser(owner)).inside(ctx.slug)('GET', '/audit-entries?action=staff.')
  assert.equal(seen.body.items.length, 4)
  assert.equal(seen.body.items[0].actor.name, 'Root Operator')
  const { body: list } = await again.send('GET', '/staff/grants')
  assert.partialDeepStrictEqual(list.items[0], { reason, open: false, user: { name: 'Root Operator' } })
})

test('a grant ends by the clock: refused at the next request, the open stream ends, and the log says so [DSE-33]', async (t) => {
  const at = await openHouse(t)
  const ctx = await at.workspace(await at.person('Owner'))
  const staff = await at.browser(at.root)
  const body = { workspaceId: ctx.workspaceId, reason, hours: 1 }
  assert.equal((await staff.send('POST', '/staff/grants', body)).status, 201)
  assert.equal((await staff.send('POST', '/staff/grants', body)).status, 409)
  at.clock.advance(hourMs - 1_000)
  assert.equal((await staff.inside(ctx.slug)('GET', '/projects')).status, 200)
  const stream = await staff.stream(ctx.workspaceId)
  assert.equal(stream.status, 200)
  const ended = drain(stream)
  at.clock.advance(1_000)
  assert.equal((await staff.inside(ctx.slug)('GET', '/projects')).status, 400)
  await eventually('the stream to end', async () => (await Promise.race([ended, Promise.resolve('open')])) === 'ended')
  assert.notEqual((await staff.stream(ctx.workspaceId)).status, 200)
  assert.deepEqual((await staff.send('GET', '/staff/access')).body.items, [])
  await Promise.all([at.sweep('staff.endGrants'), at.sweep('staff.endGrants')])
  const last = (await staffEntries(ctx)).filter(({ action }) => action === 'staff.ended')
  assert.deepEqual(
    last.map(({ after }) => after.endedBy),
    ['clock'],
  )
  // It may be opened anew, also when the sweep has not come by.
  const fresh = await at.browser(at.root)
  assert.equal((await fresh.send('POST', '/staff/grants', body)).status, 201)
  at.clock.advance(2 * hourMs)
  assert.equal((await (await at.browser(at.root)).send('POST', '/staff/grants', body)).status, 201)
  assert.equal((await staffEntries(ctx)).filter(({ action }) => action === 'staff.ended').length, 2)
})

test('a grant that is ended by hand ends the open stream; one of a person who is staff no more opens nothing [DSE-33]', async (t) => {
  const at = await openHouse(t)
  const ctx = await at.workspace(await at.person('Owner'))
  const admin = await at.person('Admin', { protect: true })
  await at.join(at.operators, admin, 'admin')
  const [first, second] = [await at.browser(admin), await at.browser(at.root)]
  const body = { workspaceId: ctx.workspaceId, reason, hours: 8 }
  const { body: grant } = await first.send('POST', '/staff/grants', body)
  const stream = await first.stream(ctx.workspaceId)
  const ended = drain(stream)
  assert.equal((await second.send('DELETE', `/staff/grants/${grant.id}`)).status, 204)
  await eventually('the stream to end', async () => (await Promise.race([ended, Promise.resolve('open')])) === 'ended')
  assert.deepEqual((await staffEntries(ctx)).at(-1)?.actorId, at.root.id)

  assert.equal((await first.send('POST', '/staff/grants', body)).status, 201)
  assert.equal((await first.inside(ctx.slug)('GET', '/projects')).status, 200)
  await inTransaction(at.operators, ({ db }) =>
    sql`update memberships set role = 'member' where user_id = ${admin.id}`.execute(db),
  )
  assert.equal((await first.inside(ctx.slug)('GET', '/projects')).status, 400)
})

test('a workspace that is one’s own, is gone or never was cannot be opened, and bounds hold [DSE-33]', async (t) => {
  const at = await openHouse(t)
  const owner = await at.person('Owner')
  const ctx = await at.workspace(owner)
  const staff = await at.browser(at.root)
  const open = (change: object) =>
    staff.send('POST', '/staff/grants', { workspaceId: ctx.workspaceId, reason, hours: 1, ...change })
  assert.equal((await open({ workspaceId: at.operators.workspaceId })).status, 409)
  assert.equal((await open({ workspaceId: `wks_${'0'.repeat(32)}` })).status, 404)
  for (const wrong of [
    { hours: 0 },
    { hours: 9 },
    { hours: 1.5 },
    { reason: '' },
    { reason: '   ' },
    { reason: 'x'.repeat(501) },
    { workspaceId: "'; drop table staff_grants" },
  ]) {
    assert.equal((await open(wrong)).status, 400, JSON.stringify(wrong))
  }
  const own = await at.browser(owner)
  assert.equal((await own.inside(ctx.slug)('DELETE', '/workspace', { slug: ctx.slug })).status, 202)
  assert.equal((await open({})).status, 404)
})

async function drain(stream: Response): Promise<'ended'> {
  const reader = stream.body!.getReader()
  while (!(await reader.read()).done);
  return 'ended'
}
