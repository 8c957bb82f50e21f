import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { createPolicy, presets, type PolicyFacts } from '#platform/policy'
import { eventually, testContext, testServices } from '#testing'
import { inTransaction } from '#platform/database'
import { assemble, inventory, jobs } from '../app.ts'
import { inventory as entries } from './inventory.ts'
import { defineJob, enqueue, openJobQueue } from './jobs.ts'
import { createLog } from './log.ts'
import { createMetrics } from './metrics.ts'
import { purposes } from './purposes.ts'
import { PurposeError, refuseUndeclared } from './uses.ts'

const house = entries({}, [{ category: 'C16', place: 'channels', fields: ['id'], purposes: { alerting: 'contract' } }])

test('work that reads a category for a purpose that the inventory does not name for it does not start [CAB-20]', () => {
  const work = { name: 'x.mine', reads: ['C16'] as const }
  refuseUndeclared(house, [{ ...work, purpose: 'alerting' }])
  assert.throws(() => refuseUndeclared(house, [{ ...work, purpose: 'improvement' }]), {
    name: 'PurposeError',
    message: 'x.mine: reads C16 for improvement, and no entry of C16 in the inventory has this purpose',
  })
  assert.throws(() => refuseUndeclared(house, [{ ...work, purpose: 'alerting', reads: ['C16', 'C20'] }]), PurposeError)
})

test('work that says nothing of what it uses data for does not start [CAB-20]', () => {
  // As JavaScript would have it: the compiler refuses it first.
  const silent = { name: 'x.silent' } as unknown as Parameters<typeof refuseUndeclared>[1][number]
  assert.throws(() => refuseUndeclared(house, [silent]), /x\.silent: says nothing of what it uses data for/)
})

test('every job and every schedule of the program declares a purpose that its categories have [CAB-20]', async () => {
  const services = { ...(await testServices()), metrics: createMetrics() }
  const { schedules, drain } = assemble(services, [])
  await drain()
  assert.ok(jobs.length > 20 && schedules.length > 8)
  for (const work of [...jobs, ...schedules]) refuseUndeclared(inventory, [work])
})

test('a job whose purpose the policy in force does not announce yet does not run, and runs once it does [CAB-20]', async () => {
  const ctx = await testContext()
  let now = new Date('2026-11-21T00:00:00Z')
  const facts = (purpose: string): PolicyFacts => ({
    categories: {
      C16: {
        text: '',
        roles: [],
        sources: [],
        stores: [],
        places: [],
        rules: [],
        purposes: { [purpose]: ['contract'] },
      },
    },
  })
  const version = (text: string, purpose: string) => {
    const at = new Date(`${text}T00:00:00Z`)
    return { version: text, announcedAt: at, effectiveAt: at, profile: presets['strict']!, facts: facts(purpose) }
  }
  const policy = createPolicy(version('2026-01-01', 'alerting'), () => now)
  policy.load([version('2026-01-01', 'alerting'), version('2026-12-05', 'improvement')])
  let ran = 0
  const job = defineJob({
    name: 'test.notInForce',
    purpose: 'improvement',
    reads: ['C16'],
    input: z.object({}),
    handle: () => Promise.resolve(void (ran += 1)),
  })
  const queue = await openJobQueue({ url: ctx.database.connectionString, log: createLog('silent') })
  await queue.prepare([job])
  const outcomes: string[] = []
  const metrics = { ...createMetrics(), job: ({ outcome }: { outcome: string }) => void outcomes.push(outcome) }
  const services = { ...ctx, jobs: queue, policy, metrics }
  await queue.work(services, [job])
  await inTransaction(services, (tx) => enqueue(tx, job, {}))
  await eventually('the refusal', async () => outcomes.length === 1)
  assert.deepEqual([outcomes, ran], [['notInForce'], 0])
  now = new Date('2026-12-05T00:00:00Z')
  await inTransaction(services, (tx) => enqueue(tx, job, {}))
  await eventually('the run', async () => outcomes.length === 2)
  await queue.stop()
  assert.deepEqual([outcomes, ran], [['notInForce', 'completed'], 1])
})

test('every purpose whose basis is a legitimate interest has a balancing note, and says what an objection does [AHU-20]', () => {
  const interests = new Set(
    inventory.flatMap((entry) =>
      Object.entries(entry.purposes).flatMap(([purpose, basis]) => (basis === 'legitimateInterest' ? [purpose] : [])),
    ),
  )
  assert.ok(interests.has('security'))
  for (const [purpose, { balancing }] of Object.entries(purposes)) {
    if (!interests.has(purpose)) continue
    assert.ok(balancing, `${purpose} has no balancing note (platform/purposes.ts)`)
    for (const text of [balancing.interest, balancing.necessity, balancing.effect]) assert.ok(text.length > 0, purpose)
  }
  assert.ok(purposes.security.balancing?.override, 'security goes on')
  assert.equal(purposes.improvement.balancing?.override, null, 'improvement can be objected to')
})
