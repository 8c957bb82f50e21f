import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { AppError } from '#platform/errors'
import * as json from './json.ts'
import { maxRecords, maxValueDepth } from './limits.ts'
import * as protobuf from './protobuf.ts'
import { encodeLogs, encodeTraces, spanId, textAttribute, traceId } from './request.fixture.ts'

const asJson = (request: unknown) => Buffer.from(JSON.stringify(request))
const logs = (...logRecords: unknown[]) => ({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] })
const spans = (...sent: unknown[]) => ({ resourceSpans: [{ scopeSpans: [{ spans: sent }] }] })
const span = (changes: object = {}) => ({
  traceId,
  spanId,
  name: 'GET /',
  startTimeUnixNano: '1544712660000000000',
  ...changes,
})
const firstLog = (record: unknown) => json.decodeLogs(asJson(logs(record))).groups[0]?.records[0]

const fullTraces = {
  resourceSpans: [
    {
      resource: {
        attributes: [textAttribute('service.name', 'shop'), textAttribute('a', '1'), textAttribute('a', '2')],
      },
      scopeSpans: [
        {
          scope: { name: 'http', version: '1.0', attributes: [textAttribute('pool', 'main')] },
          spans: [
            span({
              parentSpanId: 'eee19b7ec3c1b173',
              endTimeUnixNano: '1544712661123456789',
              kind: 2,
              flags: 0x301,
              status: { code: 2, message: 'déjà vu' },
              attributes: [
                { key: 'int', value: { intValue: '9223372036854775807' } },
                { key: 'small', value: { intValue: 7 } },
                { key: 'negative', value: { intValue: '-9223372036854775808' } },
                { key: 'double', value: { doubleValue: 0.1 } },
                { key: 'nan', value: { doubleValue: 'NaN' } },
                { key: 'infinite', value: { doubleValue: '-Infinity' } },
                { key: 'yes', value: { boolValue: true } },
                { key: 'bytes', value: { bytesValue: 'AP8=' } },
                { key: 'list', value: { arrayValue: { values: [{ stringValue: 'a' }, {}, { boolValue: false }] } } },
                { key: 'map', value: { kvlistValue: { values: [textAttribute('b', 'c'), textAttribute('b', 'd')] } } },
                { key: 'none', value: {} },
                { key: 'unsaid' },
              ],
              events: [
                { timeUnixNano: '1544712660500000000', name: 'exception', attributes: [textAttribute('x', 'y')] },
              ],
              links: [{ traceId, spanId, attributes: [textAttribute('l', 'm')] }],
            }),
          ],
        },
        { spans: [span({ spanId: 'aaaaaaaaaaaaaaaa' })] },
      ],
    },
    { scopeSpans: [] },
  ],
}

test('JSON and protobuf of the same spans say the same', () => {
  const fromJson = json.decodeTraces(asJson(fullTraces))
  assert.deepEqual(protobuf.decodeTraces(encodeTraces(fullTraces)), fromJson)
  assert.deepEqual(JSON.parse(JSON.stringify(fromJson.groups[0]?.records[0]?.text.attributes)), {
    int: '9223372036854775807',
    small: 7,
    negative: '-9223372036854775808',
    double: 0.1,
    nan: 'NaN',
    infinite: '-Infinity',
    yes: true,
    bytes: 'AP8=',
    list: ['a', null, false],
    map: { b: 'd' },
    none: null,
    unsaid: null,
  })
  assert.equal(fromJson.groups[0]?.records[0]?.endNanos, 1544712661123456789n)
  assert.deepEqual(Object.entries(fromJson.groups[0]?.resource ?? {}), [
    ['service.name', 'shop'],
    ['a', '2'],
  ])
})

test('JSON and protobuf of the same logs say the same', () => {
  const request = logs({
    timeUnixNano: '18446744073709551615',
    observedTimeUnixNano: '1544712660300000000',
    severityNumber: 17,
    severityText: 'ERROR',
    eventName: 'order.failed',
    traceId: traceId.toUpperCase(),
    spanId,
    flags: 1,
    body: { kvlistValue: { values: [{ key: '__proto__', value: { stringValue: 'x' } }] } },
    attributes: [textAttribute('', 'no name'), textAttribute('emoji', '🐟')],
  })
  const fromJson = json.decodeLogs(asJson(request))
  assert.deepEqual(protobuf.decodeLogs(encodeLogs(request)), fromJson)
  assert.equal(fromJson.groups[0]?.records[0]?.traceId, traceId)
})

