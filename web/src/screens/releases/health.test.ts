import assert from 'node:assert/strict'
import { test } from 'node:test'
import { adoptionWords, bucketsOf, crashFree, difference, lowest, percent } from './health.ts'

test('a small sample is told as it is, and never as a hundred per cent', () => {
  assert.deepEqual(crashFree(12, 0, 'session'), {
    percent: undefined,
    sample: '12 sessions',
    words: '0 of 12 sessions crashed: too few for a percentage',
  })
  assert.equal(crashFree(1, 1, 'person').words, '1 of 1 person hit by a crash: too few for a percentage')
  assert.equal(crashFree(49, 0, 'session').percent, undefined)
  assert.equal(crashFree(50, 0, 'session').percent, '100 %')
})

test('without sessions nothing is known', () => {
  assert.deepEqual(crashFree(0, 0, 'session'), {
    percent: undefined,
    sample: 'no sessions',
    words: 'No sessions, so nothing is known',
  })
})

test('a hundred per cent is said only when nothing crashed', () => {
  assert.equal(crashFree(1_000_000, 1, 'session').percent, '99.99 %')
  assert.equal(percent(0.9997), '99.97 %')
  assert.equal(percent(0.5), '50 %')
  assert.equal(percent(1), '100 %')
  assert.equal(percent(0), '0 %')
})

test('the part of all sessions is neither rounded to nothing nor to all', () => {
  assert.deepEqual([null, 0, 0.0004, 0.126, 0.99999, 1].map(adoptionWords), [
    undefined,
    '0 %',
    '< 0.1 %',
    '12.6 %',
    '99.9 %',
    '100 %',
  ])
})

test('two releases are compared only where both have enough', () => {
  assert.equal(difference({ total: 49, crashed: 0 }, { total: 1000, crashed: 1 }), undefined)
  assert.deepEqual(difference({ total: 100, crashed: 1 }, { total: 200, crashed: 6 }), {
    points: 2,
    words: '2 points better',
  })
  assert.equal(difference({ total: 100, crashed: 3 }, { total: 200, crashed: 2 })?.words, '2 points worse')
  assert.equal(difference({ total: 100, crashed: 1 }, { total: 200, crashed: 2 })?.words, 'the same')
})

test('hours without sessions are gaps, and environments are added up', () => {
  const row = (hour: string, sessions: number, crashed: number) => ({
    ...{ hour, sessions, crashed, healthy: sessions - crashed, errored: 0, unhandled: 0, abnormal: 0 },
  })
  const [from, to] = [new Date('2026-01-01T10:20:00Z'), new Date('2026-01-01T13:10:00Z')]
  const buckets = bucketsOf(
    [row('2026-01-01T10:00:00Z', 3, 1), row('2026-01-01T10:00:00Z', 2, 0), row('2026-01-01T12:00:00Z', 1, 0)],
    from,
    to,
  )
  assert.deepEqual(
    buckets.map(({ at, counts }) => [at.toISOString().slice(11, 13), counts?.sessions, counts?.crashed]),
    [
      ['10', 5, 1],
      ['11', undefined, undefined],
      ['12', 1, 0],
      ['13', undefined, undefined],
    ],
  )
  const week = bucketsOf([], new Date('2026-01-01T00:00:00Z'), new Date('2026-01-08T00:00:00Z'))
  assert.equal(week.length, 28)
  assert.equal(bucketsOf([], new Date('2026-01-01T12:00:00Z'), new Date('2026-01-31T12:00:00Z')).length, 31)
})

test('the scale of the line begins at a round number below all of it', () => {
  assert.deepEqual([[], [1, 0.995], [0.97], [0.85], [0.2]].map(lowest), [0.99, 0.99, 0.95, 0.8, 0])
})
