import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ComponentStatus } from '../components/component.ts'
import { claimsOf, historyOf, type Claim } from './timeline.ts'

const at = (hour: number): Date => new Date(Date.UTC(2026, 0, 1, hour))
const claim = (id: string, status: Claim['status'], from: number, to: number | null): Claim => ({
  ...{ cause: { kind: 'report', id }, status, from: at(from), to: to === null ? null : at(to) },
})
const told = (claims: Claim[], present: ComponentStatus, since = 0) =>
  historyOf(claims, { since: at(since), now: at(20), present }).map(({ startedAt, endedAt, status, causeId }) => [
    ...[startedAt.getUTCHours(), endedAt?.getUTCHours() ?? null, status, causeId],
  ])

test('updates say from when to when a component was in a state', () => {
  const updates = [
    { displayAt: at(1), changes: [{ componentId: 'api', newStatus: 'partial_outage' as const }] },
    { displayAt: at(2), changes: [{ componentId: 'web', newStatus: 'degraded_performance' as const }] },
    { displayAt: at(3), changes: [{ componentId: 'api', newStatus: 'major_outage' as const }] },
    { displayAt: at(4), changes: [{ componentId: 'api', newStatus: 'operational' as const }] },
  ]
  const cause = { kind: 'report', id: 'r' } as const
  const ended = claimsOf({ cause, endedAt: at(5), updates })
  assert.deepEqual(ended.get('api'), [claim('r', 'partial_outage', 1, 3), claim('r', 'major_outage', 3, 4)])
  // What no update took back ends with the report; without an end it lasts.
  assert.deepEqual(ended.get('web'), [claim('r', 'degraded_performance', 2, 5)])
  assert.deepEqual(claimsOf({ cause, endedAt: null, updates }).get('web'), [
    claim('r', 'degraded_performance', 2, null),
  ])
})

test('of reports that overlap the worst counts, and between them the component was operational', () => {
  const claims = [claim('a', 'degraded_performance', 2, 6), claim('b', 'major_outage', 4, 5)]
  assert.deepEqual(told(claims, 'operational', 1), [
    [1, 2, 'operational', null],
    [2, 4, 'degraded_performance', 'a'],
    [4, 5, 'major_outage', 'b'],
    [5, 6, 'degraded_performance', 'a'],
    [6, null, 'operational', null],
  ])
})

test('what lasts is the present state, and one that no report explains begins now', () => {
  assert.deepEqual(told([claim('a', 'major_outage', 3, null)], 'major_outage', 3), [[3, null, 'major_outage', 'a']])
  assert.deepEqual(told([], 'partial_outage', 10), [
    [10, 20, 'operational', null],
    [20, null, 'partial_outage', null],
  ])
  assert.deepEqual(told([claim('a', 'major_outage', 3, null)], 'operational', 20), [[20, null, 'operational', null]])
})
