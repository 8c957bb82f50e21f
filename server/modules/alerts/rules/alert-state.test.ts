import assert from 'node:assert/strict'
import { test } from 'node:test'
import { labelsOf } from '#modules/metrics'
import {
  advanceAlerts,
  defaultResendDelayMs,
  resolvedRetentionMs,
  type Advance,
  type AlertState,
  type AlertTimes,
  type Finding,
} from './alert-state.ts'

const minute = 60_000
const start = Date.UTC(2026, 0, 1, 12)
const times: AlertTimes = {
  nowMs: start,
  queryOffsetMs: 0,
  forMs: 0,
  keepFiringForMs: 0,
  intervalMs: 15_000,
  resendDelayMs: defaultResendDelayMs,
}

const finding = (instance: string, value = 1, summary = ''): Finding => ({
  labels: labelsOf({ alertname: 'Down', instance }),
  annotations: labelsOf({ summary }),
  value,
})

/** A rule with a clock that the test moves: each call is an evaluation so many seconds after the start. */
function createRule(changes: Partial<AlertTimes> = {}, limit = 0) {
  let state: AlertState = new Map()
  return (seconds: number, ...findings: Finding[]): Advance => {
    const next = advanceAlerts(state, findings, { ...times, ...changes, nowMs: start + seconds * 1000 }, limit)
    if ('error' in next) throw new Error(next.error)
    state = next.state
    return next
  }
}

const states = ({ state }: Advance) => [...state.values()].map((alert) => alert.state)
const sent = ({ toSend }: Advance) => toSend.map(({ resolved }) => (resolved ? 'resolved' : 'firing'))
const alertStates = ({ samples }: Advance) =>
  samples.flatMap(({ labels }) => labels.filter(([name]) => name === 'alertstate').map(([, value]) => value))

test('without a duration an alert fires in its first evaluation', () => {
  const result = createRule()(0, finding('a', 7, 'it is down'))
  assert.deepEqual(states(result), ['firing'])
  assert.deepEqual(result.toSend, [
    {
      labels: labelsOf({ alertname: 'Down', instance: 'a' }),
      annotations: labelsOf({ summary: 'it is down' }),
      value: 7,
      startsAtMs: start,
      endsAtMs: start + 4 * minute,
      resolved: false,
    },
  ])
})

test('an alert is pending from its first evaluation and fires in the first one in which its time is over', () => {
  const rule = createRule({ forMs: 5 * minute })
  for (let seconds = 0; seconds < 300; seconds += 15) assert.deepEqual(states(rule(seconds, finding('a'))), ['pending'])
  const fires = rule(300, finding('a'))
  assert.deepEqual(states(fires), ['firing'])
  assert.deepEqual(
    fires.toSend.map(({ startsAtMs }) => startsAtMs),
    [start + 5 * minute],
  )
  assert.equal([...fires.state.values()][0]?.activeAtMs, start)
})

test('a duration shorter than the interval means the next evaluation', () => {
  const rule = createRule({ forMs: 1000 })
  assert.deepEqual(states(rule(0, finding('a'))), ['pending'])
  assert.deepEqual(states(rule(15, finding('a'))), ['firing'])
})

test('a pending alert that an evaluation has not is gone, was never told, and begins anew', () => {
  const rule = createRule({ forMs: minute })
  rule(0, finding('a'))
  const gone = rule(45)
  assert.deepEqual([gone.state.size, gone.samples, gone.toSend], [0, [], []])
  const again = rule(60, finding('a'))
  assert.deepEqual(states(again), ['pending'])
  assert.equal([...again.state.values()][0]?.activeAtMs, start + minute)
})

test('a firing alert that an evaluation has not is over at once, and that is told once', () => {
  const rule = createRule()
  rule(0, finding('a'))
  const over = rule(15)
  assert.deepEqual([states(over), over.samples], [['inactive'], []])
  assert.deepEqual(
    over.toSend.map(({ resolved, startsAtMs, endsAtMs }) => [resolved, startsAtMs, endsAtMs]),
    [[true, start, start + 15_000]],
  )
  assert.deepEqual(sent(rule(30)), [])
})

test('keep_firing_for holds a firing alert, not a pending one, and a gap that closes is none', () => {
  const rule = createRule({ keepFiringForMs: 2 * minute, forMs: 30_000 })
  rule(0, finding('a'), finding('pending'))
  rule(30, finding('a'))
  assert.deepEqual(states(rule(60)), ['firing'])
  assert.deepEqual(alertStates(rule(120)), ['firing'])
  assert.deepEqual(states(rule(165, finding('a'))), ['firing'])
  // Two minutes from the first evaluation that has it not, which is a later one now.
  assert.deepEqual(states(rule(180)), ['firing'])
  assert.deepEqual(states(rule(299)), ['firing'])
  const over = rule(300)
  assert.deepEqual([states(over), sent(over)], [['inactive'], ['resolved']])
})

