import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chosenOf, faultOf, limitFields, reasonOf, soonWords, textsOf } from './metric-limits-words.ts'

const maxima = { seriesPerDay: 50_000, labelsPerSeries: 40, samplesPerSecond: 20_000, pastSeconds: 86_400 }

test('what was chosen comes back from the form, and an empty field is the limit of the server', () => {
  const chosen = { seriesPerDay: 5_000, labelsPerSeries: null, samplesPerSecond: 20_000, pastSeconds: 7_200 }
  const texts = textsOf({ chosen, maxima })
  assert.deepEqual(texts, { seriesPerDay: '5000', labelsPerSeries: '', samplesPerSecond: '20000', pastHours: '2' })
  assert.deepEqual(chosenOf(texts), chosen)
  assert.deepEqual(chosenOf({ ...texts, seriesPerDay: '1,000,000' }).seriesPerDay, 1_000_000)
})

test('a limit is a whole number within what the server takes', () => {
  const bounds = { least: 1, most: 64 }
  for (const text of ['', ' ', '1', '64']) assert.equal(faultOf(text, bounds), undefined)
  for (const text of ['0', '65', '1.5', 'x', '-1']) assert.match(faultOf(text, bounds) ?? '', /from 1 to 64/)
})

test('each limit says why it is what it is: chosen here, of the plan, or of the server', () => {
  const chosen = { seriesPerDay: 80_000, labelsPerSeries: null, samplesPerSecond: 5_000, pastSeconds: null }
  const maximaBy = {
    ...({ seriesPerDay: 'plan', labelsPerSeries: 'plan', samplesPerSecond: 'server', pastSeconds: 'server' } as const),
  }
  const plan = { name: '30 days', former: null, maximaAfter: null }
  const said = limitFields.map((field) => reasonOf({ chosen, maxima, maximaBy, plan }, field))
  assert.deepEqual(said, [
    'plan 30 days allows no more; 80,000 were chosen',
    ...['chosen here', 'as plan 30 days', 'as the server'],
  ])
  assert.equal(textsOf({ chosen, maxima }).seriesPerDay, '50000')
})

test('a shorter plan that does not hold yet says what it will allow', () => {
  const former = { name: '90 days', until: '2026-11-29T00:00:00Z' }
  const plan = { name: '30 days', former, maximaAfter: { ...maxima, seriesPerDay: 10_000 } }
  assert.match(soonWords({ plan, maxima }) ?? '', /^plan 30 days allows at most series a day: 10,000\. /)
  assert.equal(soonWords({ plan: { ...plan, maximaAfter: null }, maxima }), undefined)
  assert.equal(soonWords({ plan: null, maxima }), undefined)
})
