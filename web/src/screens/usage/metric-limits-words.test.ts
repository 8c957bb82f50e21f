import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chosenOf, faultOf, textsOf } from './metric-limits-words.ts'

test('what was chosen comes back from the form, and an empty field is the limit of the server', () => {
  const chosen = { seriesPerDay: 5_000, labelsPerSeries: null, samplesPerSecond: 20_000, pastSeconds: 7_200 }
  const texts = textsOf({ chosen })
  assert.deepEqual(texts, { seriesPerDay: '5000', labelsPerSeries: '', samplesPerSecond: '20000', pastHours: '2' })
  assert.deepEqual(chosenOf(texts), chosen)
  assert.deepEqual(chosenOf({ ...texts, seriesPerDay: '1,000,000' }).seriesPerDay, 1_000_000)
})

test('a limit is a whole number within what the server takes', () => {
  const bounds = { least: 1, most: 64 }
  for (const text of ['', ' ', '1', '64']) assert.equal(faultOf(text, bounds), undefined)
  for (const text of ['0', '65', '1.5', 'x', '-1']) assert.match(faultOf(text, bounds) ?? '', /from 1 to 64/)
})
