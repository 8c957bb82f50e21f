import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { AppError } from '#platform/errors'
import { maxClauses, maxQueryLength, parseQuery } from './query.ts'
import { computedMs } from '../../../testing/own-time.ts'

const text = (value: string, at: number, more: object = {}) => ({
  negated: false,
  at,
  kind: 'text',
  text: value,
  isPrefix: false,
  ...more,
})

test('words, phrases, prefixes, fields, comparisons and their negations are understood', () => {
  assert.deepEqual(parseQuery('  card "not found" pay* '), [
    text('card', 3),
    text('not found', 8),
    text('pay', 20, { isPrefix: true }),
  ])
  assert.deepEqual(parseQuery('-card -"a b" -level:error'), [
    text('card', 1, { negated: true }),
    text('a b', 7, { negated: true }),
    { negated: true, at: 14, kind: 'equals', field: 'level', value: 'error', isPrefix: false },
  ])
  assert.deepEqual(parseQuery('user.name:"Ada L" cart.size:>=12 release:2.* trace:*'), [
    { negated: false, at: 1, kind: 'equals', field: 'user.name', value: 'Ada L', isPrefix: false },
    { negated: false, at: 19, kind: 'compares', field: 'cart.size', by: '>=', value: '12' },
    { negated: false, at: 34, kind: 'equals', field: 'release', value: '2.', isPrefix: true },
    { negated: false, at: 46, kind: 'exists', field: 'trace' },
  ])
  assert.deepEqual(parseQuery(''), [])
})

test('what looks like a field and is none is a word', () => {
  for (const word of ['http://a.example/b', 'std::move', 'C:\\temp', '12:30', '-', 'a-b', '(x)', 'über']) {
    assert.deepEqual(parseQuery(word), [text(word, 1)], word)
  }
})

test('a quotation mark within a phrase is written with a backslash', () => {
  assert.deepEqual(parseQuery(String.raw`"say \"hi\" \\ now"`), [text(String.raw`say "hi" \ now`, 1)])
})

describe('what cannot be understood is refused with its place', () => {
  for (const [query, at] of [
    ['card "not', 6],
    ['level:', 7],
    ['a level:> b', 9],
    ['pa*y', 3],
    ['x p*', 3],
    ['*', 1],
    ['""', 1],
    ['"a"b', 4],
    ['f:a*b', 4],
    [`${'a '.repeat(maxClauses)}b`, maxClauses * 2 + 1],
    ['a'.repeat(maxQueryLength + 1), maxQueryLength + 1],
  ] as const) {
    test(query.slice(0, 20), () => {
      assert.throws(
        () => parseQuery(query),
        (error: unknown) =>
          error instanceof AppError &&
          error.code === 'invalid_request' &&
          error.fields[0]?.message.startsWith(`character ${at}: `) === true,
      )
    })
  }
  test('at the bounds it is not', () => {
    assert.equal(parseQuery('a '.repeat(maxClauses)).length, maxClauses)
    assert.equal(parseQuery('a'.repeat(maxQueryLength)).length, 1)
  })
})

test('hostile queries cost no more than others', () => {
  for (const part of ['"', '\\', '-', '*', ':', 'a:', '"\\', ' ', '>', 'a.a']) {
    const startedMs = computedMs()
    try {
      parseQuery(part.repeat(maxQueryLength).slice(0, maxQueryLength))
    } catch (error) {
      assert.ok(error instanceof AppError)
    }
    assert.ok(computedMs() - startedMs < 2_000, part)
  }
})
