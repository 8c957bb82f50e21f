import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addProject } from '#modules/workspaces'
import type { Context } from '#platform/context'
import { inTransaction, sql } from '#platform/database'
import { call, testApp, testContext, withRole } from '#testing'
import { endpoints } from '../../../app.ts'
import type { TelemetryEvent } from '../event.ts'
import { newestVersion } from '../grouping/index.ts'
import { forgetProjectRules } from '../project-rules.ts'
import { loadGroup } from './load-group.ts'
import { transitionDays } from './revision.ts'

type Project = { ctx: Context; id: string; key: string }

async function project(): Promise<Project> {
  const ctx = await testContext()
  const { id, ingestKey } = await inTransaction(ctx, (tx) => addProject(tx, 'Shop'))
  assert.ok(ingestKey)
  return { ctx, id, key: ingestKey }
}

async function request({ ctx }: { ctx: Context }, method: string, path: string, body?: unknown) {
  const answer = await call(ctx, endpoints, method, path, body)
  return { status: answer.status, body: await answer.json() }
}
const setGrouping = (shop: Project, body: object) => request(shop, 'PUT', `/projects/${shop.id}/grouping`, body)
const getGrouping = (shop: Project) => request(shop, 'GET', `/projects/${shop.id}/grouping`)

/** Sends one and answers its id. */
async function send({ key }: Project, event: object): Promise<string> {
  const app = await testApp()
  const answer = await app.fetch(
    new Request('http://localhost/api/v1/events', {
      method: 'POST',
      headers: { 'x-watchword-key': key },
      body: JSON.stringify(event),
    }),
  )
  // oxlint-disable-next-line typescript/no-explicit-any -- the assertions say what is expected
  const body = (await answer.json()) as any
  assert.ok(answer.ok, JSON.stringify(body))
  return body.data.id
}

const timeout = (id: number) => ({
  message: `partner ${id} timed out`,
  exception: { type: 'HttpError', message: 'partner timed out' },
})
const refused = { message: 'partner refused', exception: { type: 'HttpError', message: 'partner refused us' } }

async function incidents({ ctx }: Project): Promise<{ title: string; eventCount: number }[]> {
  const { rows } = await inTransaction(ctx, ({ db }) =>
    sql<{ title: string; eventCount: number }>`select title, event_count from incidents order by number`.execute(db),
  )
  return rows
}

test('a project is put on the newest version with its first event, and stays on it', async () => {
  const shop = await project()
  assert.deepEqual((await getGrouping(shop)).body.revision, 0)
  await send(shop, timeout(1))
  const { body } = await getGrouping(shop)
  assert.deepEqual([body.revision, body.version, body.createdBy, body.rules], [1, newestVersion, null, ''])
})

test('rules that are set group the next event, and incidents that are known go on', async () => {
  const shop = await project()
  await send(shop, timeout(1))
  const { status, body } = await setGrouping(shop, { rules: 'type:HttpError -> partner', revision: 1 })
  assert.equal(status, 200, JSON.stringify(body))
  assert.deepEqual([body.revision, body.parsedRules.length, body.createdBy], [2, 1, shop.ctx.actor.id])
  assert.deepEqual(
    body.transitions.map(({ revision }: { revision: number }) => revision),
    [1],
  )
  await send(shop, timeout(2))
  await send(shop, refused)
  assert.deepEqual(
    (await incidents(shop)).map(({ eventCount }) => eventCount),
    [3],
  )
})

test('with transition separate, events of changed groups open incidents anew', async () => {
  const shop = await project()
  await send(shop, timeout(1))
  await setGrouping(shop, { rules: 'type:HttpError -> partner', transition: 'separate' })
  await send(shop, timeout(2))
  assert.deepEqual(
    (await incidents(shop)).map(({ eventCount }) => eventCount),
    [1, 1],
  )
})

