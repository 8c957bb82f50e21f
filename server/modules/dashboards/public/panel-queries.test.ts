import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject, Panel } from '#common/dashboards'
import { labelsSeen } from './answers.ts'
import { queriesOf } from './panel-queries.ts'
import { fix, panelsOf } from './shown.ts'

const hourMs = 3_600_000
const toMs = Date.UTC(2026, 0, 2)
const longestMs = 24 * hourMs

function panel(changes: JsonObject, target: JsonObject = {}): Panel {
  const targets = [{ refId: 'A', expr: 'rate(orders_total[$__rate_interval])', ...target }]
  const { dashboard } = fix({ title: 'x', panels: [{ id: 1, type: 'timeseries', targets, ...changes }] }, {})
  const [found] = panelsOf(dashboard.panels)
  assert.ok(found)
  return found
}

const asked = (one: Panel, more: object = {}) =>
  queriesOf(one, {}, { range: { fromMs: toMs - 6 * hourMs, toMs }, widthPx: 800, longestMs, ...more })

test('a panel asks over its range, or for its end, or both', () => {
  const kinds = (target: JsonObject) => asked(panel({}, target)).queries.map(({ instant }) => instant)
  assert.deepEqual(kinds({}), [false])
  assert.deepEqual(kinds({ instant: true }), [true])
  assert.deepEqual(kinds({ instant: true, range: true }), [false, true])
  assert.deepEqual(kinds({ hide: true }), [])
  const { queries, stepMs } = asked(panel({}))
  assert.equal(queries[0]?.question.query, 'rate(orders_total[1m])')
  assert.equal(stepMs, 30_000)
})

test('no panel asks for more points than can be seen, nor for anything before its range', () => {
  for (const changes of [{}, { interval: '1ms' }, { maxDataPoints: 1e9 }, { interval: '1ms', maxDataPoints: 1e9 }]) {
    for (const widthPx of [-5, 0, 800, 1e9]) {
      const { queries, fromMs } = asked(panel(changes), { widthPx })
      const at = queries[0]?.question.at
      assert.ok(at?.kind === 'range')
      assert.ok((at.endMs - at.startMs) / at.stepMs <= 2_001, JSON.stringify(at))
      assert.ok(at.startMs >= fromMs)
    }
  }
})

test('a panel with a range of its own keeps it, but for what is longer than allowed', () => {
  const range = (changes: JsonObject) => {
    const { fromMs, toMs: end } = asked(panel(changes))
    return [(end - fromMs) / hourMs, (toMs - end) / hourMs]
  }
  assert.deepEqual(range({ timeFrom: '1h' }), [1, 0])
  assert.deepEqual(range({ timeFrom: '30d' }), [24, 0])
  assert.deepEqual(range({ timeShift: '2h' }), [6, 2])
})

test('labels that nobody sees are left out, and none where all are seen', () => {
  const seen = (changes: JsonObject, target: JsonObject) => {
    const one = panel(changes, target)
    const [first] = one.targets
    assert.ok(first)
    const labels = labelsSeen(one, first)
    return labels && [...labels]
  }
  assert.deepEqual(seen({}, { legendFormat: '{{shop}} in {{ city }}' }), ['shop', 'city'])
  assert.deepEqual(seen({}, { legendFormat: 'orders' }), [])
  assert.equal(seen({}, {}), null)
  assert.equal(seen({}, { legendFormat: '__auto' }), null)
  assert.equal(seen({ type: 'table' }, { legendFormat: 'x' }), null)
  assert.equal(seen({ transformations: [{ id: 'merge', options: {} }] }, { legendFormat: 'x' }), null)
  const displayName = { fieldConfig: { defaults: { displayName: '${__field.labels.region}' }, overrides: [] } }
  assert.deepEqual(seen(displayName, { legendFormat: 'x' }), ['region'])
})