test('whatever is sent, both encodings of it are read alike', () => {
  const anyValue = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.record({ stringValue: fc.string({ unit: 'grapheme' }) }),
      fc.record({ boolValue: fc.boolean() }),
      fc.record({ intValue: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map(String) }),
      fc.record({ doubleValue: fc.double().map((n) => (Number.isFinite(n) ? n : String(n))) }),
      fc.record({ bytesValue: fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64')) }),
      fc.record({ arrayValue: fc.record({ values: fc.array(tie('value'), { maxLength: 3 }) }) }),
      fc.record({
        kvlistValue: fc.record({
          values: fc.array(fc.record({ key: fc.string(), value: tie('value') }), { maxLength: 3 }),
        }),
      }),
    ),
  })).value
  const log = fc.record(
    {
      timeUnixNano: fc.bigInt(0n, 2n ** 64n - 1n).map(String),
      severityNumber: fc.integer({ min: 0, max: 24 }),
      severityText: fc.string(),
      body: anyValue,
      attributes: fc.array(fc.record({ key: fc.string(), value: anyValue }), { maxLength: 5 }),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(fc.array(log, { maxLength: 3 }), (records) => {
      const request = logs(...records)
      assert.deepEqual(protobuf.decodeLogs(encodeLogs(request)), json.decodeLogs(asJson(request)))
    }),
    { numRuns: 200 },
  )
})

const refuses = (decode: () => unknown) => {
  try {
    decode()
  } catch (error) {
    assert.ok(error instanceof AppError && error.code === 'invalid_request', String(error))
  }
}

test('random bytes and broken requests are refused or read, and nothing else happens', () => {
  const whole = encodeTraces(fullTraces)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const body = Buffer.from(bytes)
      for (const decode of [protobuf.decodeTraces, protobuf.decodeLogs, json.decodeTraces, json.decodeLogs])
        refuses(() => decode(body))
    }),
    { numRuns: 500 },
  )
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
      const changed = Buffer.from(whole)
      changed[at] = byte
      refuses(() => protobuf.decodeTraces(changed))
      refuses(() => protobuf.decodeTraces(changed.subarray(0, at)))
    }),
    { numRuns: 1000 },
  )
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      for (const request of [value, { resourceSpans: value }, spans(value), spans(span({ attributes: value }))]) {
        refuses(() => json.decodeTraces(asJson(request)))
      }
    }),
    { numRuns: 500 },
  )
})

test('a length that lies leads nowhere', () => {
  for (const hex of ['0affffffff0f', '0affffffff07', '0a05', '0a0212ff7f', '0b', '07', '00', 'ffffffffffffffffffff']) {
    assert.throws(() => protobuf.decodeTraces(Buffer.from(hex, 'hex')), { code: 'invalid_request' }, hex)
  }
})

test('an inner length that leaves its message is refused, although the body goes on', () => {
  const inner = Buffer.from('0a04120a0a00', 'hex')
  assert.throws(() => protobuf.decodeTraces(Buffer.concat([inner, Buffer.alloc(20, 0x0a)])), {
    code: 'invalid_request',
  })
})

test('empty requests are empty', () => {
  const empty = { groups: [], rejected: [] }
  for (const body of ['', '{}', '{"resourceLogs":[]}', '{"resourceLogs":null}'])
    assert.deepEqual(json.decodeLogs(Buffer.from(body)), empty)
  assert.deepEqual(protobuf.decodeLogs(Buffer.alloc(0)), empty)
  assert.deepEqual(json.decodeTraces(asJson({ resourceSpans: [{ scopeSpans: [{}] }] })).groups[0]?.records, [])
})

test('unknown fields and the names of the .proto files are ignored', () => {
  assert.deepEqual(json.decodeLogs(asJson({ resource_logs: [{}], more: { deep: [1] } })), { groups: [], rejected: [] })
  const log = firstLog({ severity_number: 17, severityText: 'INFO', new_thing: {} })
  assert.equal(log?.severityNumber, 0)
  assert.equal(log?.text.severityText, 'INFO')
  const unknown = Buffer.from('f206036162637a009a010161a80102b501000000ff', 'hex')
  assert.deepEqual(protobuf.decodeLogs(unknown.subarray(0, 6)), { groups: [], rejected: [] })
})

