import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse, stableFeatures } from '../promql/syntax/index.ts'
import { openHouse } from '../house.fixture.ts'
import { describeTree } from './describe-tree.ts'
import { answerTsdbStatus } from './tsdb-status.ts'

const parameters = (more: Record<string, string> = {}) => ({ get: (name: string) => more[name], all: () => [] })

test('who made the series: by metric, label and pair, of this workspace alone', async (t) => {
  const house = await openHouse(t)
  const other = await openHouse(t)
  const send = (to: typeof house, text: string) => to.post('/prometheus/api/v1/import/prometheus', text)
  const lines = Array.from({ length: 30 }, (_, at) => `wide{path="/${at}",host="${at % 2}"} 1\n`).join('')
  assert.equal((await send(house, `${lines}narrow 1\n`)).status, 204)
  assert.equal((await send(other, 'secret{host="9"} 1\n')).status, 204)
  const { body } = await answerTsdbStatus(house.ctx, parameters({ limit: '3' }))
  const { data } = JSON.parse(String(body)) as { data: Record<string, unknown> }
  assert.deepEqual(data['seriesCountByMetricName'], [
    { name: 'wide', value: 30 },
    { name: 'narrow', value: 1 },
  ])
  assert.deepEqual(data['labelValueCountByLabelName'], [
    { name: 'path', value: 30 },
    { name: '__name__', value: 2 },
    { name: 'host', value: 2 },
  ])
  assert.deepEqual((data['seriesCountByLabelValuePair'] as object[])[0], { name: '__name__=wide', value: 30 })
  assert.partialDeepStrictEqual(data, { headStats: { numSeries: 31, numLabelPairs: 34 } })
  assert.doesNotMatch(String(body), /secret/)
  await assert.rejects(answerTsdbStatus(house.ctx, parameters({ limit: '99999' })), { code: 'invalid_request' })
})

test('a query is told as a tree, with the words of Prometheus', () => {
  const tree = describeTree(parse('sum by (a) (rate(x{b=~"c"}[5m] offset 1m)) / on (a) y @ end()', stableFeatures))
  const times = { offset: 0, timestamp: null, startOrEnd: null }
  assert.deepEqual(tree, {
    type: 'binaryExpr',
    op: '/',
    bool: false,
    matching: { card: 'one-to-one', labels: ['a'], on: true, include: [] },
    lhs: {
      ...{ type: 'aggregation', op: 'sum', param: null, grouping: ['a'], without: false },
      expr: {
        type: 'call',
        func: { name: 'rate', argTypes: ['matrix'], variadic: 0, returnType: 'vector' },
        args: [
          {
            ...{ type: 'matrixSelector', name: 'x', range: 300_000, ...times, offset: 60_000 },
            matchers: [
              { name: 'b', value: 'c', type: '=~' },
              { name: '__name__', value: 'x', type: '=' },
            ],
          },
        ],
      },
    },
    rhs: {
      ...{ type: 'vectorSelector', name: 'y', ...times, startOrEnd: 'end' },
      matchers: [{ name: '__name__', value: 'y', type: '=' }],
    },
  })
})
