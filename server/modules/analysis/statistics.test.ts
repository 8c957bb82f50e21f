import assert from 'node:assert/strict'
import { test } from 'node:test'
import { digestOf, rateBand, type Material } from './digest.ts'
import { largestStep, lift, shareAtLeast, shareAtMost, trend } from './statistics.ts'

test('Wilson’s interval is that of the tables, and few observations give little', () => {
  assert.equal(shareAtLeast(8, 10).toFixed(3), '0.490')
  assert.equal(shareAtMost(8, 10).toFixed(3), '0.943')
  assert.ok(shareAtLeast(2, 2) < 0.35)
  assert.ok(shareAtLeast(200, 200) > 0.98)
  assert.equal(shareAtLeast(0, 0), 0)
  assert.equal(shareAtMost(0, 0), 1)
})

test('lift says little of few and much of many', () => {
  assert.ok(lift(2, 2, 0, 10) < 1.5)
  assert.ok(lift(200, 200, 10, 1_000) > 10)
  assert.ok(lift(66, 200, 330, 1_000) < 1)
})

test('a trend is one that chance does not give', () => {
  assert.ok(trend([1, 2, 3, 4, 5, 6, 7, 8]) > 1.96)
  assert.ok(trend([8, 7, 6, 5, 4, 3, 2, 1]) < -1.96)
  assert.ok(Math.abs(trend([5, 5, 5, 5, 5, 5, 5])) < 0.01)
  assert.ok(Math.abs(trend([3, 9, 2, 8, 4, 7, 3, 8])) < 1.96)
  assert.equal(trend([1, 2, 3]), 0)
  assert.ok(largestStep([0, 0, 50, 50, 50]) > 0.9)
  assert.ok(largestStep([1, 2, 3, 4, 5, 6]) < 0.2)
})

const material: Material = {
  ...{ exceptions: ['TypeError: x'], frames: ['src/pay.ts charge'], releases: ['1', '2'], environments: ['prod'] },
  severity: 'high',
  ...{ hourlyRate: 12, usualHourlyRate: 10, regressionCount: 0, escalatedAt: null },
}

test('the digest changes with what is material, in each way, and with nothing else [SEN-18]', () => {
  const digest = digestOf(material)
  const changes: Partial<Material>[] = [
    { exceptions: ['TypeError: y'] },
    { frames: ['src/cart.ts add'] },
    { releases: ['1', '2', '3'] },
    { environments: ['prod', 'staging'] },
    { severity: 'critical' },
    { hourlyRate: 150 },
    { hourlyRate: 1_500 },
    { regressionCount: 1 },
    { escalatedAt: '2026-11-21T12:00:00.000Z' },
  ]
  const digests = changes.map((change) => digestOf({ ...material, ...change }))
  assert.equal(new Set([digest, ...digests]).size, changes.length + 1)
  assert.equal(digestOf({ ...material, releases: ['2', '1', '1'], hourlyRate: 60 }), digest)
})

test('a rate is in a band of ten times the usual', () => {
  const band = (hourlyRate: number, usualHourlyRate = 1) => rateBand({ hourlyRate, usualHourlyRate })
  assert.deepEqual(
    [0, 1, 9, 10, 99, 100, 1_000, 1e9].map((rate) => band(rate)),
    [0, 0, 0, 1, 1, 2, 3, 6],
  )
  assert.equal(band(50, 0), 1)
})
