import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { instantOf, isLocal, localOf, resolveLocal } from './zone.ts'

const zones = ['Etc/UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia']

test('a local time is the moment at which the clock shows it', () => {
  assert.equal(instantOf('2026-12-01T02:00', 'Europe/Berlin').toISOString(), '2026-12-01T01:00:00.000Z')
  assert.equal(instantOf('2026-07-01T02:00', 'Europe/Berlin').toISOString(), '2026-07-01T00:00:00.000Z')
  assert.equal(instantOf('2026-07-01T02:00', 'Asia/Kathmandu').toISOString(), '2026-06-30T20:15:00.000Z')
})

test('a time that the clock skips moves forward, one that comes twice is the first [OPS-07]', () => {
  assert.deepEqual(resolveLocal('2026-03-29T02:30', 'Europe/Berlin'), {
    at: new Date('2026-03-29T01:30:00Z'), // 03:30 on the clock
    clock: 'skipped',
  })
  assert.equal(localOf(new Date('2026-03-29T01:30:00Z'), 'Europe/Berlin'), '2026-03-29T03:30')
  assert.deepEqual(resolveLocal('2026-10-25T02:30', 'Europe/Berlin'), {
    at: new Date('2026-10-25T00:30:00Z'), // still summer time
    clock: 'twice',
  })
  assert.deepEqual(resolveLocal('2026-11-01T01:30', 'America/New_York'), {
    at: new Date('2026-11-01T05:30:00Z'),
    clock: 'twice',
  })
  // Half an hour, as there.
  assert.equal(resolveLocal('2026-10-04T02:15', 'Australia/Lord_Howe').clock, 'skipped')
  assert.equal(localOf(instantOf('2026-10-04T02:15', 'Australia/Lord_Howe'), 'Australia/Lord_Howe'), '2026-10-04T02:45')
})

test('there and back again is the same time, wherever the clock does not skip it', () => {
  const locals = fc
    .integer({ min: Date.UTC(2020, 0, 1) / 60_000, max: Date.UTC(2035, 0, 1) / 60_000 })
    .map((minutes) => new Date(minutes * 60_000).toISOString().slice(0, 16))
  fc.assert(
    fc.property(locals, fc.constantFrom(...zones), (local, zone) => {
      const { at, clock } = resolveLocal(local, zone)
      if (clock === 'skipped') assert.ok(localOf(at, zone) > local)
      else assert.equal(localOf(at, zone), local)
    }),
    { numRuns: 300 },
  )
})

test('what no calendar has is no local time', () => {
  for (const text of [
    '2026-02-29T02:00',
    '2026-13-01T02:00',
    '2026-12-01T24:00',
    '2026-12-01',
    '2026-12-01T02:00Z',
    '',
  ])
    assert.equal(isLocal(text), false, text)
  assert.equal(isLocal('2028-02-29T23:59'), true)
})