test('a revision is never edited: the history has each with author and date, newest first', async () => {
  const shop = await project()
  for (const rules of ['type:A -> a', 'type:B -> b', '']) await setGrouping(shop, { rules })
  const first = await request(shop, 'GET', `/projects/${shop.id}/grouping-revisions?limit=2`)
  const path = `/projects/${shop.id}/grouping-revisions?limit=2&cursor=${first.body.nextCursor}`
  const second = await request(shop, 'GET', path)
  const items = [...first.body.items, ...second.body.items]
  assert.deepEqual(
    items.map(({ number, rules }: { number: number; rules: string }) => [number, rules]),
    [
      [3, ''],
      [2, 'type:B -> b'],
      [1, 'type:A -> a'],
    ],
  )
  assert.ok(items.every(({ createdBy }: { createdBy: string }) => createdBy === shop.ctx.actor.id))
  assert.equal(second.body.nextCursor, null)
})

test('rules that cannot be read are refused with line and column, and change nothing', async () => {
  const shop = await project()
  const { status, body } = await setGrouping(shop, { rules: '# ours\ntype:A -> a\nkind:B -> b' })
  assert.equal(status, 400)
  assert.match(JSON.stringify(body), /line 3, column 1: there is no field kind/)
  assert.equal((await getGrouping(shop)).body.revision, 0)
})

test('rules may be sent as data, and are kept as text', async () => {
  const shop = await project()
  const rules = [{ matchers: [{ field: 'value', pattern: '*timed out*' }], fingerprint: ['{{ default }}', 'slow'] }]
  const { body } = await setGrouping(shop, { rules })
  assert.equal(body.rules, 'value:"*timed out*" -> {{ default }} slow\n')
})

test('of two changes on the same revision the second is a conflict', async () => {
  const shop = await project()
  await setGrouping(shop, { rules: 'type:A -> a', revision: 0 })
  assert.equal((await setGrouping(shop, { rules: 'type:B -> b', revision: 0 })).status, 409)
  const both = await Promise.all(
    ['c', 'd'].map((name) => setGrouping(shop, { rules: `type:A -> ${name}`, revision: 1 })),
  )
  assert.deepEqual(both.map(({ status }) => status).sort(), [200, 409])
})

test('only those who may change projects change the grouping, and each change is in the audit log', async () => {
  const shop = await project()
  for (const role of ['member', 'viewer'] as const) {
    assert.equal((await setGrouping({ ...shop, ctx: withRole(shop.ctx, role) }, { rules: '' })).status, 403)
  }
  assert.equal((await setGrouping({ ...shop, ctx: withRole(shop.ctx, 'admin') }, { rules: 'type:A -> a' })).status, 200)
  const { rows } = await inTransaction(shop.ctx, ({ db }) =>
    sql<{ action: string }>`select action from audit_entries where target_id = ${shop.id} order by number`.execute(db),
  )
  assert.equal(rows.at(-1)?.action, 'project.groupingSet')
})

test('a project that is put on another version keeps its incidents: both keys are computed for 30 days', async () => {
  const shop = await project()
  await setGrouping(shop, { version: 1 })
  await send(shop, timeout(1))
  const { body } = await setGrouping(shop, { version: newestVersion })
  assert.equal(body.version, newestVersion)
  await send(shop, timeout(2))
  assert.deepEqual(
    (await incidents(shop)).map(({ eventCount }) => eventCount),
    [2],
  )

  const event = { fingerprint: undefined, exceptions: [], threads: [], attributes: [], platform: 'node', message: 'm' }
  const groupAt = async (days: number) => {
    const now = () => new Date(shop.ctx.now().getTime() + days * 24 * 3_600_000)
    const group = await inTransaction({ ...shop.ctx, now }, (tx) => loadGroup(tx, shop.id))
    return group(event as unknown as TelemetryEvent, undefined)
  }
  assert.equal((await groupAt(transitionDays - 1)).formerKeys?.length, 1)
  assert.equal((await groupAt(transitionDays + 1)).formerKeys, undefined)
})

