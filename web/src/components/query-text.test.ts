import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canAsk, completions, hasPart, mergeNames, partsOf, placeOf, withPart, withToggled } from './query-text.ts'

test('a query falls into words, phrases and fields with their quoted values', () => {
  assert.deepEqual(partsOf('card -"not paid" user.name:"Ada \\"L\\"" size:>10  -level:info'), [
    ...['card', '-"not paid"', 'user.name:"Ada \\"L\\""', 'size:>10', '-level:info'],
  ])
})

test('a part is added once, replaces its opposite, and another value that could never hold with it', () => {
  assert.equal(withPart('card', 'plan', 'pro', 'only'), 'card plan:pro')
  assert.equal(withPart('card plan:pro', 'plan', 'pro', 'only'), 'card plan:pro')
  assert.equal(withPart('card -plan:pro', 'plan', 'pro', 'only'), 'card plan:pro')
  assert.equal(withPart('plan:free size:>2', 'plan', 'pro', 'only'), 'size:>2 plan:pro')
  assert.equal(withPart('size:>2', 'size', '5', 'only'), 'size:>2 size:5')
  assert.equal(withPart('-plan:free', 'plan', 'pro', 'not'), '-plan:free -plan:pro')
  assert.equal(withToggled('a plan:pro b', 'plan', 'pro'), 'a b')
  assert.equal(withToggled('a b', 'plan', 'pro'), 'a b plan:pro')
  assert.ok(hasPart('a plan:pro', 'plan', 'pro') && !hasPart('a -plan:pro', 'plan', 'pro'))
})

test('what the language would read otherwise is quoted', () => {
  for (const [value, part] of [
    ['two words', 'x:"two words"'],
    ['say "hi" \\', 'x:"say \\"hi\\" \\\\"'],
    ['>5', 'x:">5"'],
    ['*', 'x:"*"'],
    ['', 'x:""'],
    ['//host', 'x:"//host"'],
    ['-1', 'x:"-1"'],
    ['2.1.0', 'x:2.1.0'],
    ['größe', 'x:"größe"'],
  ] as const)
    assert.equal(withPart('', 'x', value, 'only'), part)
})

test('what the language cannot ask for is said beforehand, and a query never gets too long', () => {
  assert.ok(canAsk('http.status_code', '500'))
  assert.ok(!canAsk('a name', '1') && !canAsk('9lives', '1') && !canAsk('x', 'y'.repeat(201)))
  assert.equal(withPart('a'.repeat(499), 'x', 'y', 'not'), 'a'.repeat(499))
})

test('names complete at their beginning first, values by what they contain, with sign and comparison kept', () => {
  const names = mergeNames(
    [
      { name: 'level', values: ['info', 'error'] },
      { name: 'service', values: [] },
    ],
    [
      { name: 'service', values: ['shop', 'pay service'] },
      { name: 'cart.level', values: ['1'] },
    ],
  )
  const at = (text: string) => completions(text, text.length, names)
  assert.deepEqual(at(''), { from: 0, options: ['level:', 'service:', 'cart.level:'] })
  assert.deepEqual(at('card lev'), { from: 5, options: ['level:', 'cart.level:'] })
  assert.deepEqual(at('-ser'), { from: 0, options: ['-service:'] })
  assert.deepEqual(at('x service:sh'), { from: 2, options: ['service:shop '] })
  assert.deepEqual(at('-service:"pay s'), { from: 0, options: ['-service:"pay service" '] })
  assert.deepEqual(at('level:>=e'), { from: 0, options: ['level:>=error '] })
  assert.deepEqual(at('card ').options, [])
  assert.deepEqual(at('unknown:').options, [])
})

test('the place in a message of the API is found', () => {
  assert.deepEqual(placeOf('character 6: a quotation mark is not closed'), {
    at: 6,
    what: 'a quotation mark is not closed',
  })
  assert.equal(placeOf('too long'), undefined)
})
