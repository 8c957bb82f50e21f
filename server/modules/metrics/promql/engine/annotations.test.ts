import assert from 'node:assert/strict'
import { test } from 'node:test'
import { histogram } from '../../histograms/histogram.ts'
import { queryRange } from '../index.ts'
import { optionsFor, resultAt, storeOf } from '../promql.fixture.ts'

const one = histogram({ count: 1, sum: 1 })
const store = storeOf({
  'mix{a="1"}': [1, one, 3],
  'mix{a="2"}': [1, 2, one],
  plain: [1, 2, 3],
  c_total: [1, 2, 3],
  'h_bucket{le="x"}': [1],
})

test('an annotation says what is odd, of which metric and where in the query', async () => {
  const cases: [string, string[], string[]][] = [
    [
      'rate(mix{a="1"}[5m])',
      ['PromQL warning: encountered a mix of histograms and floats for metric name "mix" (1:6)'],
      [],
    ],
    ['sum(\n  mix)', ['PromQL warning: encountered a mix of histograms and floats for aggregation (2:3)'], []],
    [
      '1 + max_over_time(mix{a="1"}[5m])',
      [],
      ['PromQL info: ignored histograms in a range containing both floats and histograms for metric name "mix" (1:19)'],
    ],
    ['max(mix)', [], ['PromQL info: ignored histogram in max aggregation (1:5)']],
    ['quantile(2, plain)', ['PromQL warning: quantile value should be between 0 and 1, got 2 (1:10)'], []],
    [
      'histogram_quantile(0.5, h_bucket)',
      [
        'PromQL warning: bucket label "le" is missing or has a malformed value of "x" for metric name "h_bucket" (1:25)',
      ],
      [],
    ],
    [
      'increase(plain[5m])',
      [],
      ['PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "plain" (1:10)'],
    ],
    ['plain + plain + on() increase(c_total[5m])', [], []],
  ]
  for (const [text, warnings, infos] of cases) {
    const result = await resultAt(store, 120, text)
    assert.deepEqual([result.warnings, result.infos], [warnings, infos], text)
  }
})

test('the same thing is said once, however many steps and series show it', async () => {
  const { warnings } = await resultAt(store, 120, 'count_over_time((sum(mix))[2m:1s]) or rate(mix[5m])')
  assert.equal(warnings.length, 2)
})

test('a range query tells what is odd at any of its steps', async () => {
  const query = { text: 'max(mix)', startMs: 0, endMs: 120_000, stepMs: 60_000 }
  const { infos } = await queryRange(optionsFor(store), query)
  assert.deepEqual(infos, ['PromQL info: ignored histogram in max aggregation (1:5)'])
})
