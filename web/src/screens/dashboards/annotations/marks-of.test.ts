import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readDashboard } from '#common/dashboards'
import { marksOf } from './marks-of.ts'

const read = (annotation: object) => {
  const [first] = readDashboard({ title: 'x', panels: [], annotations: { list: [annotation] } }).dashboard.annotations
  assert.ok(first)
  return first
}
const restarts = read({
  ...{ name: 'Restarts', expr: 'changes(started[1m])', iconColor: 'purple' },
  ...{ titleFormat: '{{job}} began', textFormat: 'on {{ instance }}, {{none}}' },
})
const answer = (...values: [number, string][]) => ({
  notes: [],
  data: { resultType: 'matrix' as const, result: [{ metric: { job: 'shop', instance: 'a' }, values }] },
})

test('each beginning of samples other than zero is a mark, with what its series is called', () => {
  const asked = { annotation: restarts, place: 1, stepMs: 60_000, fromMs: 30_000 }
  const { marks, total } = marksOf(answer([60, '1'], [120, '2'], [180, '0'], [240, '1'], [360, '1']), asked)
  assert.equal(total, 3)
  assert.deepEqual(
    marks.map(({ atMs, title, text, color }) => ({ atMs, title, text, color })),
    [60_000, 240_000, 360_000].map((atMs) => ({ atMs, title: 'shop began', text: 'on a, ', color: 'purple' })),
  )
  const late = { ...asked, fromMs: 90_000 }
  assert.equal(marksOf(answer([60, '1'], [120, '1'], [240, '1']), late).total, 1)
  const many = Array.from({ length: 500 }, (_, at): [number, string] => [(at + 1) * 600, '1'])
  assert.deepEqual([marksOf(answer(...many), asked).marks.length, marksOf(answer(...many), asked).total], [200, 500])
})

test('what the engine refuses is told, and is no mark', () => {
  const asked = { annotation: restarts, place: 0, stepMs: 60_000, fromMs: 0 }
  assert.deepEqual(marksOf({ notes: [], fault: '1:1: parse error' }, asked), {
    ...{ marks: [], total: 0, fault: '1:1: parse error' },
  })
})
