import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PromqlError } from '../errors.ts'
import { type Expression, type Features, allFeatures, parse, print, stableFeatures } from './index.ts'

const number = (text: string) => {
  const tree = parse(text, stableFeatures)
  return tree.kind === 'number' ? tree.value : undefined
}

const messageOf = (text: string, features: Features = allFeatures): string => {
  try {
    parse(text, features)
  } catch (error) {
    if (error instanceof PromqlError) return `${error.kind}: ${error.message}`
    throw error
  }
  return 'parsed'
}

/** The tree as text with every operator in parentheses. */
function shape(node: Expression): string {
  if (node.kind === 'binary') return `(${shape(node.left)} ${node.op} ${shape(node.right)})`
  if (node.kind === 'unary') return `${node.op}(${shape(node.of)})`
  return print(node)
}

test('numbers are read in all their forms', () => {
  const cases: [string, number][] = [
    ['1', 1],
    ['.5', 0.5],
    ['5.', 5],
    ['1e3', 1000],
    ['1E-2', 0.01],
    ['0x1F', 31],
    ['0755', 493],
    ['08', 8],
    ['1_000_000', 1_000_000],
    ['-1', -1],
    ['+1.5', 1.5],
    ['Inf', Infinity],
    ['-iNf', -Infinity],
    ['1h30m', 5400],
    ['-5m', -300],
    ['1y2w3d4h5m6s7ms', 31536000 + 1209600 + 259200 + 14400 + 300 + 6 + 0.007],
  ]
  for (const [text, value] of cases) assert.equal(number(text), value, text)
  assert.ok(Number.isNaN(number('nan')))
})

test('operators bind by their strength, and to the left but for powers', () => {
  const cases: [string, string][] = [
    ['a + b * c', '(a + (b * c))'],
    ['a * b + c', '((a * b) + c)'],
    ['a - b - c', '((a - b) - c)'],
    ['a ^ b ^ c', '(a ^ (b ^ c))'],
    ['-a ^ b', '-((a ^ b))'],
    ['-a * b', '(-(a) * b)'],
    ['a ^ -b * c', '((a ^ -(b)) * c)'],
    ['2 ^ -1', '(2 ^ -1)'],
    ['a or b and c', '(a or (b and c))'],
    ['a unless b and c', '((a unless b) and c)'],
    ['a > b == c', '((a > b) == c)'],
    ['a + b > c or d', '(((a + b) > c) or d)'],
    ['a atan2 b * c', '((a atan2 b) * c)'],
    ['a % b / c', '((a % b) / c)'],
  ]
  for (const [text, wanted] of cases) assert.equal(shape(parse(text, allFeatures)), wanted, text)
})

test('most keywords may also be names', () => {
  for (const name of [
    'sum',
    'by',
    'offset',
    'count',
    'fill',
    'group',
    'start',
    'and',
    'without',
    'anchored',
    'min_of',
  ]) {
    const tree = parse(`${name}{by="x",on="y"}`, allFeatures)
    assert.equal(tree.kind === 'selector' && tree.name, name)
  }
  assert.equal(print(parse('sum by (on, bool, offset) (x)', allFeatures)), 'sum by (on, bool, offset) (x)')
})

test('names beyond the old alphabet are quoted', () => {
  assert.equal(print(parse('{"http.requests", "a.b"="c"}', allFeatures)), '{__name__="http.requests","a.b"="c"}')
  assert.equal(print(parse('sum by ("a.b") (x)', allFeatures)), 'sum by ("a.b") (x)')
})

test('strings know the escapes of Go', () => {
  const value = (text: string) => {
    const tree = parse(text, stableFeatures)
    return tree.kind === 'string' ? tree.value : undefined
  }
  assert.equal(value(String.raw`"a\n\t\"\\\x41\101\u00e9\U0001F600"`), 'a\n\t"\\AAé😀')
  assert.equal(value(String.raw`'it\'s "x"'`), 'it\'s "x"')
  assert.equal(value('`a\\n\nb`'), 'a\\n\nb')
  assert.equal(value(String.raw`"\xff"`)?.isWellFormed(), false)
  assert.match(messageOf(String.raw`"\q"`), /1:1: parse error: unknown escape sequence/)
})

