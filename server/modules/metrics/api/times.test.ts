import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Parameters } from './parameters.ts'
import { readLength, readTime } from './times.ts'

const given = (text: string): Parameters => ({ get: () => text, all: () => [text] })

test('times are RFC 3339 or seconds, and what is neither is named', () => {
  const time = (text: string) => readTime(given(text), 'time')
  assert.equal(time('1435781451.781'), 1_435_781_451_781)
  assert.equal(time('-1.5e3'), -1_500_000)
  assert.equal(time('2015-07-01T20:10:51.781Z'), 1_435_781_451_781)
  assert.equal(time('2015-07-01T22:10:51.781+02:00'), 1_435_781_451_781)
  for (const wrong of ['now', '2015-07-01', '0x10', '1e999', '2015-13-01T00:00:00Z', ' ']) {
    assert.throws(() => time(wrong), /invalid parameter "time": cannot parse .* to a valid timestamp/, wrong)
  }
  assert.equal(readTime({ get: () => undefined, all: () => [] }, 'time'), undefined)
})

test('lengths are durations or seconds', () => {
  const length = (text: string) => readLength(given(text), 'step')
  assert.equal(length('15'), 15_000)
  assert.equal(length('0.5'), 500)
  assert.equal(length('1h30m'), 5_400_000)
  for (const wrong of ['1m1h', '5 m', '', '-5m', '1e999'])
    assert.throws(() => length(wrong), /to a valid duration/, wrong)
})
