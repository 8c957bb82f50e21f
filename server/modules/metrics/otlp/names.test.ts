import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boundText, labelNameOf, metricNameOf, namings, type NamedKind } from './names.ts'

test('metrics are named as Prometheus names them', () => {
  const vectors: [name: string, unit: string, kind: NamedKind, named: string | undefined][] = [
    ['requests.count', '1', 'counter', 'requests_count_total'],
    ['memory.usage', 'By', 'gauge', 'memory_usage_bytes'],
    ['cpu.utilization', '1', 'gauge', 'cpu_utilization_ratio'],
    ['http.server.request.duration', 's', 'other', 'http_server_request_duration_seconds'],
    ['rate', 'requests/s', 'gauge', 'rate_requests_per_second'],
    ['system.io', 'By', 'counter', 'system_io_bytes_total'],
    ['total.requests', '', 'counter', 'requests_total'],
    ['ratio.of.hits', '1', 'gauge', 'of_hits_ratio'],
    ['memory_bytes', 'By', 'gauge', 'memory_bytes'],
    ['active.requests', '{request}', 'gauge', 'active_requests'],
    ['speed', 'm/s', 'gauge', 'speed_meters_per_second'],
    ['speed.per.second', 'm/s', 'gauge', 'speed_per_second_meters'],
    ['things', '{thing}/m', 'gauge', 'things_per_minute'],
    ['disk', 'TiBy', 'gauge', 'disk_tibibytes'],
    ['load', '%', 'gauge', 'load_percent'],
    ['odd', 'my unit!', 'gauge', 'odd_my_unit_'],
    ['a...b__c', '', 'other', 'a_b_c'],
    ['2xx.count', '', 'other', '_2xx_count'],
    ['job:rate:5m', '', 'other', 'job:rate:5m'],
    ['Größe', '', 'other', 'Gr_e'],
    ['', 's', 'gauge', undefined],
    ['___', 's', 'gauge', undefined],
    ['toString', 'constructor', 'gauge', 'toString_constructor'],
  ]
  for (const [name, unit, kind, named] of vectors)
    assert.equal(metricNameOf(name, unit, kind), named, `${name} ${unit}`)
})

test('labels are named as Prometheus names them', () => {
  const vectors: [string, string | undefined][] = [
    ['http.method', 'http_method'],
    ['123invalid', 'key_123invalid'],
    ['label@with$symbols', 'label_with_symbols'],
    ['_private', '_private'],
    ['__reserved__', '__reserved__'],
    ['a..b', 'a_b'],
    ['...', undefined],
    ['', undefined],
  ]
  for (const [name, named] of vectors) assert.equal(labelNameOf(name), named, name)
})

test('bounds are written without an exponent', () => {
  const vectors: [number, string][] = [
    ...([[0.005, '0.005'], [10, '10'], [Infinity, '+Inf'], [-Infinity, '-Inf'], [0, '0']] as [number, string][]), // prettier-ignore
    ...([[1e-7, '0.0000001'], [1.5e-9, '0.0000000015'], [1e21, `1${'0'.repeat(21)}`], [-2.5e22, `-25${'0'.repeat(21)}`]] as [number, string][]), // prettier-ignore
  ]
  for (const [value, text] of vectors) assert.equal(boundText(value), text)
})

test('the other strategies leave out suffixes, or what names can be, or both', () => {
  const [suffixes, plain, untouched] = [
    'NoUTF8EscapingWithSuffixes',
    'UnderscoreEscapingWithoutSuffixes',
    'NoTranslation',
  ].map((strategy) => namings[strategy])
  const vectors: [name: string, unit: string, kind: NamedKind, ...named: (string | undefined)[]][] = [
    [
      'http.server.duration',
      's',
      'other',
      'http.server.duration_seconds',
      'http_server_duration',
      'http.server.duration',
    ],
    ['requests.count', '1', 'counter', 'requests.count_total', 'requests_count', 'requests.count'],
    ['requests.total', '', 'counter', 'requests_total', 'requests_total', 'requests.total'],
    ['cpu.utilization', '1', 'gauge', 'cpu.utilization_ratio', 'cpu_utilization', 'cpu.utilization'],
    ['speed', 'm/s', 'gauge', 'speed_meters_per_second', 'speed', 'speed'],
    ['memory_bytes', 'By', 'gauge', 'memory_bytes', 'memory_bytes', 'memory_bytes'],
    ['a..b__c', '{x}', 'other', 'a..b__c', 'a_b__c', 'a..b__c'],
    ['2xx', '', 'other', '2xx', '_2xx', '2xx'],
    ['Größe', 'By', 'gauge', 'Größe_bytes', 'Gr_e', 'Größe'],
    ['', 's', 'gauge', undefined, undefined, undefined],
    ['__', 's', 'gauge', undefined, undefined, undefined],
  ]
  for (const [name, unit, kind, ...named] of vectors) {
    assert.deepEqual(
      [suffixes, plain, untouched].map((naming) => naming?.metric(name, unit, kind)),
      named,
      name,
    )
  }
  assert.deepEqual(
    [suffixes, plain, untouched].map((naming) => naming?.label('http.method')),
    ['http.method', 'http_method', 'http.method'],
  )
})
