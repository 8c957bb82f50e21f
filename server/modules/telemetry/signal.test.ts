import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Grouping } from './grouping/index.ts'
import { groupingToShow, groupingToStore, signalsOf, type SignalEvent } from './signal.ts'

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, second))
const event = (changes: Partial<SignalEvent> = {}): SignalEvent => ({
  projectId: `prj_${'1'.repeat(32)}`,
  key: 'a'.repeat(32),
  formerKeys: [],
  release: null,
  kind: 'exception',
  level: 'error',
  title: 'E',
  culprit: '',
  grouping: { method: 'stack', version: 2, parts: [] },
  eventId: 'e'.repeat(32),
  receivedAt: at(0),
  occurredAt: at(0),
  environment: null,
  ...changes,
})

test('a signal has each release and each former key of its events once', () => {
  const [signal, ...others] = signalsOf([
    event({ release: '2.0', formerKeys: ['x', 'y'], occurredAt: at(3) }),
    event({ release: '1.0', formerKeys: ['y'], occurredAt: at(1) }),
    event({ release: '2.0', formerKeys: ['z'], occurredAt: at(2) }),
    event({ release: null }),
  ])
  assert.equal(others.length, 0)
  assert.deepEqual(signal?.releases, ['2.0', '1.0'])
  assert.deepEqual(signal?.formerKeys, ['x', 'y', 'z'])
  assert.equal(signal?.release, '2.0')
  assert.equal(signal?.count, 4)
})

test('events of two keys are two signals, whatever keys they had before', () => {
  const signals = signalsOf([event({ formerKeys: ['x'] }), event({ key: 'b'.repeat(32), formerKeys: ['x'] })])
  assert.equal(signals.length, 2)
})

test('what is shown of a grouping has no control characters; what is stored has the former keys beside it', () => {
  const grouping: Grouping = {
    key: 'a'.repeat(32),
    version: 2,
    method: 'rule',
    rule: 'type:E -> x',
    contributions: [{ kind: 'message', value: 'order \u0001<number>', counted: false, why: 'the rule decides' }],
    formerKeys: ['b'.repeat(32)],
    failure: new Error('never shown'),
  }
  const shown = groupingToShow(grouping)
  assert.deepEqual(shown, {
    method: 'rule',
    version: 2,
    rule: 'type:E -> x',
    parts: [{ kind: 'message', value: 'order <number>', counted: false, why: 'the rule decides' }],
  })
  assert.deepEqual(groupingToStore(grouping), { ...shown, formerKeys: ['b'.repeat(32)] })
})
