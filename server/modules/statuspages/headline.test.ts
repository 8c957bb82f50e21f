import assert from 'node:assert/strict'
import test from 'node:test'
import { componentStatuses, type ComponentStatus } from './components/component.ts'
import { headlineOf, impactOf, rollUp } from './headline.ts'

/** All multisets of `size` states. */
function multisets(size: number, from = 0): ComponentStatus[][] {
  if (size === 0) return [[]]
  return componentStatuses
    .slice(from)
    .flatMap((status, index) => multisets(size - 1, from + index).map((rest) => [status, ...rest]))
}

/** The vendor's table row by row, each with the condition in its own words; written apart from the code under test. */
const rows: [string, string, (s: ComponentStatus[]) => boolean][] = [
  ['All Systems Operational', 'none', (s) => s.every((x) => x === 'operational')],
  ['Major System Outage', 'critical', (s) => s.length > 0 && s.every((x) => x === 'major_outage')],
  ['Partial System Outage', 'major', (s) => s.includes('major_outage') && s.some((x) => x !== 'major_outage')],
  ['Partial System Outage', 'major', (s) => s.length > 0 && s.every((x) => x === 'partial_outage')],
  [
    'Minor Service Outage',
    'minor',
    (s) => s.includes('partial_outage') && !s.includes('major_outage') && s.some((x) => x !== 'partial_outage'),
  ],
  ['Degraded System Service', 'minor', (s) => s.length >= 2 && s.every((x) => x === 'degraded_performance')],
  [
    'Partially Degraded Service',
    'minor',
    (s) =>
      s.includes('degraded_performance') &&
      !s.includes('major_outage') &&
      !s.includes('partial_outage') &&
      (s.length === 1 || s.some((x) => x !== 'degraded_performance')),
  ],
  [
    'Service Under Maintenance',
    'maintenance',
    (s) => s.includes('under_maintenance') && s.every((x) => x === 'under_maintenance' || x === 'operational'),
  ],
]

test('every blend of up to four components has exactly one row of the vendor\u2019s table, and its words', () => {
  const all = [0, 1, 2, 3, 4].flatMap((size) => multisets(size))
  assert.equal(all.length, 126)
  for (const statuses of all) {
    const matching = rows.filter(([, , holds]) => holds(statuses))
    assert.equal(matching.length, 1, statuses.join(' '))
    const [description, indicator] = matching[0]!
    assert.deepEqual(rollUp(statuses), { indicator, description }, statuses.join(' '))
    assert.deepEqual(rollUp(statuses.toReversed()), { indicator, description })
  }
})

test('one major outage among many components is only a partial system outage', () => {
  assert.equal(rollUp(['major_outage', 'operational', 'operational']).indicator, 'major')
})

test('a page without components shows the trouble of its open reports, the worst of them', () => {
  const report = (impact: 'minor' | 'critical') => ({ impact, componentIds: [] })
  assert.equal(headlineOf([], [report('minor')]).description, 'Minor Service Outage')
  assert.equal(headlineOf([], [report('minor'), report('critical')]).description, 'Major System Outage')
  assert.equal(headlineOf([], []).description, 'All Systems Operational')
})

test('a report that names components speaks through their states', () => {
  const report = { impact: 'critical' as const, componentIds: ['a'] }
  assert.equal(headlineOf(['major_outage', 'operational'], [report]).indicator, 'major')
  assert.equal(headlineOf(['operational', 'operational'], [report]).indicator, 'none')
})

test('the impact of a report is the blend of what it affects, and none without components or in maintenance', () => {
  assert.equal(impactOf([]), 'none')
  assert.equal(impactOf(['under_maintenance']), 'none')
  assert.equal(impactOf(['degraded_performance']), 'minor')
  assert.equal(impactOf(['partial_outage']), 'major')
  assert.equal(impactOf(['major_outage']), 'critical')
  assert.equal(impactOf(['major_outage', 'partial_outage']), 'major')
})
