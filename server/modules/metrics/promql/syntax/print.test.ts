import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Expression, allFeatures, parse, print } from './index.ts'

const name = fc.constantFrom('up', 'http_requests_total', 'job:rate:sum', 'sum', 'offset', 'fill')
const label = fc.constantFrom('a', 'job', 'by', '"a.b"', 'le')
const text = fc.string({ maxLength: 6 }).map((value) => JSON.stringify(value.replaceAll('\b', '')))
const matcher = fc.tuple(label, fc.constantFrom('=', '!='), text).map((parts) => parts.join(''))
const regexMatcher = fc
  .tuple(label, fc.constantFrom('=~', '!~'), fc.constantFrom('"a|b"', '"x.*"'))
  .map((parts) => parts.join(''))
const braces = fc.array(fc.oneof(matcher, regexMatcher), { maxLength: 3 }).map((all) => `{${all.join(', ')}}`)
const duration = fc.constantFrom('5m', '1h30m', '300', '90s', '(5m + 1)', '2 * 1m', 'step() + 1m', 'min_of(step(), 1h)')
const offset = fc.constantFrom(
  '',
  ' offset 5m',
  ' offset -1h',
  ' offset (1m + 2)',
  ' @ 100',
  ' @ start()',
  ' @ -5.5 offset 30s',
)
const selector = fc.tuple(name, fc.oneof(fc.constant(''), braces), offset).map((parts) => parts.join(''))
const range = fc
  .tuple(name, duration, fc.constantFrom('', ' anchored', ' smoothed'), offset)
  .map(([metric, length, extension, shift]) => `${metric}[${length}]${extension}${shift}`)
const labels = fc.array(label, { maxLength: 2 }).map((all) => `(${[...new Set(all)].join(', ')})`)
const number = fc.constantFrom('1', '0.5', '1e30', '-3', 'NaN', '+Inf', '5m', '0x10', '-0')

const { vector } = fc.letrec<{ vector: string }>((tie) => {
  const inner = tie('vector')
  const matching = fc.constantFrom(
    '',
    ' on (a)',
    ' ignoring (job, a)',
    ' on (a) group_left (x)',
    ' on () group_right ()',
    ' fill (0)',
    ' fill_left (-Inf)',
  )
  return {
    vector: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      selector,
      range.map((one) => `rate(${one})`),
      fc.tuple(inner, duration, offset).map(([of, length, shift]) => `max_over_time((${of})[${length}:1m]${shift})`),
      inner.map((one) => `(${one})`),
      inner.map((one) => `-${one}`),
      fc
        .tuple(inner, fc.constantFrom('+', '*', '^', '/', '%', 'atan2', '</'), matching, inner)
        .map((parts) => parts.join(' ')),
      fc.tuple(inner, fc.constantFrom('>', '== bool', '<='), matching, inner).map((parts) => parts.join(' ')),
      fc
        .tuple(inner, fc.constantFrom('and', 'or', 'unless'), fc.constantFrom('', 'on (a)'), inner)
        .map((parts) => parts.join(' ')),
      fc.tuple(inner, number).map(([one, value]) => `(${one} * ${value})`),
      fc
        .tuple(fc.constantFrom('sum', 'min', 'count'), fc.constantFrom('by', 'without'), labels, inner)
        .map(([op, by, of, one]) => `${op} ${by} ${of} (${one})`),
      fc.tuple(number, inner).map(([value, one]) => `topk(${value}, ${one})`),
      fc.tuple(inner, text).map(([one, value]) => `label_replace(${one}, "a", ${value}, "b", "(.*)")`),
    ),
  }
})

test('what is printed reads as the same tree', () => {
  fc.assert(
    fc.property(vector, (source) => {
      const tree = parse(source, allFeatures)
      const printed = print(tree)
      assert.deepEqual(bare(parse(printed, allFeatures)), bare(tree), printed)
    }),
    { numRuns: 2000 },
  )
})

/** Without places and without the functions of matchers. */
function bare(node: Expression): unknown {
  return JSON.parse(
    JSON.stringify(node, (key, value: unknown) =>
      key === 'span' ? undefined : typeof value === 'number' ? `${Object.is(value, -0) ? '-' : ''}${value}` : value,
    ),
  )
}
