import assert from 'node:assert/strict'
import { test } from 'node:test'
import { h } from './histogram.fixture.ts'
import { describeHistogram, formatFloat, toBody } from './text.ts'

test('numbers are printed as Go prints them', () => {
  const printed = [0, -0, 1, -2.5, 0.1, 0.0001, 0.00001, 123456, 1234567, 1e21, 1e100, 5e-324].map(formatFloat)
  assert.deepEqual(printed, [
    '0',
    '-0',
    '1',
    '-2.5',
    '0.1',
    '0.0001',
    '1e-05',
    '123456',
    '1.234567e+06',
    '1e+21',
    '1e+100',
    '5e-324',
  ])
  assert.deepEqual([Number.NaN, Infinity, -Infinity].map(formatFloat), ['NaN', '+Inf', '-Inf'])
})

test('a histogram is described with its buckets from low to high', () => {
  assert.equal(
    describeHistogram(h('count:9 sum:4.5 z_bucket:1 z_bucket_w:0.01 buckets:[2 0 3] n_buckets:[0 3]')),
    '{count:9, sum:4.5, [-2,-1):3, [-0.01,0.01]:1, (0.5,1]:2, (2,4]:3}',
  )
  assert.equal(
    describeHistogram(h('schema:-53 count:3 sum:4 custom_values:[5] buckets:[1 2]')),
    '{count:3, sum:4, [-Inf,5]:1, (5,+Inf]:2}',
  )
})

test('the body of the HTTP API: rule as number, everything else as string, empty buckets left out', () => {
  assert.deepEqual(toBody(h('count:9 sum:1e21 z_bucket:1 z_bucket_w:0.01 buckets:[2 0 3] n_buckets:[0 3]')), {
    count: '9',
    sum: '1e+21',
    buckets: [
      [1, '-2', '-1', '3'],
      [3, '-0.01', '0.01', '1'],
      [0, '0.5', '1', '2'],
      [0, '2', '4', '3'],
    ],
  })
  assert.deepEqual(toBody(h('sum:NaN count:1')), { count: '1', sum: 'NaN' })
})
