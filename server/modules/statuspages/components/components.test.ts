import assert from 'node:assert/strict'
import test from 'node:test'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { testContext, withRole } from '#testing'
import { call } from '#testing'
import * as repo from '../repo.ts'
import { endpoints } from '../routes.ts'
import { createdPage, createdReport, get, patch, post, published, remove } from '../test-support.ts'
import { correctStates } from './correct-states.ts'
import { restingStatuses } from './resting.ts'
import { setComponentStatuses } from './set-statuses.ts'

const put = (ctx: Context, path: string, body: unknown) => call(ctx, endpoints, 'PUT', path, body)
const minuteMs = 60_000

/** The page's parts in their order: `1:A 2:[Europe] 3:B`. */
async function orderOf(ctx: Context, api: string): Promise<string> {
  const { items } = await (await get(ctx, `${api}/components`)).json()
  const groups = (await (await get(ctx, `${api}/component-groups`)).json()).items
  return [...items, ...groups.map((group: any) => ({ ...group, name: `[${group.name}]` }))]
    .toSorted((a, b) => a.position - b.position)
    .map(({ position, name }) => `${position}:${name}`)
    .join(' ')
}

async function statesOf(ctx: Context, componentId: string): Promise<any[]> {
  return (await (await get(ctx, `/components/${componentId}/states`)).json()).items
}

const later = (ctx: Context, ms: number): Context => ({ ...ctx, now: () => new Date(ctx.now().getTime() + ms) })

test('components stand in groups, in one order that is set as a whole', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx, ['A', 'B', 'C'])
  const [a, b, c] = page.components
  const made = await post(ctx, `${page.api}/component-groups`, { name: 'Europe', description: 'Served from Frankfurt' })
  assert.equal(made.status, 201)
  const group = await made.json()
  assert.equal(await orderOf(ctx, page.api), '1:A 2:B 3:C 4:[Europe]')
  const items = [{ id: c }, { id: group.id, components: [b, a] }]
  assert.equal((await put(ctx, `${page.api}/component-order`, { items })).status, 204)
  assert.equal(await orderOf(ctx, page.api), '1:C 2:[Europe] 3:B 4:A')
  assert.equal((await (await patch(ctx, `/components/${c}`, { groupId: group.id })).json()).groupId, group.id)
  assert.equal(await orderOf(ctx, page.api), '1:[Europe] 2:B 3:A 4:C')
  await patch(ctx, `/components/${c}`, { position: 2 })
  assert.equal(await orderOf(ctx, page.api), '1:[Europe] 2:C 3:B 4:A')
  assert.equal((await remove(ctx, `/component-groups/${group.id}`)).status, 204)
  assert.equal(await orderOf(ctx, page.api), '1:C 2:B 3:A')
  assert.equal((await (await get(ctx, `${page.api}/components`)).json()).items[0].groupId, null)
})

test('an order that misses a component, because somebody added one meanwhile, is refused and changes nothing', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx, ['A', 'B'])
  const [a, b] = page.components
  const answer = await put(ctx, `${page.api}/component-order`, { items: [{ id: b }] })
  assert.equal(answer.status, 409)
  const doubled = await put(ctx, `${page.api}/component-order`, { items: [{ id: a }, { id: b }, { id: a }] })
  assert.equal(doubled.status, 409)
  assert.equal(await orderOf(ctx, page.api), '1:A 2:B')
})

test('a group of another page is refused at its field', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx, ['A'])
  const other = await createdPage(ctx, [])
  const { id } = await (await post(ctx, `${other.api}/component-groups`, { name: 'Europe' })).json()
  const answer = await patch(ctx, `/components/${page.components[0]}`, { groupId: id })
  assert.equal(answer.status, 400)
  assert.equal((await answer.json()).fields[0].path, 'groupId')
})

