import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fillText, listOfNames, placeholdersOf } from './template.ts'

test('the names in a template are found once each, however they are written', () => {
  assert.deepEqual(placeholdersOf('{{Region}} is slow', 'In {{ region }} since {{time}}. {{not one!}} {{}} {single}'), [
    'region',
    'time',
  ])
})

test('what is known is filled in, what is not stays to be seen, and a value is never a template itself', () => {
  const values = new Map([
    ['region', '{{time}} $& eu-west'],
    ['time', '10:42 UTC'],
    ['empty', ''],
  ])
  assert.equal(
    fillText('{{ Region }} since {{time}}: {{cause}} {{empty}}', values),
    '{{time}} $& eu-west since 10:42 UTC: {{cause}} {{empty}}',
  )
})

test('a hostile text costs no more than its length', () => {
  const begun = process.hrtime.bigint()
  assert.deepEqual(placeholdersOf(`${'{{a '.repeat(5_000)}${' '.repeat(10_000)}`), [])
  assert.ok(process.hrtime.bigint() - begun < 500_000_000n)
})

test('many names are cut', () => {
  assert.equal(listOfNames(['A']), 'A')
  assert.equal(listOfNames(['A', 'B']), 'A and B')
  assert.equal(listOfNames(['A', 'B', 'C']), 'A, B and C')
  assert.equal(listOfNames(['A', 'B', 'C', 'D', 'E']), 'A, B and 3 more')
})
