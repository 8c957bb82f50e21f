import assert from 'node:assert/strict'
import { test } from 'node:test'
import { at, over, storeOf } from '../promql.fixture.ts'

const store = storeOf({
  'a_total{env="1"}': [0, 60, 120],
  'a_total{env="2"}': [0, 120, 240],
  'b_total{env="1"}': [0, 60, 120],
})

test('functions drop the name, but not what only picks samples', async () => {
  assert.deepEqual(await at(store, 120, 'increase(a_total{env="1"}[3m])'), { '{env="1"}': 120 })
  assert.deepEqual(await at(store, 120, 'last_over_time(a_total{env="1"}[3m])'), { 'a_total{env="1"}': 120 })
  assert.deepEqual(await at(store, 120, 'first_over_time(a_total{env="1"}[3m])'), { 'a_total{env="1"}': 0 })
  assert.deepEqual(await at(store, 120, 'max_over_time(a_total{env="1"}[3m])'), { '{env="1"}': 120 })
  assert.deepEqual(await at(store, 120, 'abs(a_total{env="1"})'), { '{env="1"}': 120 })
  assert.deepEqual(await at(store, 120, 'a_total{env="1"} * 2'), { '{env="1"}': 240 })
  assert.deepEqual(await at(store, 120, 'topk(1, a_total)'), { 'a_total{env="2"}': 240 })
  assert.deepEqual(await at(store, 120, 'sort(a_total{env="1"})'), { 'a_total{env="1"}': 120 })
  assert.deepEqual(await at(store, 120, 'sum by (__name__) (a_total)'), { 'a_total{}': 360 })
})

test('a name goes only at the end, so label_replace can still read it', async () => {
  assert.deepEqual(
    await at(store, 120, 'label_replace(increase({env="1"}[3m]), "was", "$1", "__name__", "(.+)_total")'),
    {
      '{env="1", was="a"}': 120,
      '{env="1", was="b"}': 120,
    },
  )
  assert.deepEqual(
    await at(store, 120, 'label_replace(increase(a_total{env="1"}[3m]), "__name__", "sum_$1", "__name__", "(.+)")'),
    {
      'sum_a_total{env="1"}': 120,
    },
  )
  assert.deepEqual(await at(store, 120, 'label_join(abs(a_total{env="1"}), "__name__", "_", "__name__", "env")'), {
    'a_total_1{env="1"}': 120,
  })
})

test('two series that are one without their names are an error', async () => {
  await assert.rejects(
    at(store, 120, 'increase({env="1"}[3m])'),
    /vector cannot contain metrics with the same labelset/,
  )
  await assert.rejects(at(store, 120, '-{env="1"}'), /same labelset/)
  await assert.rejects(at(store, 120, 'sum by (__name__, env) (increase({env="1"}[3m]))'), /same labelset/)
  assert.deepEqual(await at(store, 120, 'sum by (env) (increase({env="1"}[3m]))'), { '{env="1"}': 240 })
  assert.deepEqual(await at(store, 120, 'topk(10, sum by (__name__, env) (increase(a_total{env="1"}[3m])))'), {
    '{env="1"}': 120,
  })
})

test('they are one series where they are there at different times', async () => {
  const apart = storeOf({ 'a{x="1"}': [1, 'stale'], 'b{x="1"}': [undefined, 2, 3] })
  assert.deepEqual(await over(apart, [0, 120, 60], 'abs({x="1"})'), { '{x="1"}': [1, 2, 3] })
  assert.deepEqual(await over(apart, [0, 120, 60], 'label_replace(a, "__name__", "b", "", "") or b'), {
    'b{x="1"}': [1, 2, 3],
  })
})

test('a comparison that filters keeps a name that was to go on its way out', async () => {
  assert.deepEqual(await at(store, 120, 'increase(a_total{env="1"}[3m]) > 0'), { '{env="1"}': 120 })
  assert.deepEqual(await at(store, 120, 'abs(a_total{env="1"}) == on(env) group_left b_total'), { '{env="1"}': 120 })
})

test('type and unit go where the name goes', async () => {
  const typed = storeOf({ 'x{__type__="counter",__unit__="s",a="1"}': [1] })
  assert.deepEqual(await at(typed, 0, 'x + 1'), { '{a="1"}': 2 })
  assert.deepEqual(await at(typed, 0, 'x > 0'), { 'x{__type__="counter", __unit__="s", a="1"}': 1 })
})

test('range results are sorted by labels', async () => {
  const result = await over(store, [0, 60, 60], '{env=~".+"}')
  assert.deepEqual(Object.keys(result ?? {}), ['a_total{env="1"}', 'a_total{env="2"}', 'b_total{env="1"}'])
})