test('settings of a component are kept, and a start date that is no day is refused', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx, ['A'])
  const settings = { showcase: false, startDate: '2026-02-28', onlyShowIfDegraded: true, hidden: true }
  assert.partialDeepStrictEqual(
    await (await patch(ctx, `/components/${page.components[0]}`, settings)).json(),
    settings,
  )
  assert.partialDeepStrictEqual((await (await get(ctx, `${page.api}/components`)).json()).items[0], settings)
  assert.equal((await patch(ctx, `/components/${page.components[0]}`, { startDate: '2026-02-30' })).status, 400)
})

test('needs name their cause for one hop, and a circle of them is refused by name', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx, ['Checkout', 'API', 'Database'])
  const [checkout, api, database] = page.components
  assert.equal((await put(ctx, `/components/${checkout}/needs`, { componentIds: [api] })).status, 200)
  assert.equal((await put(ctx, `/components/${api}/needs`, { componentIds: [database] })).status, 200)
  const circle = await put(ctx, `/components/${database}/needs`, { componentIds: [checkout] })
  assert.equal(circle.status, 400)
  assert.match((await circle.json()).fields[0].message, /in a circle: .*(API → Database|Database → Checkout)/)
  assert.equal((await put(ctx, `/components/${api}/needs`, { componentIds: [api] })).status, 400)
  await patch(ctx, `/components/${database}`, { status: 'major_outage' })
  const { items } = await (await get(ctx, `${page.api}/components`)).json()
  assert.deepEqual(
    items.map(({ suggestedStatus, causes }: any) => [suggestedStatus, causes.map((cause: any) => cause.name)]),
    [
      [null, []],
      ['degraded_performance', ['Database']],
      [null, []],
    ],
  )
  await remove(ctx, `/components/${database}`)
  assert.deepEqual((await (await get(ctx, `${page.api}/components`)).json()).items[1].needs, [])
})

test('each change of a state ends an interval and begins the next, with what caused it', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx, ['API'])
  const [api = ''] = page.components
  const report = await createdReport(ctx, page, { components: [{ id: api, status: 'major_outage' }] })
  await published(ctx, report.id, 'resolved')
  await patch(ctx, `/components/${api}`, { status: 'operational', name: 'API v2' })
  const states = await statesOf(ctx, api)
  assert.deepEqual(
    states.map(({ status, causeKind, causeId, endedAt }) => [status, causeKind, causeId, endedAt === null]),
    [
      ['operational', 'report', report.id, true],
      ['major_outage', 'report', report.id, false],
      ['operational', 'person', null, false],
    ],
  )
  for (const [index, state] of states.slice(1).entries()) assert.equal(state.endedAt, states[index].startedAt)
})

test('what is done late counts from when it came about, but never back over a later change', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx, ['API'])
  const [id = ''] = page.components
  const begun = ctx.now().getTime()
  const set = (when: number, status: 'major_outage' | 'operational' | 'unknown', at: number) =>
    inTransaction(later(ctx, when), async (tx) => {
      await repo.getPageForUpdate(tx, page.id)
      return setComponentStatuses(
        tx,
        page.id,
        [{ id, newStatus: status }],
        { kind: 'monitor', id: 'mon' },
        new Date(at),
      )
    })
  assert.deepEqual(await set(60 * minuteMs, 'major_outage', begun + 30 * minuteMs), [id])
  assert.deepEqual(await set(61 * minuteMs, 'major_outage', begun + 40 * minuteMs), [])
  assert.deepEqual(await set(62 * minuteMs, 'unknown', begun + 10 * minuteMs), [id])
  const states = await statesOf(ctx, id)
  assert.deepEqual(
    states.map(({ status, startedAt }) => [status, startedAt]),
    [
      ['unknown', new Date(begun + 30 * minuteMs).toISOString()],
      ['operational', states[1].startedAt],
    ],
  )
  const [shown] = (await (await get(ctx, `${page.api}/components`)).json()).items
  assert.equal(shown.status, 'major_outage')
  assert.notEqual(shown.unknownSince, null)
  await set(63 * minuteMs, 'operational', begun + 120 * minuteMs)
  const [now] = (await (await get(ctx, `${page.api}/components`)).json()).items
  assert.deepEqual([now.status, now.unknownSince], ['operational', null])
  const [last] = await statesOf(ctx, id)
  assert.ok(Date.parse(last.startedAt) <= begun + 64 * minuteMs)
})

