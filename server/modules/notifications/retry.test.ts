import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AttemptResult } from './outcome.ts'
import { afterAttempt, jitter, maxAgeMs, maxAttempts, type Next, type Round } from './retry.ts'

const begunAt = new Date('2026-01-01T00:00:00Z')
const round: Round = { id: 'dlv_1', kind: 'incident.opened', roundAttempts: 1, begunAt, channelWorks: false }

function result(verdict: AttemptResult['verdict'], retryAfterMs: number | null = null): AttemptResult {
  return { verdict, outcome: 'x', explanation: 'the endpoint answered 500', status: 500, response: '', retryAfterMs }
}

/** All waits in seconds until there is no further attempt, and what came then. */
function play(kind: Round['kind'], verdict: AttemptResult['verdict'], id = 'dlv_1'): { waits: number[]; last: Next } {
  const waits: number[] = []
  let now = begunAt
  for (let roundAttempts = 1; ; roundAttempts += 1) {
    const next = afterAttempt({ ...round, id, kind, roundAttempts }, result(verdict), now)
    if (next.state !== 'waiting') return { waits, last: next }
    waits.push((next.nextAttemptAt.getTime() - now.getTime()) / 1_000)
    now = next.nextAttemptAt
  }
}

test('an alert is tried again after 5 s, 5 min, 30 min, 2 h, 5 h, each a fifth more or less, and then expires', () => {
  const { waits, last } = play('incident.opened', 'retry')
  const schedule = [5, 300, 1_800, 7_200, 18_000]
  assert.equal(waits.length, schedule.length)
  for (const [index, wait] of waits.entries()) {
    assert.ok(wait >= schedule[index]! * 0.8 && wait <= schedule[index]! * 1.2, `${wait} s`)
  }
  assert.partialDeepStrictEqual(last, {
    state: 'failed',
    reason: 'expired after 6 attempts; the last: the endpoint answered 500',
  })
})

test('there are six attempts, whatever the jitter', () => {
  for (let count = 0; count < 500; count += 1)
    assert.equal(play('incident.opened', 'retry', `dlv_${count}`).waits.length, 5)
})

test('no attempt is planned for a time at which the alert has expired', () => {
  const edge = (roundAttempts: number, elapsedMs: number): Next =>
    afterAttempt({ ...round, roundAttempts }, result('retry'), new Date(begunAt.getTime() + elapsedMs))
  const wait = jitter(5_000, `${round.id}:1`)
  assert.equal(edge(1, maxAgeMs - wait).state, 'waiting')
  assert.equal(edge(1, maxAgeMs - wait + 1).state, 'failed')
})

test('after the last attempt the channel is switched off, unless something else arrived through it', () => {
  const late = new Date(begunAt.getTime() + maxAgeMs)
  const silent = afterAttempt({ ...round, roundAttempts: 6 }, result('retry'), late)
  assert.ok(silent.state === 'failed' && silent.disable?.includes('the endpoint answered 500'))
  const working = afterAttempt({ ...round, roundAttempts: 6, channelWorks: true }, result('retry'), late)
  assert.ok(working.state === 'failed' && working.disable === null)
})

test('the schedule has an end of its own', () => {
  const next = afterAttempt({ ...round, roundAttempts: maxAttempts('incident.opened') }, result('retry'), begunAt)
  assert.equal(next.state, 'failed')
})

test('a receiver that asks for more time gets it, up to an hour, and the whole channel rests as long', () => {
  const wait = (retryAfterMs: number | null): Next => afterAttempt(round, result('throttled', retryAfterMs), begunAt)
  const until = (next: Next): number => {
    assert.ok(next.state === 'waiting')
    assert.deepEqual(next.throttledUntil, next.nextAttemptAt)
    return next.nextAttemptAt.getTime() - begunAt.getTime()
  }
  assert.equal(until(wait(120_000)), 120_000)
  assert.equal(until(wait(86_400_000)), 3_600_000)
  assert.ok(until(wait(1_000)) >= 4_000, 'less than the schedule gives is no reason to hurry')
  assert.ok(until(wait(null)) <= 6_000)
})

test('a test is tried once and never switches its channel off', () => {
  for (const verdict of ['retry', 'throttled', 'gone', 'final'] as const) {
    const { waits, last } = play('test', verdict)
    assert.deepEqual(waits, [])
    assert.partialDeepStrictEqual(last, { state: 'failed', disable: null })
  }
})

test('gone switches the channel off at once; a message that cannot be sent says nothing about the channel', () => {
  assert.partialDeepStrictEqual(afterAttempt(round, result('gone'), begunAt), {
    state: 'failed',
    disable: 'the endpoint answered 500',
  })
  assert.partialDeepStrictEqual(afterAttempt(round, result('final'), begunAt), { state: 'failed', disable: null })
  assert.deepEqual(afterAttempt(round, result('delivered'), begunAt), { state: 'delivered' })
})
