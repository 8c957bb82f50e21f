import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseExpositionLine } from './exposition.ts'
import { BadLine, labelsOf, millisOf, parseLine } from './influx.ts'

const sampleOf = (line: string, openMetrics = false) => {
  const read = parseExpositionLine(line, openMetrics)
  return read && 'sample' in read ? read.sample : undefined
}

test('lines of the text format are read, with escapes, special values, times and exemplars', () => {
  const plain = sampleOf('http_requests_total{method="post",path="a\\\\b\\"c\\nd",empty=""} 1027 1395066363000')
  assert.deepEqual(plain, {
    labels: [['__name__', 'http_requests_total'], ['method', 'post'], ['path', 'a\\b"c\nd']], // prettier-ignore
    value: 1027,
    atMs: 1395066363000,
    exemplar: undefined,
  })
  assert.deepEqual(sampleOf('m 1')?.labels, [['__name__', 'm']])
  assert.deepEqual(sampleOf('{"my.name", "other.label"="x"} 1')?.labels, [['__name__', 'my.name'], ['other.label', 'x']]) // prettier-ignore
  assert.deepEqual(['NaN', '+Inf', '-Inf', '1e3', '-.5'].map((value) => sampleOf(`m ${value}`)?.value), [NaN, Infinity, -Infinity, 1000, -0.5]) // prettier-ignore
  assert.equal(sampleOf('m 1 1700000000.5', true)?.atMs, 1_700_000_000_500)
  assert.equal(sampleOf('m 1 1700000000', true)?.atMs, 1_700_000_000_000)
  assert.deepEqual(sampleOf('m_bucket{le="1"} 11 # {trace_id="KOO"} 0.67 1520879607.789', true)?.exemplar, {
    labels: [['trace_id', 'KOO']],
    value: 0.67,
    atMs: 1_520_879_607_789,
  })
  assert.deepEqual(parseExpositionLine('# TYPE m counter', false), {
    comment: { what: 'type', metric: 'm', text: 'counter' },
  })
  assert.deepEqual(parseExpositionLine('# HELP m two\\nlines', false), {
    comment: { what: 'help', metric: 'm', text: 'two\nlines' },
  })
  for (const nothing of ['', '# EOF', '# just a comment', '#'])
    assert.equal(parseExpositionLine(nothing, true), undefined)
})

test('lines that are none are refused with a reason', () => {
  const bad = ['1m 1', 'm', 'm x', 'm 1 x', 'm 1 1 1', 'm{a} 1', 'm{a=b} 1', 'm{a="b} 1', 'm{a="b" 1', 'm{a="b"c="d"} 1', 'm 1 # 1', 'm 0x10', 'm 1_000'] // prettier-ignore
  for (const line of bad) assert.throws(() => parseExpositionLine(line, false), BadLine, line)
})

test('lines of Influx are read, with escapes, kinds of values and without texts', () => {
  const point = parseLine(
    'my\\ cpu,host=a\\,b,re\\=gion=eu\\ west usage=1.5,n=3i,u=4u,ok=t,no=FALSE,text="a, \\"b\\" c=1" 1700000000000000000',
  )
  assert.ok(point)
  assert.equal(point.measurement, 'my cpu')
  assert.deepEqual(point.tags, [['host', 'a,b'], ['re=gion', 'eu west']]) // prettier-ignore
  assert.deepEqual(point.fields, [['usage', 1.5], ['n', 3], ['u', 4], ['ok', 1], ['no', 0]]) // prettier-ignore
  assert.equal(millisOf(point.time ?? 0n, 'ns'), 1_700_000_000_000)
  assert.deepEqual(labelsOf(point, 'usage'), [['__name__', 'my_cpu_usage'], ['host', 'a,b'], ['re_gion', 'eu west']]) // prettier-ignore
  assert.equal(labelsOf(point, 'value')[0]?.[1], 'my_cpu')
  assert.equal(parseLine('m f=1')?.time, undefined)
  assert.equal(parseLine('# comment'), undefined)
  assert.deepEqual(
    ['us', 'ms', 's', 'h'].map((precision) => millisOf(5000n, precision)),
    [5, 5000, 5_000_000, undefined],
  )
})

test('lines of Influx that are none are refused with a reason', () => {
  const bad = ['m', 'm ', ',a=b f=1', 'm,a= f=1', 'm,=b f=1', 'm,a f=1', 'm f', 'm f=', 'm f=x', 'm f=1 x', 'm f="a', 'm f=1,', 'm f=1i5', 'm f="a"b'] // prettier-ignore
  for (const line of bad) assert.throws(() => parseLine(line), BadLine, line)
})
