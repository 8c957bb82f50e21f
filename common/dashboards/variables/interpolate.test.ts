import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { allFeatures, parse } from '../../../server/modules/metrics/promql/index.ts'
import { hostDashboard } from '../host.fixture.ts'
import {
  importDashboard,
  initialChoice,
  interpolate,
  optionsOf,
  orderVariables,
  type Scope,
  sectionsOf,
  valueOf,
  type VariableValue,
  type VariableValues,
} from '../index.ts'

const scope: Scope = {
  intervalMs: 60_000,
  rateIntervalMs: 240_000,
  rangeMs: 3_600_000,
  fromMs: 1_700_000_000_000,
  toMs: 1_700_003_600_000,
}

function value(values: string[], more: Partial<VariableValue> = {}): VariableValue {
  return { values, texts: values, multi: values.length > 1, ...more }
}
const found = (...values: string[]): VariableValue => value(values, { literal: true })
const many = (...values: string[]): VariableValue => value(values, { literal: true, multi: true })
const promql = (text: string, values: VariableValues): string => interpolate(text, values, scope, 'promql')
const text = (template: string, values: VariableValues): string => interpolate(template, values, scope, 'text')

test('each way of writing a variable', () => {
  for (const written of ['$x', '${x}', '[[x]]', '${x:raw}', '[[x:raw]]']) {
    assert.equal(promql(`up{job="${written}"}`, { x: found('api') }), 'up{job="api"}')
  }
  assert.equal(
    promql('up{job="$unknown ${unknown:csv} $1"}', { x: found('a') }),
    'up{job="$unknown ${unknown:csv} $1"}',
  )
  assert.equal(
    promql('label_replace(up, "a", "$1", "b", "$x(.*)")', { x: found('q') }),
    'label_replace(up, "a", "$1", "b", "q(.*)")',
  )
})

test('names of every object are not variables', () => {
  assert.equal(promql('up{a="$constructor $__proto__ $toString"}', {}), 'up{a="$constructor $__proto__ $toString"}')
})

test('several values are an alternative of a regular expression, each standing for itself', () => {
  assert.equal(promql('up{job=~"$x"}', { x: many('a.b', 'c|d') }), String.raw`up{job=~"(a\\.b|c\\|d)"}`)
  assert.equal(promql('up{job=~"$x"}', { x: many('a.b') }), String.raw`up{job=~"a\\.b"}`)
  assert.equal(promql('up{job="$x"}', { x: many('a.b') }), 'up{job="a.b"}')
  assert.equal(promql('up{job=~"$x"}', { x: many() }), 'up{job=~""}')
})

test('a pattern that the author wrote stays a pattern, and so does what stands for all', () => {
  const pattern = value(['[a-z]+|nvme[0-9]+'], { fragment: true })
  assert.equal(promql('up{device=~"$x"}', { x: pattern }), 'up{device=~"[a-z]+|nvme[0-9]+"}')
  assert.equal(promql('up{job=~"$x"}', { x: { ...many('a', 'b'), all: true, allValue: '.+' } }), 'up{job=~".+"}')
  assert.equal(promql('up{job=~"$x"}', { x: { ...many('a', 'b'), all: true } }), 'up{job=~"(a|b)"}')
})

test('single quotes, backticks and comments', () => {
  assert.equal(promql(`up{job='$x'}`, { x: found(`a'b"c`) }), String.raw`up{job='a\'b"c'}`)
  assert.equal(promql('up{job=~`a\\d$x"`}', { x: many('b.`c') }), 'up{job=~"a\\\\db\\\\.`c\\""}')
  assert.equal(promql('up{job=`a\\d`}', { x: found('x') }), 'up{job=`a\\d`}')
  assert.equal(promql('up # "$x\n+ $x', { x: found('b') }), 'up # "$x\n+ b')
})