test('what is wrong is said with its place', () => {
  const cases: [string, RegExp][] = [
    ['', /1:1: parse error: no expression found in input/],
    ['foo{', /1:5: parse error: unexpected end of input in label matching/],
    ['foo{a}', /1:6: parse error: unexpected "}" in label matching, expected label matching operator/],
    ['sum(', /1:5: parse error: unexpected end of input/],
    ['1 +', /1:4: parse error: unexpected end of input/],
    ['foo\n  bar', /2:3: parse error: unexpected identifier "bar"/],
    ['{a=~".*"}', /1:1: parse error: vector selector must contain at least one non-empty matcher/],
    ['foo{__name__="bar"}', /metric name must not be set twice: "foo" or "bar"/],
    ['foo{a=~"("}', /1:5: parse error: error parsing regexp: missing closing \)/],
    ['unknown(x)', /1:1: parse error: unknown function with name "unknown"/],
    ['rate(x)', /1:6: parse error: expected type range vector in call to function "rate", got instant vector/],
    ['abs(x[5m])', /expected type instant vector in call to function "abs", got range vector/],
    ['abs()', /expected 1 argument\(s\) in call to "abs", got 0/],
    ['round(x, 1, 2)', /expected at most 2 argument\(s\) in call to "round", got 3/],
    ['label_join(x, "a")', /expected at least 3 argument\(s\) in call to "label_join", got 2/],
    ['abs(x,)', /trailing commas not allowed/],
    ['1 == 1', /comparisons between scalars must use BOOL modifier/],
    ['1 and x', /set operator "and" not allowed in binary scalar expression/],
    ['a + bool b', /bool modifier can only be used on comparison operators/],
    ['1 + on(a) x', /vector matching only allowed between instant vectors/],
    ['a and on(b) group_left c', /no grouping allowed for "and" operation/],
    ['a * on(b) group_left(b) c', /label "b" must not occur in ON and GROUP clause at once/],
    ['"a" + 1', /binary expression must contain only scalar and instant vector types/],
    ['-"a"', /unary expression only allowed on expressions of type scalar or instant vector/],
    ['x[5m][5m:]', /subquery is only allowed on instant vector/],
    ['(x)[5m]', /ranges only allowed for vector selectors/],
    ['x offset 5m[5m]', /no offset modifiers allowed before range/],
    ['x @ 5 [5m]', /no @ modifiers allowed before range/],
    ['x offset 1m offset 2m', /offset may not be set multiple times/],
    ['x @ 1 @ 2', /@ <timestamp> may not be set multiple times/],
    ['(x) offset 1m', /offset modifier must be preceded by an instant vector selector/],
    ['x @ NaN', /timestamp out of bounds for @ modifier/],
    ['x[0s]', /duration must be greater than 0/],
    ['x[5m', /unexpected end of input/],
    ['1h1', /bad number or duration syntax/],
    ['30m1h', /bad number or duration syntax/],
    ['topk(x)', /wrong number of arguments for aggregate expression provided, expected 2, got 1/],
    ['topk("a", x)', /expected type scalar in aggregation parameter, got string/],
    ['"abc', /unterminated quoted string/],
    ['a $ b', /1:3: parse error: unexpected character: '\$'/],
    [`${'('.repeat(300)}x`, /expression nests deeper/],
    [`x${' + x'.repeat(1001)}`, /more than 1000 operators/],
    [`x[1${' + 1'.repeat(1001)}]`, /more than 1000 operators/],
    ['x'.repeat(100_001), /query over 100000 characters/],
  ]
  for (const [text, wanted] of cases) assert.match(messageOf(text), wanted, text.slice(0, 80))
})

test('what is experimental is refused unless it is switched on', () => {
  const cases: [string, keyof Features][] = [
    ['sort_by_label(x, "a")', 'experimentalFunctions'],
    ['limitk(1, x)', 'experimentalFunctions'],
    ['x[5m * 2]', 'durationExpressions'],
    ['x offset step()', 'durationExpressions'],
    ['rate(x[5m] anchored)', 'extendedSelectors'],
    ['a + fill(0) b', 'fillModifiers'],
  ]
  for (const [text, feature] of cases) {
    assert.notEqual(messageOf(text, stableFeatures), 'parsed', text)
    assert.equal(messageOf(text, { ...stableFeatures, [feature]: true }), 'parsed', text)
  }
})
