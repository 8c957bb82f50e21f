import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseTraceFilter, withField } from './filter.ts'
import { readSpanTime, spanTime } from './span-time.ts'

test('fields narrow the list, words are looked for in the name', () => {
  const { query, problems } = parseTraceFilter('service:"big shop" Operation:db.query status:ERROR pay "the card"')
  assert.deepEqual(query, { service: 'big shop', operation: 'db.query', status: 'error', name: 'pay the card' })
  assert.deepEqual(problems, [])
})

test('durations are bounds with a unit, both ends at once', () => {
  const { query } = parseTraceFilter('duration:>500ms duration:<=2s')
  assert.deepEqual(query, { minDurationMicros: 500_001, maxDurationMicros: 2_000_000 })
  assert.deepEqual(parseTraceFilter('duration:>=40us duration:<1min').query, {
    minDurationMicros: 40,
    maxDurationMicros: 59_999_999,
  })
})

test('what is not understood is said and left out, and an address is a word', () => {
  const { query, problems } = parseTraceFilter('colour:red status:bad duration:500 duration:>soon service: http://a/b')
  assert.deepEqual(query, { name: 'http://a/b' })
  assert.deepEqual(problems.length, 4)
})

test('a field of the line is set, replaced and taken away', () => {
  assert.equal(withField('pay', 'status', 'error'), 'pay status:error')
  assert.equal(withField('status:ok pay', 'status', 'error'), 'pay status:error')
  assert.equal(withField('status:ok pay', 'status'), 'pay')
  assert.equal(withField('', 'service', 'big shop'), 'service:"big shop"')
})

test('times have three digits and a unit', () => {
  assert.deepEqual([0, 340, 1000, 1250, 48_100, 340_000, 999_600, 61_000_000].map(spanTime), [
    '0 µs',
    '340 µs',
    '1 ms',
    '1.25 ms',
    '48.1 ms',
    '340 ms',
    '1.0 s',
    '1 min 1 s',
  ])
  assert.deepEqual(['500ms', '1.5s', '2min', '7', '40us', 'soon', ''].map(readSpanTime), [
    500_000,
    1_500_000,
    120_000_000,
    7000,
    40,
    undefined,
    undefined,
  ])
})