test('outside of strings a value is one word, or one string', () => {
  assert.equal(
    promql('topk($n, $metric) offset $off', { n: value(['5']), metric: value(['a:b']), off: value(['5m']) }),
    'topk(5, a:b) offset 5m',
  )
  assert.equal(promql('sum by ($l) (up)', { l: many('job', 'a.b') }), 'sum by (job, "a.b") (up)')
  assert.equal(promql('up{$x}', { x: value(['a="b"} or vector(1)']) }), String.raw`up{"a=\"b\"} or vector(1)"}`)
  assert.equal(promql('a $x b', { x: value(['or']) }), 'a "or" b')
  assert.equal(promql('$x(up)', { x: value(['sum by (job) '], { fragment: true }) }), 'sum by (job) (up)')
})

test('formats', () => {
  const x = many('a', 'b.c')
  const format = (name: string): string => promql(`up{job=~"\${x:${name}}"}`, { x })
  assert.equal(format('pipe'), 'up{job=~"a|b.c"}')
  assert.equal(format('regex'), String.raw`up{job=~"(a|b\\.c)"}`)
  assert.equal(format('csv'), 'up{job=~"a,b.c"}')
  assert.equal(format('glob'), 'up{job=~"{a,b.c}"}')
  assert.equal(format('join:-'), 'up{job=~"a-b.c"}')
  assert.equal(format('doublequote'), String.raw`up{job=~"\"a\",\"b.c\""}`)
  assert.equal(
    text('${x:json} ${x:percentencode} ${x:queryparam} ${x:singlequote} ${x:text}', { x }),
    `["a","b.c"] %7Ba%2Cb.c%7D var-x=a&var-x=b.c 'a','b.c' a + b.c`,
  )
  assert.equal(
    text('${x:lucene} ${x:distributed} ${x:sqlstring} ${x:uriencode}', { x }),
    `("a" OR "b.c") a,x=b.c 'a','b.c' a,b.c`,
  )
})

test('built-in variables', () => {
  assert.equal(promql('rate(up[$__rate_interval])', {}), 'rate(up[4m])')
  assert.equal(promql('[$__interval:$__interval_ms $__range $__range_s $__range_ms]', {}), '[1m:60000 1h 3600 3600000]')
  assert.equal(
    text('$__from $__to ${__from:date} ${__to:date:seconds}', {}),
    '1700000000000 1700003600000 2023-11-14T22:13:20.000Z 1700003600',
  )
  assert.equal(
    text('?${__url_time_range}&${__all_variables}', { x: many('a b', 'c') }),
    '?from=1700000000000&to=1700003600000&var-x=a%20b&var-x=c',
  )
  const auto = value(['$__auto_interval_i'], { auto: { count: 60, minMs: 10_000 }, fragment: true })
  assert.equal(promql('rate(up[$i])', { i: auto }), 'rate(up[1m])')
})

test('in a pattern of the dashboard what was found stands for itself', () => {
  const pattern = (template: string, values: VariableValues): string => interpolate(template, values, scope, 'pattern')
  assert.equal(pattern('/^$x:(.*)$/', { x: found('a.b"') }), String.raw`/^a\.b":(.*)$/`)
  assert.equal(pattern('/^$x$/', { x: many('a.b', 'c') }), String.raw`/^(a\.b|c)$/`)
  assert.equal(pattern('/^$x$/', { x: value(['a.*'], { fragment: true }) }), '/^a.*$/')
})

test('titles have what people read', () => {
  assert.equal(text('CPU of $x', { x: value(['10.0.0.1:9100'], { texts: ['web-1'] }) }), 'CPU of web-1')
  assert.equal(text('$x', { x: { ...many('a', 'b'), all: true } }), 'All')
})

test('a query that its variables make too long is refused', () => {
  assert.throws(() => promql('$x '.repeat(1000), { x: value(['a'.repeat(1000)]) }), RangeError)
})

const nasty = fc.oneof(
  fc.constantFrom(
    '"',
    '\\',
    '|',
    '.*',
    '\n',
    '$',
    '$x',
    '`',
    "'",
    '}',
    '") or vector(1)',
    '#',
    '\\"',
    '${x}',
    '\r',
    '[[x]]',
    'a\\',
    '\u0000',
    'é',
  ),
  fc.string({ unit: 'grapheme' }),
  fc.string(),
)
const hostile = fc.array(nasty, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(''))

