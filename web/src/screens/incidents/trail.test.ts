import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TrailStep } from '../../api.ts'
import { wordsOf } from './trail-words.ts'
import { arrange, toldOf, type TrailNode } from './trail.ts'

const person = { kind: 'system', id: 'system', name: 'Watchword' }

function step(id: string, type: string, causedBy: string | null, atMs = 0, data: TrailStep['data'] = {}): TrailStep {
  const outcome = type.endsWith('.failed') ? 'failed' : type.endsWith('.queued') ? 'waiting' : 'done'
  return { id, type, causedBy, at: new Date(atMs).toISOString(), subjectId: id, actor: person, outcome, data }
}

const outline = (nodes: readonly TrailNode[]): unknown[] =>
  nodes.map(({ step: { id }, next }) => (next.length > 0 ? [id, outline(next)] : id))

test('each step stands below what caused it, with its delay', () => {
  const nodes = arrange([
    step('e', 'event.received', null),
    step('i', 'incident.opened', 'e', 40),
    step('n', 'notification.created', 'i', 60),
    step('a', 'incident.acknowledged', null, 500),
    step('d', 'delivery.succeeded', 'n', 160),
  ])
  assert.deepEqual(outline(nodes), [['e', [['i', [['n', ['d']]]]]], 'a'])
  assert.equal(nodes[0]?.next[0]?.next[0]?.next[0]?.delayMs, 100)
})

test('a step whose cause is not there, and a chain that bites its tail, are still shown', () => {
  assert.deepEqual(outline(arrange([step('x', 'delivery.failed', 'gone')])), ['x'])
  assert.deepEqual(outline(arrange([step('x', 'a.b', 'y'), step('y', 'a.b', 'x')])), [['x', ['y']]])
})

test('mails to subscribers are told as one step for each outcome, and waited for until all have ended', () => {
  const queued = step('q', 'subscriberMail.queued', null, 0, { count: 3 })
  const together = step('t', 'subscriberMail.sent', 'q', 30, { reason: null, count: 2 })
  const [at] = arrange([queued, together])
  assert.equal(at?.next[0]?.count, 2, 'what ended together is one step with a number')
  const sent = [1, 2].map((each) => step(`s${each}`, 'subscriberMail.sent', 'q', each * 10, { reason: null }))
  const [waiting] = arrange([queued, ...sent])
  assert.equal(waiting?.step.outcome, 'waiting')
  assert.deepEqual(
    waiting?.next.map(({ count, delayMs }) => [count, delayMs]),
    [[2, 20]],
  )
  const [done] = arrange([queued, ...sent, step('f', 'subscriberMail.failed', 'q', 50, { reason: null })])
  assert.equal(done?.step.outcome, 'done')
  assert.deepEqual(
    done?.next.map(({ step: each, count }) => wordsOf(each, count)),
    ['2 subscribers told by e-mail', '1 subscriber could not be mailed'],
  )
})

test('the last word on a channel counts, and a failure that is tried again is not the last', () => {
  const channel = { channelId: 'chn_1', channelName: 'Hook', channelType: 'webhook' }
  const created = step('n', 'notification.created', null, 0, channel)
  const failed = step('d1', 'delivery.failed', 'n', 1, {
    ...channel,
    final: false,
    reason: 'the endpoint answered 503',
  })
  const delivered = step('d2', 'delivery.succeeded', 'n', 2, { ...channel, final: true })
  assert.partialDeepStrictEqual(toldOf([created]), [{ who: 'Hook', outcome: 'waiting' }])
  assert.partialDeepStrictEqual(toldOf([created, failed]), [{ outcome: 'waiting', why: 'the endpoint answered 503' }])
  assert.partialDeepStrictEqual(toldOf([created, failed, delivered]), [{ outcome: 'done' }])
  const nobody = step('s', 'delivery.skipped', null, 0, { reason: 'the workspace has no notification channel' })
  assert.partialDeepStrictEqual(toldOf([nobody]), [{ who: 'Nobody' }])
})

test('a kind of step that is not known yet is named', () => {
  assert.equal(wordsOf(step('x', 'workflowRun.startedAgain', null)), 'Workflow run started again')
})

test('a merge says which incidents, of many the first ones, and where one went', () => {
  const told = (type: string, data: object) => wordsOf({ ...step('x', type, null), data: data as never })
  assert.match(told('incident.merged', { numbers: [2, 3, 7] }), /merged #2, #3 and #7 into it$/)
  assert.match(told('incident.merged', { numbers: [1, 2, 3, 4, 5, 6] }), /#1, #2, #3, #4 and 2 more/)
  assert.match(told('incident.mergedAway', { intoNumber: 4 }), /merged it into #4$/)
  assert.match(told('incident.merged', {}), /merged others into it$/)
})

test('what a monitor found is said in its words', () => {
  const failed = (data: TrailStep['data']) => wordsOf(step('m', 'monitor.failed', null, 0, data))
  assert.equal(
    failed({ name: 'Checkout', target: 'https://shop.example', reason: 'HTTP 503' }),
    'Checkout failed: HTTP 503',
  )
  assert.equal(
    failed({ name: 'Nightly', environment: 'production', state: 'missed' }),
    'Nightly in production missed its check-in',
  )
})