test('value and annotations are those of the newest evaluation', () => {
  const rule = createRule()
  rule(0, finding('a', 1, 'one'))
  const [alert] = rule(15, finding('a', 2, 'two')).state.values()
  assert.deepEqual([alert?.value, alert?.annotations, alert?.firedAtMs], [2, labelsOf({ summary: 'two' }), start])
})

test('an alert with the labels of one that is over is a new one', () => {
  const rule = createRule({ forMs: 15_000 })
  rule(0, finding('a'))
  rule(15, finding('a'))
  rule(30)
  const again = rule(45, finding('a'))
  assert.deepEqual([states(again), sent(again)], [['pending'], []])
  const fires = rule(60, finding('a'))
  assert.deepEqual(
    fires.toSend.map(({ startsAtMs }) => startsAtMs),
    [start + minute],
  )
})

test('each pending or firing alert is written as ALERTS and ALERTS_FOR_STATE, at the time that was evaluated', () => {
  const rule = createRule({ forMs: 30_000, queryOffsetMs: 5000 })
  rule(0, finding('a'))
  const { samples } = rule(30, finding('a'), finding('b'))
  const atMs = start + 25_000
  const series = (name: string, instance: string, more: Record<string, string> = {}) =>
    labelsOf({ __name__: name, alertname: 'Down', instance, ...more })
  assert.deepEqual(samples, [
    { labels: series('ALERTS', 'a', { alertstate: 'firing' }), atMs, value: 1 },
    { labels: series('ALERTS_FOR_STATE', 'a'), atMs, value: start / 1000 },
    { labels: series('ALERTS', 'b', { alertstate: 'pending' }), atMs, value: 1 },
    { labels: series('ALERTS_FOR_STATE', 'b'), atMs, value: start / 1000 + 30 },
  ])
})

test('name and alertstate of the written series are its own, whatever the alert has', () => {
  const labels = labelsOf({ __name__: 'up', alertstate: 'mine', alertname: 'Down' })
  const { samples } = createRule()(0, { ...finding('a'), labels })
  assert.deepEqual(samples[0]?.labels, labelsOf({ __name__: 'ALERTS', alertstate: 'firing', alertname: 'Down' }))
  assert.deepEqual(samples[1]?.labels, labelsOf({ __name__: 'ALERTS_FOR_STATE', alertname: 'Down' }))
})

test('a firing alert is told again at the first evaluation after the delay', () => {
  const rule = createRule({ intervalMs: 25_000 })
  const told: number[] = []
  for (let seconds = 0; seconds <= 200; seconds += 25) {
    const result = rule(seconds, finding('a'))
    if (result.toSend.length > 0) told.push(seconds)
    for (const { startsAtMs, endsAtMs } of result.toSend) {
      assert.deepEqual([startsAtMs, endsAtMs], [start, start + seconds * 1000 + 4 * minute])
    }
  }
  assert.deepEqual(told, [0, 75, 150])
})

test('with an interval above the delay it is told each time, and stays valid for four intervals', () => {
  const rule = createRule({ intervalMs: 5 * minute })
  rule(0, finding('a'))
  const { toSend } = rule(300, finding('a'))
  assert.deepEqual(
    toSend.map(({ endsAtMs }) => endsAtMs),
    [start + 25 * minute],
  )
})

test('that an alert is over is told again for a quarter of an hour, then it is forgotten', () => {
  const rule = createRule({ intervalMs: minute })
  rule(0, finding('a'))
  const told: number[] = []
  let last = 0
  for (let at = 1; at <= 20; at++) {
    const result = rule(at * 60)
    if (sent(result).includes('resolved')) told.push(at)
    if (result.state.size > 0) last = at
  }
  assert.equal(last - 1, resolvedRetentionMs / minute)
  assert.deepEqual(
    told,
    Array.from({ length: 16 }, (_, index) => index + 1),
  )
})

test('two alerts with the same labels are an error: nothing is written or sent, and the state stays', () => {
  const before = createRule()(0, finding('a')).state
  const result = advanceAlerts(before, [finding('b'), finding('b')], { ...times, nowMs: start + 15_000 })
  assert.deepEqual(result, {
    error: 'vector contains metrics with the same labelset after applying alert labels',
    state: before,
  })
})

test('more alerts than the limit clear the rule, and as many as it are fine', () => {
  const rule = createRule({}, 2)
  assert.equal(rule(0, finding('a'), finding('b')).state.size, 2)
  const before = createRule()(0, finding('a')).state
  const result = advanceAlerts(
    before,
    ['a', 'b', 'c'].map((name) => finding(name)),
    { ...times, nowMs: start },
    2,
  )
  assert.deepEqual(result, { error: 'exceeded limit of 2 with 3 alerts', state: new Map() })
})
