import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boundsOf, localInput, rangeBetween, rangeWords, widerRange } from './time-range.ts'

const now = new Date('2026-11-21T12:00:00Z')
const [ten, eleven] = [new Date('2026-11-21T10:00:00Z'), new Date('2026-11-21T11:00:00Z')]

test('a preset ends now, and two times are kept as they are', () => {
  assert.deepEqual(boundsOf('15m', now, '1h'), { from: new Date('2026-11-21T11:45:00Z') })
  const range = rangeBetween(ten, eleven)
  assert.equal(range, '2026-11-21T10:00:00Z/2026-11-21T11:00:00Z')
  assert.deepEqual(boundsOf(range, now, '1h'), { from: ten, to: eleven })
})

test('what is no range, is upside down or too long is the fallback', () => {
  for (const range of ['', 'soon', '1h/2h', rangeBetween(eleven, ten), '2020-01-01/2026-01-01', 'a/b/c', '1y']) {
    assert.deepEqual(boundsOf(range, now, '1h'), { from: eleven }, range)
    assert.equal(rangeWords(range, '1h'), 'Last hour')
  }
})

test('a wider range is twice as long and does not go beyond now', () => {
  assert.equal(widerRange('1h', now, '1h'), '2026-11-21T10:00:00Z/2026-11-21T12:00:00Z')
  assert.equal(
    widerRange('2026-11-21T08:00:00Z/2026-11-21T09:00:00Z', now, '1h'),
    '2026-11-21T07:30:00Z/2026-11-21T09:30:00Z',
  )
})

test('a time fits into the field of the browser and comes back the same', () => {
  assert.equal(new Date(localInput(now)).getTime(), now.getTime())
})
