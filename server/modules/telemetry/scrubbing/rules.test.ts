import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '#platform/errors'
import { checkRules } from './check-rules.ts'
import { compilePattern, maxPatternLength, maxRepeat } from './pattern.ts'
import { inOrder, type ScrubRule } from './rule.ts'
import { covers, parseSelector, recordKinds, places, selects, selectsSomewhere } from './selector.ts'
import { computedMs } from '../../../testing/own-time.ts'

test('a pattern of a person finds what it says', () => {
  const cases: [string, string, string[]][] = [
    ['order-\\d+', 'order-12, order-x, order-7', ['order-12', 'order-7']],
    ['[A-Z]{2}\\d{6}', 'id AB123456 ab123456', ['AB123456']],
    ['\\bEMP[0-9]{3,5}\\b', 'EMP1234 XEMP123', ['EMP1234']],
    ['foo|ba?r', 'foo bar br', ['foo', 'bar', 'br']],
    ['"[^"]*"', 'say "hello" to "x"', ['"hello"', '"x"']],
    ['a\\.b\\/c', 'a.b/c axb/c', ['a.b/c']],
    ['ключ-\\d+', 'ключ-5', ['ключ-5']],
    ['[\\w.-]+@corp', 'x a.b-c@corp', []],
  ]
  for (const [pattern, text, expected] of cases.slice(0, -1)) {
    assert.deepEqual(
      [...text.matchAll(compilePattern(pattern))].map(([found]) => found),
      expected,
      pattern,
    )
  }
  assert.match('ORDER-5', compilePattern('order-\\d', { ignoreCase: true }))
})

test('a pattern that can take long, that matches nothing or never is refused with the reason [A-11]', () => {
  const refused: [string, RegExp][] = [
    ['(a+)+$', /groups/],
    ['a*a', /same characters/],
    ['\\w+\\d', /same characters/],
    ['.*x', /same characters/],
    ['a?b?a', /same characters/],
    ['a+?', /lazy/],
    ['a*', /match nothing/],
    ['a||b', /match nothing|empty/],
    ['', /empty/],
    ['[^\\s\\S]', /never matches/],
    ['a^b', /never matches/],
    ['$a', /never matches/],
    ['*a', /nothing stands before/],
    ['[a', /not closed/],
    ['[z-a]', /upside down/],
    ['\\1', /not possible/],
    ['\\p{L}', /not possible/],
    ['a\\', /backslash/],
    [`a{${maxRepeat + 1}}`, /at most/],
    ['a'.repeat(maxPatternLength + 1), /longer than/],
    [Array.from({ length: 6 }, (_, index) => `${String.fromCharCode(97 + index)}+`).join(''), /300/],
  ]
  for (const [pattern, reason] of refused) {
    assert.throws(
      () => compilePattern(pattern),
      (error) => error instanceof AppError && reason.test(error.message),
      pattern,
    )
  }
  compilePattern('a'.repeat(maxPatternLength))
  compilePattern(`a{${maxRepeat}}`)
})

test('whatever pattern is accepted takes time in proportion to the text [A-11]', () => {
  for (const pattern of ['a+b', '[^"]+"', '\\d{1,100}-', '\\w+ ', 'a{1,99}b{1,99}c', '.{100}x']) {
    const expression = compilePattern(pattern)
    for (const text of ['a', '1', 'ab', 'a1_', '"']) {
      const startedAt = computedMs()
      for (const _ of text.repeat(20_000 / text.length).matchAll(expression)) void _
      assert.ok(computedMs() - startedAt < 3_000, `${pattern} ${text}`)
    }
  }
})