test('an unknown version is refused, and another version never opens incidents anew', async () => {
  const shop = await project()
  assert.equal((await setGrouping(shop, { version: 99 })).status, 400)
  assert.equal((await setGrouping(shop, { version: 1, transition: 'separate' })).status, 400)
})

test('rules can be checked without using them; errors have line and column', async () => {
  const shop = await project()
  const check = (rules: unknown) => request(shop, 'POST', '/grouping-rules/validation', { rules })
  const { body } = await check('type:A -> a\ntype -> b')
  assert.deepEqual(
    body.errors.map(({ line, column }: { line: number; column: number }) => [line, column]),
    [[2, 1]],
  )
  assert.equal(
    (await check([{ matchers: [{ field: 'type', pattern: 'A' }], stack: ['+app'] }])).body.text,
    'type:A +app\n',
  )
})

test('why an event is not with another is answered from what counted for each', async () => {
  const shop = await project()
  const [first, second, third] = [await send(shop, timeout(1)), await send(shop, refused), await send(shop, timeout(2))]
  const compare = (one: string, other: string) =>
    request(shop, 'GET', `/projects/${shop.id}/grouping-comparison?first=${one}&second=${other}`)
  const apart = (await compare(first, second)).body
  assert.equal(apart.together, false)
  assert.deepEqual(apart.reasons, ['The message differs: “partner timed out” and “partner refused us”.'])
  const together = (await compare(first, third)).body
  assert.deepEqual([together.together, together.reasons, together.differences], [true, [], []])
  assert.equal((await compare(first, 'f'.repeat(32))).status, 404)
})

test('a rehearsal says what a draft would have joined and split, and writes nothing', async () => {
  const shop = await project()
  for (const id of [1, 2, 3]) await send(shop, timeout(id))
  await send(shop, refused)
  for (const region of ['eu', 'us']) {
    await send(shop, { exception: { type: 'DbError', message: 'gone' }, environment: region })
  }
  await send(shop, { message: 'untouched' })
  const before = await incidents(shop)
  const { status, body } = await request(shop, 'POST', `/projects/${shop.id}/grouping-rehearsals`, {
    rules: 'type:HttpError -> partner\ntype:DbError -> {{ default }} {{ environment }}',
    days: 2,
  })
  assert.equal(status, 200, JSON.stringify(body))
  assert.deepEqual([body.groupsBefore, body.groupsAfter, body.stays], [4, 4, 1])
  assert.deepEqual([body.joins.length, body.splits.length], [1, 1])
  const [join] = body.joins
  assert.deepEqual(join.parts.map(({ events }: { events: number }) => events).sort(), [1, 3])
  assert.equal(join.parts[0].rule, 'type:HttpError -> partner')
  assert.equal(body.splits[0].parts.length, 2)
  assert.ok(body.incidents.some(({ id }: { id: string }) => id === body.splits[0].before))
  assert.deepEqual([body.covered.events, body.covered.eventsInPeriod, body.covered.groupsInPeriod], [7, 7, 4])
  assert.deepEqual(await incidents(shop), before)
  assert.equal((await getGrouping(shop)).body.revision, 1)
})

test('a thousand events of one group, in any order and at once, are one incident; the project decides what a group is [SEN-11]', async () => {
  const shop = await project()
  await setGrouping(shop, { rules: 'message:"* refused" -> refused' })
  const batch = { events: Array.from({ length: 50 }, (_, i) => (i === 25 ? refused : timeout(i))) }
  await Promise.all(Array.from({ length: 20 }, () => send(shop, batch)))
  const counts = (await incidents(shop)).map(({ eventCount }) => eventCount)
  assert.deepEqual(
    counts.sort((a, b) => a - b),
    [20, 980],
  )
})

test('a process that did not see the change follows when it reads the rules again', async () => {
  const shop = await project()
  await send(shop, timeout(1))
  await setGrouping(shop, { rules: 'type:HttpError -> partner', transition: 'separate' })
  forgetProjectRules(shop.ctx)
  await send(shop, timeout(1))
  assert.equal((await incidents(shop)).length, 2)
})
