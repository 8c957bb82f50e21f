import assert from 'node:assert/strict'
import test from 'node:test'
import { componentChanges, maxUpdates, withUpdate, type ComponentChange, type Report } from './report.ts'

const at = (minute: number): Date => new Date(Date.UTC(2026, 0, 1, 12, minute))

const report: Report = {
  id: 'r00000000001',
  pageId: 'p00000000001',
  incidentId: null,
  title: 'Checkout is slow',
  impact: 'none',
  impactGiven: false,
  status: 'investigating',
  startedAt: at(0),
  monitoringAt: null,
  resolvedAt: null,
  createdAt: at(0),
  updatedAt: at(0),
  updateCount: 0,
  backfilled: false,
}

const change = (newStatus: ComponentChange['newStatus']): ComponentChange => ({
  id: 'c00000000001',
  name: 'API',
  oldStatus: 'operational',
  newStatus,
})

test('a report remembers when it began to be monitored and when it was resolved', () => {
  let next = withUpdate(report, 'investigating', [], at(0))
  next = withUpdate(next, 'monitoring', [], at(5))
  next = withUpdate(next, 'monitoring', [], at(6))
  next = withUpdate(next, 'resolved', [], at(9))
  assert.partialDeepStrictEqual(next, { monitoringAt: at(5), resolvedAt: at(9), updatedAt: at(9), updateCount: 4 })
})

test('the impact follows the worst that was said, is not taken back, and yields to the author', () => {
  const worse = withUpdate(report, 'investigating', [change('major_outage')], at(0))
  assert.equal(worse.impact, 'critical')
  assert.equal(withUpdate(worse, 'monitoring', [change('operational')], at(1)).impact, 'critical')
  const given: Report = { ...report, impact: 'minor', impactGiven: true }
  assert.equal(withUpdate(given, 'investigating', [change('major_outage')], at(0)).impact, 'minor')
})

test('a resolved report takes no further update, a full one only its end', () => {
  const resolved = withUpdate(withUpdate(report, 'investigating', [], at(0)), 'resolved', [], at(1))
  assert.throws(() => withUpdate(resolved, 'monitoring', [], at(2)), { code: 'conflict' })
  const full = { ...report, updateCount: maxUpdates }
  assert.throws(() => withUpdate(full, 'monitoring', [], at(2)), { code: 'conflict' })
  assert.equal(withUpdate(full, 'resolved', [], at(2)).status, 'resolved')
  assert.equal(withUpdate({ ...report, updateCount: maxUpdates - 1 }, 'monitoring', [], at(2)).updateCount, maxUpdates)
})

const components = [
  { id: 'a', name: 'API', status: 'major_outage' as const },
  { id: 'b', name: 'Web', status: 'degraded_performance' as const },
  { id: 'c', name: 'Mail', status: 'operational' as const },
]

test('an update carries all affected components; what it does not name keeps its state', () => {
  const named = [{ id: 'c', status: 'partial_outage' as const }]
  const changes = componentChanges({ status: 'identified', components, affected: ['a'], named, resting: new Map() })
  assert.deepEqual(
    changes.map(({ id, oldStatus, newStatus }) => [id, oldStatus, newStatus]),
    [
      ['a', 'major_outage', 'major_outage'],
      ['c', 'operational', 'partial_outage'],
    ],
  )
})

test('resolving brings components back, but not over what is said or what they rest at', () => {
  const changes = componentChanges({
    status: 'resolved',
    components,
    affected: ['a', 'b', 'c'],
    named: [{ id: 'c', status: 'degraded_performance' }],
    resting: new Map([
      ['b', 'partial_outage'],
      ['c', 'operational'],
    ]),
  })
  assert.deepEqual(
    changes.map(({ newStatus }) => newStatus),
    ['operational', 'partial_outage', 'degraded_performance'],
  )
})

test('a postmortem follows the end, once, and changes neither the end nor the impact', () => {
  const open = withUpdate(report, 'investigating', [change('major_outage')], at(0))
  assert.throws(() => withUpdate(open, 'postmortem', [], at(1)), { code: 'conflict' })
  assert.throws(() => withUpdate(report, 'postmortem', [], at(1)), { code: 'conflict' })
  const over = withUpdate(withUpdate(open, 'resolved', [], at(5)), 'postmortem', [], at(9))
  assert.partialDeepStrictEqual(over, { status: 'postmortem', impact: 'critical', resolvedAt: at(5), updatedAt: at(9) })
  assert.throws(() => withUpdate(over, 'postmortem', [], at(10)), { code: 'conflict' })
  assert.throws(() => withUpdate(over, 'monitoring', [], at(10)), { code: 'conflict' })
})

test('an update that is written down late counts from when it happened', () => {
  const late = withUpdate(report, 'monitoring', [], at(3), at(20))
  assert.partialDeepStrictEqual(late, { monitoringAt: at(3), updatedAt: at(20) })
  assert.partialDeepStrictEqual(withUpdate(late, 'resolved', [], at(5), at(21)), {
    resolvedAt: at(5),
    updatedAt: at(21),
  })
})
