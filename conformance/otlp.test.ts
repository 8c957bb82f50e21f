import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { encodeTraces } from '../server/modules/telemetry/otlp/request.fixture.ts'
import { run } from './otlp.ts'

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } })
const ids = { traceId: '5B8EFFF798038103D269B633813FC60C', spanId: 'EEE19B7EC3C1B174' }
const times = { startTimeUnixNano: '1544712660000000000', endTimeUnixNano: '1544712661000000000' }
const around = { resource: { attributes: [text('service.name', 'my.service'), text('cloud.region', 'eu')] } }
const scope = { name: 'my.library', version: '1.0.0', attributes: [text('my.scope.attribute', 'some')] }

const traces = (...spans: unknown[]) => ({ resourceSpans: [{ ...around, scopeSpans: [{ scope, spans }] }] })
const logs = (...logRecords: unknown[]) => ({ resourceLogs: [{ ...around, scopeLogs: [{ scope, logRecords }] }] })
const span = { ...ids, ...times, name: 'a server span', kind: 2, attributes: [text('my.span.attr', 'some value')] }
const record = {
  ...ids,
  // A bare number, as the specification's own example has it.
  timeUnixNano: 1544712660300000000,
  severityText: 'Information',
  body: { stringValue: 'Example log record' },
  attributes: [
    { key: 'int.attribute', value: { intValue: 10 } },
    { key: 'double.attribute', value: { doubleValue: 637.704 } },
    { key: 'map.attribute', value: { kvlistValue: { values: [text('some.map.key', 'some value')] } } },
  ],
}

function resultOf(files: Record<string, unknown>) {
  const directory = mkdtempSync(join(tmpdir(), 'watchword-otlp-'))
  try {
    for (const [name, content] of Object.entries(files)) {
      const isRaw = typeof content === 'string' || Buffer.isBuffer(content)
      writeFileSync(join(directory, name), isRaw ? content : JSON.stringify(content))
    }
    return run(directory)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

test('requests as the specification shows them are taken with all that they say, in both encodings', () => {
  const { cases, notes = [] } = resultOf({
    'logs.json': logs(record),
    'events.json': logs({ ...record, body: { kvlistValue: [text('type', '0')] } }),
    'trace.json': traces(span),
    'trace.protobuf-bin': encodeTraces(traces(span)),
    'metrics.json': { resourceMetrics: [] },
    'broken.json': '{"resourceSpans":',
  })
  assert.deepEqual(
    cases.filter(({ failure }) => failure !== null),
    [],
  )
  assert.equal(cases.length, 8)
  assert.deepEqual(notes, [
    'broken.json is refused: it is no JSON object',
    'metrics.json is not taken: it holds neither logs nor spans',
  ])
})

test('a record is rejected for a documented reason only, and what differs between the encodings is told', () => {
  const { cases, notes = [] } = resultOf({
    'bad-ids.json': traces(span, { ...span, traceId: 'W47/94gDgQPSabYzgT/GDA==' }),
    'enum.json': traces({ ...span, kind: 'SPAN_KIND_SERVER' }),
    'trace.json': traces(span),
    'trace.pb': encodeTraces(traces({ ...span, name: 'another' })),
  })
  const failures = cases.filter(({ failure }) => failure !== null).map(({ name }) => name)
  assert.deepEqual(failures, ['trace.pb'])
  assert.deepEqual(notes, [
    'bad-ids.json: one is rejected: a span has no valid trace id and span id',
    'enum.json: one is rejected: kind is not an integer',
  ])
})
