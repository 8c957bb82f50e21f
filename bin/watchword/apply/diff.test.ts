import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { describeChange } from './describe-change.ts'
import { isEqual, wholeChanges } from './diff-whole.ts'
import { changesOf } from './diff.ts'

const nothing = new Set<string>()
const told = (wanted: unknown, actual: unknown) =>
  wholeChanges('rules', wanted, actual).map((change) => describeChange(change, nothing))

test('of a list of named things a change says which one and which field, also of the second of one name', () => {
  const rule = (name: string, more: object = {}) => ({ name, expr: 'up == 0', ...more })
  const there = [rule('Down'), rule('Down', { labels: { a: '1' } }), rule('Gone')]
  assert.deepEqual(told([rule('Down'), rule('Down', { labels: { a: '2' }, forMs: 5 }), rule('New')], there), [
    'rules: + "New", - "Gone"',
    'rules.Down (2).labels.a: "1" → "2"',
    'rules.Down (2).forMs: nothing → 5',
  ])
  assert.deepEqual(told(there.toReversed().slice(0, 1), there.slice(2)), [])
  assert.deepEqual(told([rule('A'), rule('B')], [rule('B'), rule('A')]), ['rules: in another order'])
  assert.deepEqual(told([], [rule('A')]), ['rules: - "A"'])
})

test('panels are told by title or number, queries by their letter', () => {
  const panel = (expr: string) => ({ id: 7, title: '', targets: [{ refId: 'A', expr }] })
  assert.deepEqual(told([panel('up')], [panel('down')]), ['rules.#7.targets.A.expr: "down" → "up"'])
})

test('what is exact counts as a whole, so that a label that the file no longer says goes', () => {
  const [wanted, actual] = [{ labels: { a: '1' } }, { labels: { a: '1', b: '2' } }]
  assert.deepEqual(changesOf(wanted, actual, {}), [])
  assert.deepEqual(changesOf(wanted, actual, { exact: ['labels'] }), [{ path: 'labels.b', from: '2', to: null }])
})

test('of long texts the part is shown in which they differ, of several lines the first that does', () => {
  const long = (limit: number) => `sum by (le) (rate(http_request_duration_seconds_bucket[5m])) > ${limit}`
  assert.deepEqual(told({ expr: long(2) }, { expr: long(1) }), [
    'rules.expr: …"onds_bucket[5m])) > 1" → …"onds_bucket[5m])) > 2"',
  ])
  assert.deepEqual(told({ expr: 'a\nb' }, { expr: 'a\nc\nd' }), ['rules.expr: 3 lines → 2 lines; line 2: "c" → "b"'])
})

test('there are changes exactly where two values of JSON differ', () => {
  const json = fc.jsonValue({ maxDepth: 4 })
  fc.assert(
    fc.property(json, json, (a, b) => {
      assert.deepEqual(wholeChanges('x', a, structuredClone(a)), [])
      assert.equal(wholeChanges('x', a, b).length === 0, isEqual(a, b))
    }),
    { numRuns: 300 },
  )
})