test('null means the default', () => {
  const log = firstLog({ timeUnixNano: null, body: null, attributes: null, severityNumber: null, traceId: null })
  assert.deepEqual(
    { ...log, text: { ...log?.text, attributes: { ...log?.text.attributes } } },
    {
      timeNanos: 0n,
      observedNanos: 0n,
      severityNumber: 0,
      traceId: '',
      spanId: '',
      text: { severityText: '', eventName: '', body: null, attributes: {} },
    },
  )
})

test('an enum by its name, an integer beyond 64 bits, or a value of two kinds rejects its record alone', () => {
  const bad = [
    span({ kind: 'SPAN_KIND_SERVER' }),
    span({ status: { code: 'STATUS_CODE_ERROR' } }),
    span({ attributes: [{ key: 'a', value: { intValue: '9223372036854775808' } }] }),
    span({ attributes: [{ key: 'a', value: { intValue: 1, stringValue: 'a' } }] }),
    span({ attributes: [{ key: 'a', value: { stringValue: 5 } }] }),
    span({ startTimeUnixNano: '-1' }),
    span({ startTimeUnixNano: 1.5 }),
    span({ startTimeUnixNano: '18446744073709551616' }),
    span({ name: {} }),
    span({ attributes: { a: 'b' } }),
    'no span',
    null,
  ]
  const batch = json.decodeTraces(asJson(spans(span(), ...bad, span())))
  assert.equal(batch.groups[0]?.records.length, 2)
  assert.equal(batch.rejected.length, bad.length)
})

test('an id in base64, of a wrong length or all zeros is none', () => {
  for (const sent of ['W47/95gDgQPSabYzgT/GDA==', '5b8e', '0'.repeat(32), 5, null, `${traceId}0`]) {
    assert.equal(firstLog({ traceId: sent })?.traceId, '', String(sent))
  }
  assert.equal(firstLog({ traceId: traceId.toUpperCase() })?.traceId, traceId)
})

function nested(depth: number): object {
  let value: object = { stringValue: 'deep' }
  for (let level = 0; level < depth; level += 1) {
    value = level % 2 === 0 ? { arrayValue: { values: [value] } } : { kvlistValue: { values: [{ key: 'k', value }] } }
  }
  return value
}

test('A-02: a value may be nested so deep and no deeper, and its record alone is rejected', () => {
  for (const [depth, kept] of [
    [maxValueDepth, 2],
    [maxValueDepth + 1, 1],
  ] as const) {
    const request = logs({ severityText: 'x' }, { body: nested(depth) })
    for (const batch of [json.decodeLogs(asJson(request)), protobuf.decodeLogs(encodeLogs(request))]) {
      assert.equal(batch.groups[0]?.records.length, kept)
      assert.equal(batch.rejected.length, 2 - kept)
    }
  }
})

test('A-02: a hundred thousand levels overflow no stack', () => {
  const deep = `${'{"arrayValue":{"values":['.repeat(100_000)}${']}}'.repeat(100_000)}`
  const body = Buffer.from(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":${deep}}]}]}]}`)
  assert.equal(json.decodeLogs(body).rejected.length, 1)
  const inResource = Buffer.from(`{"resourceLogs":[{"resource":{"attributes":[{"key":"a","value":${deep}}]}}]}`)
  assert.throws(() => json.decodeLogs(inResource), { code: 'invalid_request' })
})

test('A-02: more records than one request may have are rejected and counted', () => {
  const records = Array.from({ length: maxRecords + 2 }, () => ({ severityNumber: 9 }))
  const request = logs(...records)
  for (const batch of [json.decodeLogs(asJson(request)), protobuf.decodeLogs(encodeLogs(request))]) {
    assert.equal(batch.groups[0]?.records.length, maxRecords)
    assert.equal(batch.rejected.length, 2)
  }
})

test('what is not JSON, or not of this form, is refused as a whole', () => {
  for (const body of [
    '{',
    '[]',
    '"x"',
    '{"resourceLogs":{}}',
    '{"resourceLogs":[5]}',
    '{"resourceLogs":[{"scopeLogs":1}]}',
  ])
    assert.throws(() => json.decodeLogs(Buffer.from(body)), { code: 'invalid_request' }, body)
})
