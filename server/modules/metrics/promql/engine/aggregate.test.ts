import assert from 'node:assert/strict'
import { test } from 'node:test'
import { queryRange, type Queryable } from '../index.ts'
import { at, optionsFor, over, storeOf } from '../promql.fixture.ts'
import { formatValue } from './aggregate-count-values.ts'
import { xxh64 } from './label-hash.ts'

const store = storeOf({ 'm{a="1",b="x"}': [1, 1], 'm{a="2",b="x"}': [2, 9], 'm{a="3",b="y"}': [6, 'stale'] })

test('groups are those of the labels that are named, or of all others', async () => {
  assert.deepEqual(await at(store, 0, 'sum(m)'), { '{}': 9 })
  assert.deepEqual(await at(store, 0, 'sum by (b, none) (m)'), { '{b="x"}': 3, '{b="y"}': 6 })
  assert.deepEqual(await at(store, 0, 'sum without (a) (m)'), { '{b="x"}': 3, '{b="y"}': 6 })
  assert.deepEqual(await at(store, 0, 'count without () (m)'), {
    '{a="1", b="x"}': 1,
    '{a="2", b="x"}': 1,
    '{a="3", b="y"}': 1,
  })
  assert.deepEqual(await over(store, [0, 60, 60], 'sum by (b) (m)'), { '{b="x"}': [3, 10], '{b="y"}': [6, undefined] })
})

test('each fold', async () => {
  const values: [string, number][] = [
    ['avg', 3],
    ['min', 1],
    ['max', 6],
    ['count', 3],
    ['group', 1],
    ['stdvar', 14 / 3],
    ['stddev', Math.sqrt(14 / 3)],
  ]
  for (const [op, value] of values) {
    const result = await at(store, 0, `${op}(m)`)
    assert.deepEqual(Object.keys(result ?? {}), ['{}'])
    assert.ok(Math.abs(Number(Object.values(result ?? {})[0]) - value) < 1e-12, op)
  }
  assert.deepEqual(await at(store, 0, 'quantile(0.5, m)'), { '{}': 2 })
  assert.deepEqual(await at(store, 0, 'quantile(0.75, m)'), { '{}': 4 })
})

test('the largest come in order, each with its own labels', async () => {
  assert.deepEqual(Object.entries((await at(store, 0, 'topk(2, m)')) ?? {}), [
    ['m{a="3", b="y"}', 6],
    ['m{a="2", b="x"}', 2],
  ])
  assert.deepEqual(Object.entries((await at(store, 0, 'bottomk(2, m)')) ?? {}), [
    ['m{a="1", b="x"}', 1],
    ['m{a="2", b="x"}', 2],
  ])
  assert.deepEqual(await at(store, 0, 'topk by (b) (1, m)'), { 'm{a="2", b="x"}': 2, 'm{a="3", b="y"}': 6 })
  assert.deepEqual(await at(store, 0, 'topk(0, m)'), {})
  assert.deepEqual(await over(store, [0, 60, 60], 'topk(1, m)'), {
    'm{a="2", b="x"}': [undefined, 9],
    'm{a="3", b="y"}': [6, undefined],
  })
  assert.deepEqual(await over(store, [0, 60, 60], 'topk(scalar(m{a="1"}) + time() / 60, m)'), {
    'm{a="1", b="x"}': [undefined, 1],
    'm{a="2", b="x"}': [undefined, 9],
    'm{a="3", b="y"}': [6, undefined],
  })
  await assert.rejects(at(store, 0, 'topk(NaN, m)'), /Parameter value is NaN/)
  await assert.rejects(at(store, 0, 'topk(1e20, m)'), /overflows int64/)
})

test('values are counted by their text', async () => {
  assert.deepEqual(await at(store, 0, 'count_values("v", m > bool 1)'), { '{v="0"}': 1, '{v="1"}': 2 })
  assert.deepEqual(await at(store, 0, 'count_values by (b) ("b", m)'), { '{b="1"}': 1, '{b="2"}': 1, '{b="6"}': 1 })
  await assert.rejects(at(store, 0, String.raw`count_values("a\xc5z", m)`), /invalid label name "a\\xc5z"/)
  const texts: [number, string][] = [
    [1e21, '1000000000000000000000'],
    [1.5e-7, '0.00000015'],
    [-0, '-0'],
    [-1.25e-10, '-0.000000000125'],
    [1.234e22, '12340000000000000000000'],
  ]
  for (const [value, text] of texts) assert.equal(formatValue(value), text)
})

test('a share and its complement part the series', async () => {
  const many = storeOf(Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`m{i="${index}"}`, [1]])))
  assert.deepEqual(await at(many, 0, 'count(limit_ratio(0.3, m) or limit_ratio(-0.7, m))'), { '{}': 200 })
  assert.deepEqual(await at(many, 0, 'limit_ratio(0.3, m) and limit_ratio(-0.7, m)'), {})
  assert.deepEqual(await at(many, 0, 'count(limitk(7, m))'), { '{}': 7 })
})

test('the hash is XXH64', () => {
  const known: [string, bigint][] = [
    ['', 0xef46db3751d8e999n],
    ['a', 0xd24ec4f1a98c6e5bn],
    ['abc', 0x44bc2cf5ad770999n],
    ['The quick brown fox jumps over the lazy dog', 0x0b242d361fda71bcn],
  ]
  for (const [text, hash] of known) assert.equal(xxh64(Buffer.from(text)), hash, text)
})

test('of equal series the labels decide which are chosen, whatever the order in which a store hands them out', async () => {
  const many = storeOf(Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`m{a="${index}"}`, [1, 1]])))
  const backwards: Queryable = {
    select: async function* (request) {
      for await (const batch of many.select(request)) yield batch.toReversed()
    },
  }
  for (const op of ['topk', 'bottomk', 'limitk']) {
    const query = { text: `${op}(2, m)`, startMs: 0, endMs: 60_000, stepMs: 60_000 }
    const [forwards, reversed] = await Promise.all(
      [many, backwards].map((store) => queryRange(optionsFor(store), query)),
    )
    assert.deepEqual(reversed, forwards)
    assert.equal(forwards?.type === 'matrix' && forwards.series.length, 2)
  }
})
