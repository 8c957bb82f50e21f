import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyTransformations, type Cell, type Frame, type JsonObject } from '../index.ts'

type Columns = Record<string, Cell[]>

function frame(refId: string, columns: Columns, labels: Record<string, Record<string, string>> = {}): Frame {
  const fields = Object.entries(columns).map(([name, values]) => {
    const first = values.find((value) => value !== null)
    const type =
      name === 'Time' ? ('time' as const) : typeof first === 'number' ? ('number' as const) : ('string' as const)
    return { name, type, values, ...(labels[name] && { labels: labels[name] }) }
  })
  return { name: refId, refId, fields }
}

function apply(frames: Frame[], ...steps: [id: string, options?: JsonObject][]): Columns[] {
  const transformations = steps.map(([id, options = {}]) => ({ id, options, disabled: false }))
  const result = applyTransformations(frames, transformations)
  assert.deepEqual(result.problems, [])
  return result.frames.map(({ fields }) => Object.fromEntries(fields.map(({ name, values }) => [name, values])))
}

const cpu = frame('A', { Time: [1, 2], host: ['a', 'b'], cpu: [10, 20] })
const memory = frame('B', { Time: [1, 2], host: ['b', 'c'], memory: [5, 6] })

test('organize leaves out, orders and renames', () => {
  const [table] = apply(
    [cpu],
    ['organize', { excludeByName: { Time: true }, indexByName: { cpu: 0, host: 1 }, renameByName: { cpu: 'CPU' } }],
  )
  assert.deepEqual(table, { CPU: [10, 20], host: ['a', 'b'] })
  assert.deepEqual(Object.keys(table ?? {}), ['CPU', 'host'])
})

test('merge makes one table; rows that agree become one', () => {
  const left = frame('A', { host: ['a', 'b'], cpu: [10, 20] })
  const right = frame('B', { host: ['b', 'c'], memory: [5, 6] })
  assert.deepEqual(apply([left, right], ['merge']), [
    { host: ['a', 'b', 'c'], cpu: [10, 20, null], memory: [null, 5, 6] },
  ])
  const twice = frame('A', { host: ['a', 'a'], cpu: [1, 2] })
  assert.deepEqual(apply([twice, right], ['merge'])[0]?.['cpu'], [1, 2, null, null])
})

test('join by a column, outer and inner', () => {
  assert.deepEqual(apply([cpu, memory], ['joinByField', { byField: 'host', mode: 'outer' }]), [
    {
      host: ['a', 'b', 'c'],
      'Time 1': [1, 2, null],
      cpu: [10, 20, null],
      'Time 2': [null, 1, 2],
      memory: [null, 5, 6],
    },
  ])
  assert.deepEqual(apply([cpu, memory], ['seriesToColumns', { byField: 'host', mode: 'inner' }])[0]?.['host'], ['b'])
  const [times] = apply(
    [frame('A', { Time: [2, 1], x: [20, 10] }), frame('B', { Time: [3, 2], y: [3, 2] })],
    ['joinByField'],
  )
  assert.deepEqual(times, { Time: [1, 2, 3], x: [10, 20, null], y: [null, 2, 3] })
})

test('filters of columns, queries and rows', () => {
  assert.deepEqual(apply([cpu], ['filterFieldsByName', { include: { names: ['cpu'] } }]), [{ cpu: [10, 20] }])
  assert.deepEqual(Object.keys(apply([cpu], ['filterByName', { exclude: { pattern: '/^[ch]/' } }])[0] ?? {}), ['Time'])
  assert.equal(apply([cpu, memory], ['filterByRefId', { include: 'B' }]).length, 1)
  const rows = (type: string, match: string, ...filters: [string, string, JsonObject][]): unknown =>
    apply(
      [cpu],
      [
        'filterByValue',
        { type, match, filters: filters.map(([fieldName, id, options]) => ({ fieldName, config: { id, options } })) },
      ],
    )[0]?.['host']
  assert.deepEqual(rows('include', 'any', ['cpu', 'greater', { value: 15 }]), ['b'])
  assert.deepEqual(rows('exclude', 'any', ['cpu', 'greater', { value: 15 }]), ['a'])
  assert.deepEqual(rows('include', 'all', ['cpu', 'lower', { value: 15 }], ['host', 'equal', { value: 'b' }]), [])
  assert.deepEqual(rows('include', 'any', ['cpu', 'range', { from: 20, to: 30 }], ['host', 'regex', { value: '^a' }]), [
    'a',
    'b',
  ])
  assert.deepEqual(rows('include', 'any', ['host', 'somethingNew', {}]), ['a', 'b'])
})

test('sort and limit', () => {
  const table = frame('A', { host: ['a', 'b', 'c', 'd'], cpu: [2, null, 10, Number.NaN] })
  assert.deepEqual(apply([table], ['sortBy', { sort: [{ field: 'cpu' }] }])[0]?.['host'], ['a', 'c', 'd', 'b'])
  assert.deepEqual(
    apply([table], ['sortBy', { sort: [{ field: 'host', desc: true }] }], ['limit', { limitField: 2 }])[0]?.['host'],
    ['d', 'c'],
  )
})

