import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeMeasures, measureGrouping } from './pairwise.ts'

const labelled = (...pairs: [group: string, key: string][]) => pairs.map(([group, key]) => ({ group, key }))

test('a perfect partition, singles included, has all measures at their best', () => {
  assert.deepEqual(measureGrouping(labelled(['a', '1'], ['a', '1'], ['b', '2'], ['c', '3'])), {
    events: 4,
    precision: 1,
    recall: 1,
    f1: 1,
    overMergeRate: 0,
    splitRate: 0,
  })
})

test('everything in one group costs precision and shows as over-merged; everything apart costs recall and shows as split', () => {
  const merged = measureGrouping(labelled(['a', '1'], ['a', '1'], ['b', '1'], ['b', '1']))
  assert.deepEqual([merged.precision, merged.recall, merged.overMergeRate, merged.splitRate], [2 / 6, 1, 1, 0])
  const split = measureGrouping(labelled(['a', '1'], ['a', '2'], ['b', '3'], ['b', '4']))
  assert.deepEqual([split.precision, split.recall, split.overMergeRate, split.splitRate, split.f1], [1, 0, 0, 1, 0])
  assert.match(describeMeasures(split), /precision 100\.0 %, recall 0\.0 %.*split 100\.0 %/)
})
