import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  dependents,
  initialChoice,
  optionsOf,
  orderVariables,
  queryResultTexts,
  readDashboard,
  readLabelValues,
  type Variable,
  valueOf,
  variablesIn,
} from '../index.ts'

function variables(...list: { [key: string]: unknown }[]): Variable[] {
  return readDashboard({ title: 'x', panels: [], templating: { list } }).dashboard.variables
}
function variable(given: { [key: string]: unknown }): Variable {
  const [one] = variables({ name: 'x', type: 'query', ...given })
  assert.ok(one)
  return one
}
const query = (name: string, text: string) => ({ name, type: 'query', query: text })

test('those that others need come first', () => {
  const list = variables(
    query('node', 'label_values(up{job="$job", cluster="${cluster}"}, instance)'),
    query('job', 'label_values(up{cluster="[[cluster]]"}, job)'),
    query('cluster', 'label_values(cluster)'),
  )
  const { order, problems } = orderVariables(list)
  assert.deepEqual(
    order.map(({ name }) => name),
    ['cluster', 'job', 'node'],
  )
  assert.deepEqual(problems, [])
  assert.deepEqual(dependents(list, 'cluster'), ['job', 'node'])
  assert.deepEqual(dependents(list, 'job'), ['node'])
  assert.deepEqual(dependents(list, 'node'), [])
})

test('a cycle is a problem of the dashboard, and names its members', () => {
  const list = [
    query('a', 'label_values(up{b="$b"}, x)'),
    query('b', 'label_values(up{a="$a"}, x)'),
    query('c', 'label_values(up{b="$b"}, x)'),
    query('d', 'metrics(.*)'),
  ]
  const { problems, dashboard } = readDashboard({ title: 'x', panels: [], templating: { list } })
  assert.match(problems[0]?.text ?? '', /need each other: a, b$/)
  assert.deepEqual(
    orderVariables(dashboard.variables).order.map(({ name }) => name),
    ['d', 'a', 'b', 'c'],
  )
})

test('what a definition asks for', () => {
  assert.deepEqual(readLabelValues('label_values(node_uname_info{job="$job",a=~"b,c"}, instance)'), {
    kind: 'label_values',
    label: 'instance',
    match: 'node_uname_info{job="$job",a=~"b,c"}',
  })
  assert.deepEqual(readLabelValues(' label_values( job ) '), { kind: 'label_values', label: 'job' })
  assert.deepEqual(readLabelValues('label_values(up, "a.b")'), { kind: 'label_values', label: 'a.b', match: 'up' })
  assert.deepEqual(readLabelValues('label_values(up, $label)'), { kind: 'label_values', label: '$label', match: 'up' })
  assert.deepEqual(readLabelValues('label_names()'), { kind: 'label_names' })
  assert.deepEqual(readLabelValues('metrics(node_.*)'), { kind: 'metrics', regex: 'node_.*' })
  assert.deepEqual(readLabelValues('query_result(topk(5, sum(up) by (job)))'), {
    kind: 'query_result',
    query: 'topk(5, sum(up) by (job))',
  })
  assert.deepEqual(readLabelValues('up{job="a"}'), { kind: 'series', match: 'up{job="a"}' })
  assert.deepEqual(readLabelValues('label_values(up, a b)'), { kind: 'unknown', text: 'label_values(up, a b)' })
  assert.deepEqual(readLabelValues(''), { kind: 'unknown', text: '' })
  assert.deepEqual(variablesIn('$a ${b:csv} [[c]] ${d.e} $a $__range'), ['a', 'b', 'c', 'd', '__range'])
})

const values = (given: { [key: string]: unknown }, results: string[]): string[] =>
  optionsOf(variable(given), results).map(({ value }) => value)

test('options: regular expression, each once, sorted', () => {
  assert.deepEqual(values({}, ['b', 'a', 'b']), ['b', 'a'])
  assert.deepEqual(values({ sort: 1 }, ['b', 'a', 'C']), ['a', 'b', 'C'])
  assert.deepEqual(values({ sort: 2 }, ['b', 'a']), ['b', 'a'])
  assert.deepEqual(values({ sort: 3 }, ['a10', 'a9', 'b']), ['b', 'a9', 'a10'])
  assert.deepEqual(values({ sort: 4 }, ['a10', 'a9', 'b']), ['a10', 'a9', 'b'])
  assert.deepEqual(values({ sort: 5 }, ['b', 'A', 'c']), ['A', 'b', 'c'])
  assert.deepEqual(values({ sort: 7 }, ['web-10', 'web-9']), ['web-9', 'web-10'])
  assert.deepEqual(values({ regex: '/^(\\w+):\\d+$/' }, ['a:1', 'b:2', 'c']), ['a', 'b'])
  assert.deepEqual(values({ regex: '/^(?!x).*/' }, ['x1', 'y']), ['y'])
  assert.deepEqual(
    optionsOf(variable({ regex: '/name="(?<text>[^"]+)".*id="(?<value>\\d+)"/' }), ['name="a",id="7"']),
    [{ text: 'a', value: '7' }],
  )
})