type Tree = { [key: string]: unknown }

/** What a query is made of: without places, and without the texts that values may change. */
function shape(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(shape)
  if (typeof node !== 'object' || node === null) return node
  const entries = Object.entries(node as Tree).filter(([key, each]) => key !== 'span' && typeof each !== 'function')
  return Object.fromEntries(
    entries.map(([key, each]) => [key, key === 'value' && typeof each === 'string' ? 'text' : shape(each)]),
  )
}

test('no value changes what a query is made of', () => {
  const templates = [
    'sum by (job) (rate(up{job="$x", a!="b"}[5m]))',
    "up{job='${x}'} + on (job) up{job!='[[x]]'}",
    'up{job=`$x`}',
    'label_replace(up, "a", "$x", "b", "c")',
    'count_values("a", up{b="$x:c"}) # $x',
  ]
  fc.assert(
    fc.property(fc.constantFrom(...templates), hostile, fc.boolean(), (template, text_, literal) => {
      const safe = parse(promql(template, { x: value(['safe']) }), allFeatures)
      const made = parse(promql(template, { x: value([text_], literal ? { literal } : {}) }), allFeatures)
      assert.deepEqual(shape(made), shape(safe))
    }),
    { numRuns: 1000 },
  )
})

test('a matcher finds the value itself, whatever is in it', () => {
  type Matching = { matchers: { name: string; matches: (label: string) => boolean }[] }
  const matching = (query: string): ((label: string) => boolean) => {
    const { matchers } = parse(query, allFeatures) as unknown as Matching
    const matcher = matchers.find(({ name }) => name === 'a')
    assert.ok(matcher)
    return matcher.matches
  }
  fc.assert(
    fc.property(hostile, hostile, (one, other) => {
      for (const quote of ['"', "'", '`']) {
        const equal = matching(promql(`up{a=${quote}$x${quote}}`, { x: found(one) }))
        assert.deepEqual([equal(one), equal(`${one}x`)], [true, false])
        const either = matching(promql(`up{a=~${quote}$x${quote}}`, { x: many(one, other) }))
        const between = `${one}x${other}`
        assert.deepEqual([either(one), either(other), either(between)], [true, true, [one, other].includes(between)])
      }
    }),
    { numRuns: 300 },
  )
})

test('outside of strings no value is more than one word', () => {
  fc.assert(
    fc.property(hostile, (text_) => {
      const made = promql('sum by ($x) (up)', { x: value([text_]) })
      const [, inner = ''] = /^sum by \((.*)\) \(up\)$/s.exec(made) ?? []
      assert.match(inner, /^(?:"(?:[^"\\\n]|\\.)*"|[-+]?[\w:.]+(?:[eE][-+]?\d+)?)$/)
    }),
    { numRuns: 1000 },
  )
})

test('each query of a large dashboard is PromQL once its variables are filled in', () => {
  const { dashboard } = importDashboard(hostDashboard())
  const asked: Record<string, string[]> = { job: ['node'], node: ['10.0.0.1:9100', 'a"b\\c|.*'] }
  let queries = 0
  for (const host of asked['node'] ?? []) {
    const { order } = orderVariables(dashboard.variables)
    const values = Object.fromEntries(
      order.map((variable) => {
        const options = optionsOf(variable, asked[variable.name] ?? [])
        const chosen = variable.name === 'node' ? [host] : initialChoice(variable, options)
        return [variable.name, valueOf(variable, chosen, options)]
      }),
    )
    for (const { expr } of sectionsOf(dashboard).flatMap(({ panels }) => panels.flatMap(({ targets }) => targets))) {
      const query = promql(expr, values)
      assert.doesNotMatch(query, /\$/)
      parse(query, allFeatures)
      queries++
    }
  }
  assert.equal(queries, 14)
})
