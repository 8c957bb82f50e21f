import assert from 'node:assert/strict'
import { test } from 'node:test'
import { originAllowed } from '#modules/workspaces'
import { eventually, testContext, testServices } from '#testing'
import { createAdmission } from '../admission.ts'
import { createBacklog, maxWeight, minFreeBytes, weightOf } from './backlog.ts'
import { compileFilters, noFilters } from './filters.ts'
import { NothingTaken, quotaCategories } from './limit.ts'
import { newShop } from './quotas.fixture.ts'
import { allowance, leastAllowance, thinning } from './spike.ts'
import { createThinning } from './thinning.ts'

const source = async () => {
  const ctx = await testContext()
  const { id } = await newShop(ctx)
  return { workspaceId: ctx.workspaceId, projectId: id, keyId: 'key', allowedOrigins: [], eventsPerMinute: null }
}
const rules = { filters: compileFilters(noFilters), quotas: [], allowances: new Map() }

test('below the bound of free disk space everything is refused before anything is read, and above it taken again by itself [A-06]', async () => {
  const services = await testServices()
  let free = minFreeBytes - 1
  const backlog = createBacklog(services, { freeBytes: () => Promise.resolve(free), diskEveryMs: 5 })
  const admission = createAdmission(services, backlog)
  const project = await source()
  const refusal = await eventually('the refusal', () => Promise.resolve(backlog.refusal(undefined, 0)))
  assert.equal(refusal, 'disk')
  assert.throws(
    () => admission.admitRequest(project, undefined),
    (error) =>
      error instanceof NothingTaken && error.retryAfterSeconds === 60 && error.limits.length === quotaCategories.length,
  )
  free = minFreeBytes
  await eventually('that it is taken', () => Promise.resolve(backlog.refusal(undefined, 0) === undefined))
  admission.admitRequest(project, undefined)
  await admission.drain()
})

test('with too much on its way everything is refused before it is read, and taken again when that is done [A-06]', async () => {
  const services = await testServices()
  const backlog = createBacklog(services, { freeBytes: () => Promise.resolve(Infinity) })
  const admission = createAdmission(services, backlog)
  const project = await source()
  const leave = backlog.enter('prj_other', maxWeight)
  const brought = { events: [], records: { feedback: [{ receivedAt: new Date(), message: 'hello' }] }, sizeBytes: 10 }
  await assert.rejects(admission.admit(project, rules, brought), { code: 'rate_limited', retryAfterSeconds: 2 })
  leave()
  const admitted = await admission.admit(project, rules, brought)
  assert.equal(backlog.refusal('prj_other', maxWeight) === undefined, false)
  admitted.settle({ events: [], records: true })
  assert.equal(backlog.refusal('prj_other', maxWeight), undefined, 'nothing is held any more')
  await admission.drain()
})

test('one project’s flood holds no more than its share of what fits, so that there is always room for others [A-08]', async () => {
  const backlog = createBacklog(await testServices(), { freeBytes: () => Promise.resolve(Infinity) })
  let held = 0
  while (backlog.refusal('prj_flood', 10) === undefined) {
    backlog.enter('prj_flood', 10)
    held += 10
  }
  assert.equal(held, maxWeight / 2)
  const others = Array.from({ length: 20 }, (_, index) => `prj_${index}`)
  for (const id of others) {
    assert.equal(backlog.refusal(id, 10), undefined)
    backlog.enter(id, 10)
  }
  assert.equal(backlog.refusal('prj_flood', 10), 'backlog')
  assert.equal(backlog.refusal('prj_3', 10), undefined)
  backlog.stop()
  assert.deepEqual([weightOf(0, 0), weightOf(5, 100), weightOf(1, 130 * 1024)], [1, 5, 10])
})

test('what is usual is the upper quarter of a project’s own hours; a new project is left alone, a quiet one may send a thousand', () => {
  const busy = Array.from({ length: 168 }, () => 60_000)
  assert.equal(allowance(busy, 500), 10_000)
  assert.equal(
    allowance([...busy.slice(40), ...Array.from({ length: 40 }, () => 1e9)], 500),
    10_000,
    'a day and a half of flood',
  )
  assert.equal(allowance([], 500), leastAllowance)
  assert.equal(allowance([1e9], 23), undefined)
  assert.equal(allowance([], 24), leastAllowance)
  assert.deepEqual(
    [1, 100, 101, 200, 201, 100_000].map((count) => thinning(count, 100)),
    [1, 1, 2, 2, 4, 1024],
  )
})

test('a spike is thinned out: about twice the allowance is kept however much comes, and the next minute begins anew', () => {
  let now = new Date('2026-11-21T12:00:00Z')
  const thin = createThinning(() => now)('prj_1', new Map([['error', 100]]))
  const kept = (sent: number) => {
    let sum = 0
    for (let index = 0; index < sent; index += 1) sum += 1 / thin('error', 1)
    return Math.round(sum)
  }
  const flood = kept(20_000)
  assert.ok(flood >= 190 && flood <= 230, String(flood))
  assert.equal(thin('session', 1), 1)
  now = new Date('2026-11-21T12:01:00Z')
  assert.equal(kept(100), 100)
})

test('an origin list is asked before anything else [A-07]', async () => {
  const admission = createAdmission(await testServices())
  const project = { ...(await source()), allowedOrigins: ['https://shop.example'] }
  assert.equal(originAllowed(project, 'https://evil.example'), false)
  assert.throws(() => admission.admitRequest(project, 'https://evil.example'), { code: 'forbidden' })
  await admission.drain()
})