test('group rows', () => {
  const table = frame('A', { zone: ['x', 'y', 'x'], cpu: [1, 2, 3], host: ['a', 'b', 'c'] })
  const fields = { zone: { operation: 'groupby' }, cpu: { operation: 'aggregate', aggregations: ['sum', 'max'] } }
  assert.deepEqual(apply([table], ['groupBy', { fields }]), [
    { zone: ['x', 'y'], 'cpu (sum)': [4, 2], 'cpu (max)': [3, 2] },
  ])
})

test('series as rows, and one row for each series', () => {
  const one = frame('A', { Time: [1, 2], a: [10, 20] }, { a: { job: 'x' } })
  const two = frame('B', { Time: [1, 2], b: [5, null] }, { b: { job: 'y' } })
  assert.deepEqual(apply([one, two], ['seriesToRows']), [
    { Time: [2, 2, 1, 1], Metric: ['a', 'b', 'a', 'b'], Value: [20, null, 10, 5] },
  ])
  assert.deepEqual(apply([one, two], ['reduce', { reducers: ['max', 'count'], labelsToFields: true }]), [
    { Field: ['a', 'b'], job: ['x', 'y'], Max: [20, 5], Count: [2, 1] },
  ])
  assert.deepEqual(apply([one], ['reduce', { reducers: ['mean'], mode: 'reduceFields' }]), [{ a: [15] }])
})

test('labels become columns', () => {
  const one = frame(
    'A',
    { Time: [1, 2], 'up{job="x"}': [1, 0] },
    { 'up{job="x"}': { __name__: 'up', job: 'x', env: 'p' } },
  )
  assert.deepEqual(apply([one], ['labelsToFields']), [{ Time: [1, 2], job: ['x', 'x'], env: ['p', 'p'], up: [1, 0] }])
  assert.deepEqual(apply([one], ['labelsToFields', { valueLabel: 'job', keepLabels: ['env'] }]), [
    { Time: [1, 2], env: ['p', 'p'], x: [1, 0] },
  ])
})

test('calculated columns', () => {
  const table = frame('A', { Time: [1, 2], a: [10, 20], b: [4, null] })
  assert.deepEqual(
    apply([table], ['calculateField', { mode: 'reduceRow', reduce: { reducer: 'sum' }, alias: 't' }])[0]?.['t'],
    [14, 20],
  )
  const binary = { left: 'a', operator: '/', right: 'b' }
  assert.deepEqual(apply([table], ['calculateField', { mode: 'binary', binary, alias: 'q', replaceFields: true }]), [
    { Time: [1, 2], q: [2.5, null] },
  ])
  assert.deepEqual(
    apply([table], ['calculateField', { mode: 'binary', binary: { left: 'a', operator: '*', right: '2' } }])[0]?.[
      'a * 2'
    ],
    [20, 40],
  )
  assert.deepEqual(
    apply([table], ['calculateField', { mode: 'unary', unary: { operator: 'abs', fieldName: 'a' } }])[0]?.['abs(a)'],
    [10, 20],
  )
})

test('rename by pattern, convert, concatenate, turn', () => {
  assert.deepEqual(Object.keys(apply([cpu], ['renameByRegex', { regex: '/c(.)u/', renamePattern: 'C$1U' }])[0] ?? {}), [
    'Time',
    'host',
    'CpU',
  ])
  const texts = frame('A', { n: ['1', 'x', null] })
  assert.deepEqual(
    apply([texts], ['convertFieldType', { conversions: [{ targetField: 'n', destinationType: 'number' }] }]),
    [{ n: [1, null, null] }],
  )
  assert.deepEqual(Object.keys(apply([cpu, texts], ['concatenate'])[0] ?? {}), ['Time', 'host', 'cpu', 'n'])
  assert.deepEqual(apply([frame('A', { host: ['a', 'b'], cpu: [1, 2] })], ['transpose']), [
    { Field: ['cpu'], a: [1], b: [2] },
  ])
})

test('one that is not known is told and left out; the others happen', () => {
  const list = [
    { id: 'spatial', options: {}, disabled: false },
    { id: 'limit', options: { limitField: 1 }, disabled: false },
    { id: 'limit', options: { limitField: 0 }, disabled: true },
  ]
  const { frames, problems } = applyTransformations([cpu], list)
  assert.deepEqual(
    problems.map(({ at }) => at),
    ['transformations[0]'],
  )
  assert.deepEqual(frames[0]?.fields[2]?.values, [10])
})

test('only the queries that are meant are changed, and what came in is not', () => {
  const before = structuredClone([cpu, memory])
  const { frames } = applyTransformations(
    [cpu, memory],
    [{ id: 'limit', options: { limitField: 1 }, disabled: false, refIds: ['B'] }],
  )
  assert.deepEqual(
    frames.map(({ refId, fields }) => [refId, fields[0]?.values.length]),
    [
      ['B', 1],
      ['A', 2],
    ],
  )
  assert.deepEqual([cpu, memory], before)
})

test('no transformation throws for tables without rows or columns', () => {
  for (const id of [
    'organize',
    'merge',
    'joinByField',
    'reduce',
    'seriesToRows',
    'labelsToFields',
    'calculateField',
    'groupBy',
    'sortBy',
    'limit',
    'filterByValue',
    'transpose',
    'concatenate',
  ]) {
    for (const frames of [[], [frame('A', {})], [frame('A', { Time: [] }), frame('B', {})]]) {
      assert.deepEqual(applyTransformations(frames, [{ id, options: {}, disabled: false }]).problems, [], id)
    }
  }
})
