import assert from 'node:assert/strict'
import { test } from 'node:test'
import { labelsOf } from '../promql/labels.ts'
import { advanceAlerts, defaultResendDelayMs, type AlertState, type AlertTimes } from './alert-state.ts'
import { gracePeriodMs, outageToleranceMs, restoreAlerts } from './restore-alerts.ts'

const minute = 60_000
const nowMs = Date.UTC(2026, 0, 1, 12)
const labels = labelsOf({ alertname: 'Down', instance: 'a' })
const finding = { labels, annotations: [], value: 1 }
const times: AlertTimes = {
  nowMs,
  queryOffsetMs: 0,
  forMs: 30 * minute,
  keepFiringForMs: 0,
  intervalMs: minute,
  resendDelayMs: defaultResendDelayMs,
}

function evaluate(state: AlertState, atMs: number, forMs = times.forMs): AlertState {
  return advanceAlerts(state, [finding], { ...times, nowMs: atMs, forMs }).state
}

/** Minutes after the restart at which the alert fires that was pending for `pending` when the last sample was written. */
function firesAfter(pending: number, down: number, forMs = times.forMs): number {
  const lastSampleAtMs = nowMs - down * minute
  const before = [{ labels, lastSampleAtMs, activeAtMs: lastSampleAtMs - pending * minute }]
  let state = restoreAlerts(evaluate(new Map(), nowMs, forMs), before, { nowMs, forMs })
  for (let at = 1; at < 120; at++) {
    state = evaluate(state, nowMs + at * minute, forMs)
    if ([...state.values()][0]?.state === 'firing') return at
  }
  return Infinity
}

test('an alert goes on waiting where it was, and the time that was lost does not count', () => {
  assert.equal(firesAfter(5, 20), 25)
  assert.equal(firesAfter(20, 1), 10)
})

test('one that was nearly due waits for the grace period, and one that was firing fires again at once', () => {
  assert.equal(firesAfter(29, 5), gracePeriodMs / minute)
  assert.equal(firesAfter(30, 5), 1)
  assert.equal(firesAfter(300, 5), 1)
})

test('after a longer outage, or with a short duration, waiting begins anew', () => {
  assert.equal(firesAfter(25, outageToleranceMs / minute), 10)
  assert.equal(firesAfter(25, outageToleranceMs / minute + 1), 30)
  assert.equal(firesAfter(4, 1, 5 * minute), 5)
  assert.equal(firesAfter(5, 1, gracePeriodMs), gracePeriodMs / minute)
})

test('only pending alerts with the same labels are changed', () => {
  const state = evaluate(new Map(), nowMs)
  const other = {
    labels: labelsOf({ alertname: 'Down', instance: 'b' }),
    lastSampleAtMs: nowMs,
    activeAtMs: nowMs - minute,
  }
  assert.deepEqual(restoreAlerts(state, [other], times), state)
  const firing = evaluate(new Map(), nowMs, 0)
  assert.deepEqual(restoreAlerts(firing, [{ ...other, labels }], times), firing)
})
