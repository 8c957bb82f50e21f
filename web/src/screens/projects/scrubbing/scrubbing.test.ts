import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diffWords } from './diff.ts'
import { cleanRule, errorsAt, ruleWords, rulesIn } from './words.ts'

const shown = (before: string, after: string) =>
  diffWords(before, after)
    .map(({ text, kind }) => (kind === 'same' ? text : kind === 'removed' ? `-${text}-` : `+${text}+`))
    .join('')

test('only what differs is marked, also in several places, and both texts can be read from the parts', () => {
  assert.equal(shown('mail ada@shop.example now', 'mail [email] now'), 'mail -ada@shop.example-+[email]+ now')
  const [before, after] = ['from 10.0.0.1 to ada@b.example at noon', 'from [ip] to [email] at noon']
  assert.match(shown(before, after), / to /)
  assert.match(shown(before, after), / at noon$/)
  for (const [left, right] of [
    [before, after],
    ['', 'x'],
    ['x', ''],
    ['same', 'same'],
    ['ä b', 'b ä'],
  ] as const) {
    const parts = diffWords(left, right)
    const read = (kind: string) =>
      parts
        .filter((part) => part.kind !== kind)
        .map(({ text }) => text)
        .join('')
    assert.deepEqual([read('added'), read('removed')], [left, right])
  }
})

test('a text of many thousand words is told apart at once', () => {
  const long = Array.from({ length: 20_000 }, (_, at) => `w${at}`).join(' ')
  const startedMs = performance.now()
  const parts = diffWords(`a ${long} z`, `b ${long.toUpperCase()} z`)
  assert.ok(performance.now() - startedMs < 3_000)
  assert.equal(parts.at(-1)?.text, ' z')
})

test('which rules did it is read from the words of the API', () => {
  assert.deepEqual(rulesIn('email, rule 1 of the project; jwt, rule 2 of the defaults'), [
    { origin: 'project', number: 1 },
    { origin: 'default', number: 2 },
  ])
  assert.deepEqual(rulesIn(''), [])
})

test('what the API says of a rule stands at its field, of a draft of the workspace as well', () => {
  assert.deepEqual(
    errorsAt([
      { path: 'rules.0.selector', message: 'this is no selector' },
      { path: 'workspace.rules.1.pattern', message: 'too short' },
      { path: 'rules.2', message: 'odd' },
      { path: 'eventId', message: 'gone' },
    ]),
    { '0.selector': 'this is no selector', '1.pattern': 'too short', '2.selector': 'odd' },
  )
})

test('a rule is sent without what belongs to another method or type, and read as a sentence', () => {
  const rule = { method: 'mask', dataType: 'email', selector: ' $user ', pattern: 'x', replacement: 'y' } as const
  assert.deepEqual(cleanRule(rule), { method: 'mask', dataType: 'email', selector: '$user' })
  assert.equal(ruleWords(cleanRule(rule)), 'Mask e-mail addresses in $user')
  assert.equal(ruleWords({ method: 'replace', dataType: 'ip', selector: '**' }), 'Replace IP addresses everywhere')
})
