import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compare, type Found } from './judge-metrics.ts'
import { countAt, seriesOfSender, valueAt, type SentMetrics } from './metric-senders.ts'

const times = [1_000_001, 1_000_002]
const of: SentMetrics = {
  ...{ sender: 'v1-0', acknowledged: new Set(times), givenUp: new Set([1_000_003]), waiting: new Set([1_000_004]) },
  ...{ attempts: 0, refusals: {} },
}

const whole = (...at: number[]): Found => ({
  samples: at.flatMap((atMs) =>
    Array.from({ length: seriesOfSender }, (_, series) => ({ atMs, series, value: valueAt(atMs, series) })),
  ),
  histograms: at.map((atMs) => ({ atMs, count: countAt(atMs) })),
})

test('what was acknowledged and what may have arrived is as it should be', () => {
  for (const more of [[], [1_000_003], [1_000_003, 1_000_004]]) {
    assert.deepEqual(compare(whole(...times, ...more), of, of.acknowledged), [])
  }
})

test('whatever is lost, doubled, changed or made up is a sentence', () => {
  const { samples, histograms } = whole(...times)
  const [first] = samples
  const [one] = histograms
  assert.ok(first && one)
  const cases: [Partial<Found>, RegExp][] = [
    [{ samples: samples.slice(1) }, /9 of 10 samples are there/],
    [{ samples: [...samples, first] }, /is there twice/],
    [{ samples: [{ ...first, value: 1 }, ...samples.slice(1)] }, /and was sent as/],
    [{ samples: [...samples, { ...first, atMs: 5 }] }, /was never sent/],
    [{ histograms: histograms.slice(1) }, /histogram of 1000001, acknowledged, is not there/],
    [{ histograms: [...histograms, one] }, /histogram of 1000001 is there twice/],
    [{ histograms: [{ ...one, count: 0 }, ...histograms.slice(1)] }, /counts 0/],
    [{ histograms: [...histograms, { ...one, atMs: 5 }] }, /histogram of 5 was never sent/],
  ]
  for (const [wrong, sentence] of cases) {
    assert.match(compare({ samples, histograms, ...wrong }, of, of.acknowledged).join('\n'), sentence)
  }
})
