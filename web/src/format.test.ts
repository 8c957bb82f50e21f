import assert from 'node:assert/strict'
import { test } from 'node:test'
import { counted, duration, relative, safeUrl, shortNumber, slugOf, words } from './format.ts'

test('numbers have sensible digits and a unit', () => {
  const expected = [
    [0, '0'],
    [999, '999'],
    [1000, '1 k'],
    [1284, '1.3 k'],
    [54_012, '54 k'],
    [999_600, '1 M'],
    [2_140_000, '2.1 M'],
  ] as const
  for (const [value, text] of expected) assert.equal(shortNumber(value), text)
  assert.equal(counted(1, 'event'), '1 event')
  assert.equal(counted(1200, 'event'), '1,200 events')
})

test('durations have at most two units', () => {
  const expected = [
    [340, '340 ms'],
    [1240, '1.2 s'],
    [42_000, '42 s'],
    [250_000, '4 min 10 s'],
    [3_600_000, '1 h'],
    [187_200_000, '2 d 4 h'],
  ] as const
  for (const [ms, text] of expected) assert.equal(duration(ms), text)
})

test('times are relative to now, in both directions, and dates after a month', () => {
  const now = new Date('2026-11-21T12:00:00Z')
  const ago = (seconds: number) => relative(new Date(now.getTime() - seconds * 1000), now)
  assert.deepEqual(
    [ago(2), ago(12), ago(240), ago(7200), ago(86_400 * 3)],
    ['now', '12 s ago', '4 min ago', '2 h ago', '3 d ago'],
  )
  assert.equal(ago(-240), 'in 4 min')
  assert.equal(ago(86_400 * 40), '12 Oct 2026')
})

test('only http and https can be followed', () => {
  for (const bad of ['javascript:alert(1)', 'data:text/html,x', ' https://x', '//x', 'ftp://x', 'http://']) {
    assert.equal(safeUrl(bad), undefined, bad)
  }
  assert.equal(safeUrl('https://shop.example/a?b=c'), 'https://shop.example/a?b=c')
})

test('a name becomes an address that the API takes', () => {
  assert.equal(slugOf('  Über Café & Söhne GmbH '), 'uber-cafe-sohne-gmbh')
  assert.equal(slugOf('!!!'), '')
  assert.match(slugOf('x'.repeat(39) + ' y'), /^x{39}$/)
})

test('codes are read as words', () => {
  assert.equal(words('degraded_performance'), 'degraded performance')
  assert.equal(words('subscriberMail.sent'), 'subscriber mail sent')
})