test('a pattern that is none, or that could take forever, hides nothing', () => {
  assert.deepEqual(values({ regex: '/(/' }, ['a']), ['a'])
  assert.deepEqual(values({ regex: '/^(a+)+$/' }, [`${'a'.repeat(50)}b`, 'aa']), ['aa'])
  assert.deepEqual(values({ regex: '/^(a)\\1$/' }, ['b']), ['b'])
})

test('one, two and five hundred values', () => {
  const hosts = (count: number) => Array.from({ length: count }, (_each, index) => `host-${index}`)
  for (const count of [1, 2, 500]) {
    const one = variable({ includeAll: true, multi: true })
    const options = optionsOf(one, hosts(count))
    assert.equal(options.length, count)
    assert.deepEqual(valueOf(one, ['$__all'], options).values, hosts(count))
  }
  assert.equal(optionsOf(variable({}), hosts(6000)).length, 5000)
})

test('kinds that ask for nothing', () => {
  assert.deepEqual(optionsOf(variable({ type: 'custom', query: 'a, one : 1, b\\,c' }), []), [
    { text: 'a', value: 'a' },
    { text: 'one', value: '1' },
    { text: 'b,c', value: 'b,c' },
  ])
  assert.deepEqual(optionsOf(variable({ type: 'constant', query: 'a,b' }), []), [{ text: 'a,b', value: 'a,b' }])
  assert.deepEqual(optionsOf(variable({ type: 'textbox', query: 'start', current: { value: 'typed' } }), []), [
    { text: 'typed', value: 'typed' },
  ])
  assert.deepEqual(values({ type: 'interval', query: '1m,10m', auto: true, auto_count: 20, auto_min: '30s' }, []), [
    '$__auto_interval_x',
    '1m',
    '10m',
  ])
  assert.deepEqual(variable({ type: 'interval', query: '1m', auto: true, auto_count: 20, auto_min: '30s' }).auto, {
    count: 20,
    minMs: 30_000,
  })
  assert.equal(values({ type: 'datasource', query: 'prometheus' }, []).length, 1)
})

test('only what the author wrote may be a part of an expression', () => {
  const custom = variable({ type: 'custom', query: 'sum,sum by (job)' })
  const options = optionsOf(custom, [])
  assert.equal(valueOf(custom, ['sum by (job)'], options).fragment, true)
  assert.equal(valueOf(custom, ['sum(up) or'], options).fragment, undefined)
  assert.equal(valueOf(variable({ type: 'textbox' }), ['x'], []).fragment, undefined)
  assert.equal(valueOf(variable({}), ['x'], []).literal, true)
})

test('what is chosen at first', () => {
  const options = [
    { text: 'a', value: 'a' },
    { text: 'b', value: 'b' },
  ]
  assert.deepEqual(initialChoice(variable({}), options), ['a'])
  assert.deepEqual(initialChoice(variable({ current: { value: 'b' } }), options), ['b'])
  assert.deepEqual(initialChoice(variable({ current: { value: 'gone' } }), options), ['a'])
  assert.deepEqual(initialChoice(variable({ includeAll: true }), options), ['$__all'])
  assert.deepEqual(initialChoice(variable({ includeAll: true, current: { value: ['$__all'] } }), options), ['$__all'])
  assert.deepEqual(initialChoice(variable({ multi: true, current: { value: ['b', 'a'] } }), options), ['b', 'a'])
  assert.deepEqual(initialChoice(variable({}), []), [])
})

test('one value only where only one may be chosen', () => {
  assert.deepEqual(valueOf(variable({}), ['a', 'b'], []).values, ['a'])
  assert.deepEqual(valueOf(variable({ multi: true }), ['a', 'b'], []).values, ['a', 'b'])
  assert.deepEqual(valueOf(variable({ includeAll: true, allValue: '.*' }), ['$__all'], [{ text: 'a', value: 'a' }]), {
    values: ['a'],
    texts: ['a'],
    multi: true,
    allValue: '.*',
    all: true,
    literal: true,
  })
})

test('texts of query_result', () => {
  assert.deepEqual(
    queryResultTexts([
      { labels: { __name__: 'up', job: 'a' }, value: '1', timeMs: 5 },
      { labels: {}, value: '2', timeMs: 6 },
    ]),
    ['up{job="a"} 1 5', '{} 2 6'],
  )
})
