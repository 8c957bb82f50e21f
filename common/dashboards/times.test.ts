import assert from 'node:assert/strict'
import { test } from 'node:test'
import { intervalsOf, rangeMsOf, readDurationMs, resolveTime, writeDuration } from './index.ts'

const now = Date.UTC(2024, 2, 31, 15, 30, 45, 500)
const at = (text: string, edge: 'from' | 'to' = 'from', offsetMs = 0): string | undefined => {
  const timeMs = resolveTime(text, now, edge, offsetMs)
  return timeMs === undefined ? undefined : new Date(timeMs).toISOString()
}

test('times', () => {
  assert.equal(at('now'), '2024-03-31T15:30:45.500Z')
  assert.equal(at('now-6h'), '2024-03-31T09:30:45.500Z')
  assert.equal(at('now/d'), '2024-03-31T00:00:00.000Z')
  assert.equal(at('now/d', 'to'), '2024-03-31T23:59:59.999Z')
  assert.equal(at('now-1d/d', 'to'), '2024-03-30T23:59:59.999Z')
  assert.equal(at('now/w'), '2024-03-25T00:00:00.000Z')
  assert.equal(at('now/M', 'to'), '2024-03-31T23:59:59.999Z')
  assert.equal(at('now-1M'), '2024-02-29T15:30:45.500Z')
  assert.equal(at('now-1y/y'), '2023-01-01T00:00:00.000Z')
  assert.equal(at('now/d', 'from', 2 * 3_600_000), '2024-03-30T22:00:00.000Z')
  assert.equal(at('1700000000000'), '2023-11-14T22:13:20.000Z')
  assert.equal(at('2024-01-02T03:04:05Z'), '2024-01-02T03:04:05.000Z')
  for (const bad of [
    '',
    'now-',
    'now-6x',
    'now 6h',
    'nowhere',
    'yesterday',
    'now-999999999y',
    '99999999999999999',
    '-5',
  ])
    assert.equal(at(bad), undefined, bad)
})

test('a range that ends before it begins is none', () => {
  assert.deepEqual(rangeMsOf({ from: 'now-1h', to: 'now' }, now), { fromMs: now - 3_600_000, toMs: now })
  assert.equal(rangeMsOf({ from: 'now', to: 'now-1h' }, now), undefined)
})

test('durations', () => {
  for (const [text, ms] of [
    ['15s', 15_000],
    ['1m30s', 90_000],
    ['2d', 172_800_000],
    ['500ms', 500],
    ['>10s', 10_000],
    ['1.5h', 5_400_000],
    ['1M', 2_592_000_000],
  ] as const)
    assert.equal(readDurationMs(text), ms)
  for (const bad of ['', '5', 's', '-5s', '5 s', '1h1']) assert.equal(readDurationMs(bad), undefined, bad)
  for (const [ms, text] of [
    [90_000, '1m30s'],
    [1500, '1s500ms'],
    [86_400_000, '1d'],
    [0, '1ms'],
    [0.2, '1ms'],
  ] as const)
    assert.equal(writeDuration(ms), text)
})

test('steps and rate intervals', () => {
  const base = { fromMs: 0, toMs: 3_600_000, widthPx: 1000, scrapeIntervalMs: 15_000 }
  // The least step is that of the series; a rate needs four samples.
  assert.deepEqual(intervalsOf(base), { stepMs: 15_000, rateIntervalMs: 60_000 })
  assert.deepEqual(intervalsOf({ ...base, toMs: 24 * 3_600_000 }), { stepMs: 120_000, rateIntervalMs: 135_000 })
  assert.deepEqual(intervalsOf({ ...base, toMs: 24 * 3_600_000, maxDataPoints: 100 }), {
    stepMs: 900_000,
    rateIntervalMs: 915_000,
  })
  assert.deepEqual(intervalsOf({ ...base, minIntervalMs: 77_000 }), { stepMs: 77_000, rateIntervalMs: 92_000 })
  assert.equal(intervalsOf({ ...base, minIntervalMs: 1 }).stepMs, 5000)
  // More points than the engine gives are never asked for.
  const long = intervalsOf({ ...base, toMs: 400 * 86_400_000, widthPx: 50_000 })
  assert.ok((400 * 86_400_000) / long.stepMs < 11_000)
  assert.equal(intervalsOf({ ...base, toMs: 0 }).stepMs, 15_000)
})