test('a correction changes the past and not what is shown, and one of the future is refused', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx, ['API'])
  const [id = ''] = page.components
  const correction = { status: 'partial_outage', from: '2026-05-01T10:00:00Z', to: '2026-05-01T10:20:00+00:00' }
  assert.equal((await post(ctx, `/components/${id}/corrections`, correction)).status, 204)
  const states = await statesOf(ctx, id)
  assert.equal(states.length, 2)
  assert.partialDeepStrictEqual(states[1], {
    ...{ status: 'partial_outage', startedAt: '2026-05-01T10:00:00.000Z', endedAt: '2026-05-01T10:20:00.000Z' },
    causeKind: 'person',
  })
  assert.notEqual(states[1].correctedAt, null)
  assert.equal((await (await get(ctx, `${page.api}/components`)).json()).items[0].status, 'operational')
  const to = new Date(Date.now() + 3_600_000).toISOString()
  assert.equal((await post(ctx, `/components/${id}/corrections`, { ...correction, to })).status, 400)
  const backward = { ...correction, to: correction.from }
  assert.equal((await post(ctx, `/components/${id}/corrections`, backward)).status, 400)
})

test('what two processes change at once leaves one open interval and no overlap', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx, ['API'])
  const [id = ''] = page.components
  const statuses = ['major_outage', 'partial_outage', 'degraded_performance', 'operational', 'under_maintenance']
  const answers = await Promise.all(statuses.map((status) => patch(ctx, `/components/${id}`, { status })))
  assert.ok(answers.every(({ status }) => status === 200))
  const states = await statesOf(ctx, id)
  assert.equal(states.filter(({ endedAt }) => endedAt === null).length, 1)
  for (const [index, state] of states.slice(1).entries()) assert.ok(state.endedAt <= states[index].startedAt)
})

test('a component falls back to what other open reports say of it', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx, ['API', 'Website'])
  const [api = '', web = ''] = page.components
  const first = await createdReport(ctx, page, { components: [{ id: api, status: 'major_outage' }] })
  const second = await createdReport(ctx, page, { components: [{ id: api, status: 'degraded_performance' }] })
  const resting = (except: string | null) =>
    inTransaction(ctx, async (tx) => Object.fromEntries(await restingStatuses(tx, page.id, [api, web], except)))
  assert.deepEqual(await resting(first.id), { [api]: 'degraded_performance', [web]: 'operational' })
  assert.deepEqual(await resting(second.id), { [api]: 'major_outage', [web]: 'operational' })
  assert.deepEqual(await resting(null), { [api]: 'major_outage', [web]: 'operational' })
})

test('what a report adds afterwards leaves a worse state as it was recorded', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx, ['API'])
  const [id = ''] = page.components
  const at = (minute: number) => new Date(Date.UTC(2026, 4, 1, 10, minute))
  await inTransaction(ctx, async (tx) => {
    await repo.getPageForUpdate(tx, page.id)
    const outage = { id, status: 'major_outage', from: at(10), to: at(20) } as const
    await correctStates(tx, page.id, [outage], { kind: 'person', id: null })
    const slow = { id, status: 'degraded_performance', from: at(0), to: at(30) } as const
    await correctStates(tx, page.id, [slow], { kind: 'report', id: 'report000001' })
  })
  const states = (await statesOf(ctx, id)).slice(1)
  assert.deepEqual(
    states.map(({ status, startedAt }) => [status, startedAt.slice(14, 16)]),
    [
      ['degraded_performance', '20'],
      ['major_outage', '10'],
      ['degraded_performance', '00'],
    ],
  )
})

test('a viewer may look at components and change none', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx, ['API'])
  const viewer = withRole(ctx, 'viewer')
  assert.equal((await get(viewer, `${page.api}/component-groups`)).status, 200)
  assert.equal((await post(viewer, `${page.api}/component-groups`, { name: 'Europe' })).status, 403)
  assert.equal((await put(viewer, `/components/${page.components[0]}/needs`, { componentIds: [] })).status, 403)
})
