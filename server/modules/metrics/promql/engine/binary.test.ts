import assert from 'node:assert/strict'
import { test } from 'node:test'
import { at, over, storeOf } from '../promql.fixture.ts'

const http = storeOf({
  'errors{method="get",code="500"}': [24],
  'errors{method="get",code="404"}': [30],
  'errors{method="put",code="501"}': [3],
  'errors{method="post",code="500"}': [6],
  'errors{method="post",code="404"}': [21],
  'requests{method="get"}': [600],
  'requests{method="del"}': [34],
  'requests{method="post"}': [120],
})

test('arithmetic of scalars follows IEEE 754', async () => {
  const cases: [string, number][] = [
    ['2 ^ 3 ^ 2', 512],
    ['-2 ^ 2', -4],
    ['7 % 4', 3],
    ['-7 % 4', -3],
    ['7.5 % -2', 1.5],
    ['1 / 0', Infinity],
    ['0 / 0', Number.NaN],
    ['1 % 0', Number.NaN],
    ['1 ^ NaN', 1],
    ['1 atan2 -1', Math.atan2(1, -1)],
    ['1 > bool 2', 0],
    ['NaN != bool NaN', 1],
    ['1 - 2 - 3', -4],
  ]
  for (const [text, wanted] of cases) assert.deepEqual(await at(http, 0, text), wanted, text)
})

test('one meets one by equal labels', async () => {
  assert.deepEqual(await at(http, 0, 'errors{code="500"} / ignoring(code) requests'), {
    '{method="get"}': 0.04,
    '{method="post"}': 0.05,
  })
  assert.deepEqual(await at(http, 0, 'errors{code="500"} / on(method) requests'), {
    '{method="get"}': 0.04,
    '{method="post"}': 0.05,
  })
  assert.deepEqual(await at(http, 0, 'errors / requests'), {})
})

test('many meet one only where it is said', async () => {
  assert.deepEqual(await at(http, 0, 'errors / ignoring(code) group_left requests'), {
    '{code="404", method="get"}': 0.05,
    '{code="500", method="get"}': 0.04,
    '{code="404", method="post"}': 0.175,
    '{code="500", method="post"}': 0.05,
  })
  assert.deepEqual(await at(http, 0, 'requests * on(method) group_right errors{method="get"}'), {
    '{code="404", method="get"}': 18000,
    '{code="500", method="get"}': 14400,
  })
  await assert.rejects(
    at(http, 0, 'errors / on(method) requests'),
    /multiple matches for labels: many-to-one matching must be explicit/,
  )
  await assert.rejects(
    at(http, 0, 'requests / on(method) errors'),
    /found duplicate series for the match group \{method="get"\} on the right hand-side/,
  )
  await assert.rejects(
    at(http, 0, 'errors * on() group_left requests'),
    /found duplicate series for the match group \{\} on the right/,
  )
})

test('labels of the one side can be taken over, or taken away', async () => {
  const store = storeOf({
    'a{x="1",team="old"}': [1],
    'a{x="2",team="old"}': [2],
    'b{x="1",team="new"}': [10],
    'b{x="2"}': [20],
  })
  assert.deepEqual(await at(store, 0, 'a * on(x) group_left(team) b'), { '{team="new", x="1"}': 10, '{x="2"}': 40 })
  await assert.rejects(at(store, 0, 'a * on() group_left() sum by (x) (b)'), /found duplicate series/)
  const clash = storeOf({ 'a{x="1",y="1"}': [1], 'a{x="1",y="2"}': [2], 'b{x="1",y="0"}': [1] })
  await assert.rejects(
    at(clash, 0, 'a * on(x) group_left(y) b'),
    /multiple matches for labels: grouping labels must ensure unique matches/,
  )
})

test('comparisons filter and keep the name, or with bool give 0 and 1 without it', async () => {
  assert.deepEqual(await at(http, 0, 'requests > 100'), {
    'requests{method="get"}': 600,
    'requests{method="post"}': 120,
  })
  assert.deepEqual(await at(http, 0, '100 < requests'), {
    'requests{method="get"}': 600,
    'requests{method="post"}': 120,
  })
  assert.deepEqual(await at(http, 0, 'requests > bool 100'), {
    '{method="del"}': 0,
    '{method="get"}': 1,
    '{method="post"}': 1,
  })
  assert.deepEqual(await at(http, 0, 'requests > on(method) errors{code="404"}'), {
    '{method="get"}': 600,
    '{method="post"}': 120,
  })
  assert.deepEqual(await at(http, 0, 'requests == ignoring() requests'), {
    'requests{method="del"}': 34,
    'requests{method="get"}': 600,
    'requests{method="post"}': 120,
  })
  assert.deepEqual(await at(http, 0, 'requests != bool on(method) requests'), {
    '{method="del"}': 0,
    '{method="get"}': 0,
    '{method="post"}': 0,
  })
})

test('sets look at labels only', async () => {
  assert.deepEqual(await at(http, 0, 'requests and on(method) errors'), {
    'requests{method="get"}': 600,
    'requests{method="post"}': 120,
  })
  assert.deepEqual(await at(http, 0, 'requests unless on(method) errors'), { 'requests{method="del"}': 34 })
  assert.deepEqual(await at(http, 0, 'requests{method="del"} or on(method) (requests + 1)'), {
    'requests{method="del"}': 34,
    '{method="get"}': 601,
    '{method="post"}': 121,
  })
  assert.deepEqual(await at(http, 0, 'requests and on() vector(1)'), {
    'requests{method="del"}': 34,
    'requests{method="get"}': 600,
    'requests{method="post"}': 120,
  })
  assert.deepEqual(await at(http, 0, 'requests unless on() vector(1)'), {})
})

test('who is there is told at each step', async () => {
  const store = storeOf({
    'a{x="1"}': [1, 2, 3],
    'b{x="1",v="old"}': [10, 'stale'],
    'b{x="1",v="new"}': [undefined, 20, 30],
  })
  assert.deepEqual(await over(store, [0, 120, 60], 'a + on(x) b'), { '{x="1"}': [11, 22, 33] })
  assert.deepEqual(await over(store, [0, 120, 60], 'a + on(x) group_left(v) b'), {
    '{v="new", x="1"}': [undefined, 22, 33],
    '{v="old", x="1"}': [11, undefined, undefined],
  })
  assert.deepEqual(await over(store, [0, 120, 60], 'a unless on(x) b{v="old"}'), { 'a{x="1"}': [undefined, 2, 3] })
  assert.deepEqual(await over(store, [0, 120, 60], 'b{v="old"} or on(x) a'), {
    'a{x="1"}': [undefined, 2, 3],
    'b{v="old", x="1"}': [10, undefined, undefined],
  })
})

test('a sign in front of a vector takes its name, a plus does not', async () => {
  assert.deepEqual(await at(http, 0, '-requests{method="del"}'), { '{method="del"}': -34 })
  assert.deepEqual(await at(http, 0, '+requests{method="del"}'), { 'requests{method="del"}': 34 })
})
