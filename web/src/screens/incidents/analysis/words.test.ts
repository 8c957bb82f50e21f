import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Analysis } from './queries.ts'
import { accuracyWords, chipWord, confidenceWord, currentOf, leadWord, modelLine } from './words.ts'

// Only what decides is set.
const analysis = (more: Partial<Analysis>): Analysis =>
  ({
    id: 'ana_1',
    source: 'rules',
    state: 'done',
    reason: null,
    model: null,
    createdAt: '2026-01-01',
    ...more,
  }) as Analysis

test('the words never sound surer than the numbers are', () => {
  assert.deepEqual([0.95, 0.75, 0.74, 0.5, 0.49].map(confidenceWord), ['High', 'High', 'Fair', 'Fair', 'Low'])
  assert.equal(leadWord({ strength: 0.9 }, 0.8), 'Probable cause')
  assert.equal(leadWord({ strength: 0.9 }, 0.4), 'Possible cause')
  assert.match(leadWord({ strength: 0.4 }, 0.8), /No cause is evident/)
})

test('a chip names its evidence at a glance, and a hostile name does not make it long', () => {
  assert.equal(chipWord({ kind: 'release', text: 'x', subjectId: '1.5.0' }), 'Release 1.5.0')
  assert.equal(chipWord({ kind: 'release', text: 'x', subjectId: 'a'.repeat(200) }).length, 'Release '.length + 24)
  assert.equal(
    chipWord({ kind: 'incidentBeside', text: 'Incident 12 ("x") was active', subjectId: 'inc_1' }),
    'Incident #12',
  )
  assert.equal(
    chipWord({ kind: 'attribute', text: 'a is "b" in 3 of 4 of its events', subjectId: null }),
    'Values: 3 of 4',
  )
  assert.equal(chipWord({ kind: 'dependency', text: 'x', subjectId: null }), 'Calls')
})

test('what a model said goes before what the built-in analyser said, and why it said nothing is told', () => {
  const rules = analysis({ id: 'ana_1' })
  const said = analysis({ id: 'ana_2', source: 'model', createdAt: '2026-01-02' })
  assert.equal(currentOf([said, rules]), said)
  assert.equal(modelLine([said, rules], said), undefined)
  const reason = 'not asked: the budget of this month is used up'
  const silent = analysis({
    id: 'ana_3',
    source: 'model',
    state: 'abstained',
    model: 'llama',
    reason,
    createdAt: '2026-01-02',
  })
  assert.equal(currentOf([silent, rules]), rules)
  assert.equal(modelLine([silent, rules], rules)?.words, `llama says nothing: ${reason}.`)
  assert.equal(modelLine([silent, rules], rules)?.wasAsked, false)
  const later = analysis({ id: 'ana_4', createdAt: '2026-01-03' })
  assert.equal(modelLine([later, silent], later), undefined, 'it was about an earlier state')
})

test('accuracy is that of the same confidence, and not told before somebody judged', () => {
  const bands = [
    { from: 0, to: 0.8, right: 1, wrong: 3 },
    { from: 0.8, to: 1, right: 2, wrong: 0 },
  ]
  assert.match(accuracyWords(bands, 0.95) ?? '', /2 of 2/)
  assert.match(accuracyWords(bands, 0.5) ?? '', /1 of 4/)
  assert.equal(accuracyWords([{ from: 0, to: 1, right: 0, wrong: 0 }], 0.5), undefined)
})
