import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { WindowRequest } from '../promql/queryable.ts'
import { hoursBetween, lateUntil, maxWriteMs, quietMs, settleMs } from './late.ts'
import { planReads } from './plan-reads.ts'
import { hourMs, hourOf, widthFor } from './widths.ts'

const minuteMs = 60_000
const ask = (more: Partial<WindowRequest>): WindowRequest => ({
  ...{ endMs: 40 * hourMs, stepMs: hourMs, count: 10, lengthMs: hourMs, of: 'window', fields: [], ...more },
})

test('windows are read in the widest buckets that they are made of, and else in none', () => {
  const width = (more: Partial<WindowRequest>): number | undefined => widthFor(ask(more))?.widthMs
  assert.equal(width({}), hourMs)
  assert.equal(width({ lengthMs: 5 * minuteMs }), 5 * minuteMs)
  assert.equal(width({ stepMs: 10 * minuteMs }), 5 * minuteMs)
  assert.equal(width({ endMs: 40 * hourMs + 5 * minuteMs }), 5 * minuteMs)
  assert.equal(width({ endMs: 40 * hourMs + 1 }), undefined)
  assert.equal(width({ lengthMs: 7 * minuteMs }), undefined)
  assert.equal(width({ stepMs: minuteMs }), undefined)
  // A single window has no step, and the newest sample lies in the last bucket however long ago a window begins.
  assert.equal(width({ count: 1, stepMs: 1 }), hourMs)
  assert.equal(width({ of: 'newest', lengthMs: 7 * minuteMs }), hourMs)
})

test('a sample at a full hour is the last one of the hour before', () => {
  assert.equal(hourOf(2 * hourMs), hourMs)
  assert.equal(hourOf(2 * hourMs + 1), 2 * hourMs)
})

test('what is not made is read as samples, in few reads, and nothing is read twice or left out', () => {
  const made = new Map([1, 2, 4, 5, 7, 9, 11, 13, 14, 15].map((hour) => [hour * hourMs, 1]))
  const range = { fromMs: 30 * minuteMs, toMs: 17 * hourMs + 5 * minuteMs }
  const { hours, spans } = planReads(made, range)
  assert.ok(spans.length <= 4)
  for (let at = range.fromMs; at < range.toMs; at += 5 * minuteMs) {
    const inSpans = spans.filter((span) => at >= span.fromMs && at < span.toMs).length
    const isRolledUp = hours.has(Math.floor(at / hourMs) * hourMs)
    assert.equal(inSpans + Number(isRolledUp), 1, `at ${at / hourMs} h`)
    if (!made.has(Math.floor(at / hourMs) * hourMs)) assert.equal(inSpans, 1)
  }
  assert.deepEqual(planReads(new Map(), range), { hours: new Map(), spans: [range] })
})

test('whoever writes late marks the hour long before anyone makes it', () => {
  const nowMs = 100 * hourMs + 3 * minuteMs
  for (let later = 0; later <= maxWriteMs; later += minuteMs / 2) {
    // What is not late when a write begins is in no hour that is made by the time at which it ends.
    assert.ok(lateUntil(nowMs) >= Math.floor((nowMs + later - settleMs) / hourMs) * hourMs)
  }
  assert.ok(quietMs > maxWriteMs)
  assert.deepEqual(hoursBetween(nowMs, nowMs + 2 * hourMs), [99 * hourMs, 100 * hourMs])
})