test('a selector means what it says, for one kind of telemetry or for all', () => {
  const asked: [string, string, boolean][] = [
    ['**', 'event.extra.a', true],
    ['$message', 'event.message', true],
    ['$message', 'feedback.message', true],
    ['$event.message', 'feedback.message', false],
    ['$user', 'log.user.email', true],
    ['$user.email', 'event.user.email', true],
    ['$user.email', 'event.user.id', false],
    ['$request.headers.*', 'event.request.headers.cookie', true],
    ['$request.headers.Cookie', 'event.request.headers.cookie', true],
    ['$extra.**', 'event.extra.a.b.c', true],
    ['$extra.*.b', 'event.extra.a.b', true],
    ['$extra.*.b', 'event.extra.a.c', false],
    ['$span.attributes', 'span.attributes.http.url', true],
    ['$span.attributes', 'log.attributes.http.url', false],
    ['$attributes.http.url', 'span.attributes.http.url', true],
    ['$log.body', 'log.body', true],
    ['$frame.vars', 'event.frame.vars.x', true],
  ]
  for (const [selector, path, expected] of asked) {
    assert.equal(selects(parseSelector(selector)!, path.split('.')), expected, `${selector} ${path}`)
  }
  for (const text of ['message', '$', '$a..b', '$a.**.b', '$a b', '$*x', `$${'a'.repeat(200)}`]) {
    assert.equal(parseSelector(text), undefined, text)
  }
  for (const text of ['$mesage', '$user.emial', '$message.text', '$log.extra', '$span.body.x']) {
    assert.equal(selectsSomewhere(parseSelector(text)!), false, text)
  }
  for (const kind of recordKinds) {
    for (const { path } of places[kind]) assert.equal(selectsSomewhere(parseSelector(`$${kind}.${path}`)!), true, path)
  }
  assert.equal(selectsSomewhere(parseSelector('$*.email')!), true)
  assert.equal(covers(parseSelector('$user')!, parseSelector('$user.email')!), true, 'a name selects what is below it')
  assert.equal(covers(parseSelector('$extra.**')!, parseSelector('$extra.a.*')!), true)
  assert.equal(covers(parseSelector('$extra.*')!, parseSelector('$extra.**')!), false)
})

test('a rule that can do nothing is refused with the reason', () => {
  const earlier = inOrder({
    useDefaults: true,
    workspace: [{ method: 'remove', dataType: 'anything', selector: '$user.**' }],
    project: [],
  })
  const email: ScrubRule = { method: 'mask', dataType: 'email', selector: '$message' }
  const cases: [ScrubRule[], string, RegExp][] = [
    [[{ ...email, selector: 'message' }], 'rules.0.selector', /no selector/],
    [[{ ...email, selector: '$mesage' }], 'rules.0.selector', /matches no field/],
    [[{ ...email, dataType: 'anything', selector: '**' }], 'rules.0.selector', /everything/],
    [[{ ...email, dataType: 'jwt' }], 'rules.0.dataType', /rule of the defaults has done this/],
    [[{ ...email, selector: '$user.email' }], 'rules.0.dataType', /rule of the workspace/],
    [[email, { ...email, method: 'hash' }], 'rules.1.dataType', /rule 1 has done this/],
    [[{ ...email, selector: '**' }, email], 'rules.1.dataType', /rule 1/],
    [[{ ...email, pattern: 'a' }], 'rules.0.pattern', /only a rule for the data type pattern/],
    [[{ ...email, replacement: 'x' }], 'rules.0.replacement', /only the method replace/],
    [[{ ...email, dataType: 'pattern' }], 'rules.0.pattern', /empty/],
    [[{ ...email, dataType: 'pattern', pattern: '(a+)+' }], 'rules.0.pattern', /groups/],
  ]
  for (const [rules, path, reason] of cases) {
    assert.throws(
      () => checkRules(rules, earlier),
      (error) =>
        error instanceof AppError && error.fields.some((field) => field.path === path && reason.test(field.message)),
      JSON.stringify(rules),
    )
  }
  checkRules(
    [
      email,
      { ...email, dataType: 'phone' },
      { ...email, dataType: 'pattern', pattern: 'a' },
      { ...email, dataType: 'pattern', pattern: 'b' },
    ],
    earlier,
  )
})
