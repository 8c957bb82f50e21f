import assert from 'node:assert/strict'
import { test } from 'node:test'

import * as fc from 'fast-check'

import { AppError } from '#platform/errors'
import { parseEnvelope } from './envelope.ts'
import { maxHeaderLineBytes, maxItems } from './limits.ts'

const bytes = (...lines: string[]) => Buffer.from(lines.join('\n'))
const id = '9ec79c33ec9942ab8353589fcb2e04dc'
const invalid = { code: 'invalid_request' }
const large = { code: 'too_large' }

const malformed: [name: string, body: Buffer][] = [
  ['an empty body', Buffer.alloc(0)],
  ['a first line that is no JSON', bytes('hello', '{"type":"event"}', '{}')],
  ['a first line that is no object', bytes('[]', '{"type":"event"}', '{}')],
  ['a first line that is not UTF-8', Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}\n')])],
  ['a blank first line', bytes('', '{"type":"event"}', '{}')],
  ['an item whose header is no JSON', bytes('{}', 'nope', '{}')],
  ['an item without a type', bytes('{}', '{"length":2}', '{}')],
  ['an item whose type is no text', bytes('{}', '{"type":3}', '{}')],
  ['an end of file before the length is reached', bytes('{}', '{"type":"event","length":10}', '{}')],
  ['a byte other than newline behind the length', bytes('{}', '{"type":"event","length":2}', '{} ', '')],
  ['an item header without payload at the end of file', bytes('{}', '{"type":"event"}')],
  ['the same with a length of zero', bytes('{}', '{"type":"attachment","length":0}')],
  ['a negative length', bytes('{}', '{"type":"event","length":-1}', '{}')],
  ['a length that is no whole number', bytes('{}', '{"type":"event","length":1.5}', '{}')],
  ['a length as text', bytes('{}', '{"type":"event","length":"2"}', '{}')],
  ['a length of null', bytes('{}', '{"type":"event","length":null}', '{}')],
  ['a blank line between two items', bytes('{}', '{"type":"event"}', '{}', '', '{"type":"event"}', '{}')],
]
for (const [name, body] of malformed) {
  test(`malformed: ${name}`, () => {
    assert.throws(() => parseEnvelope(body), invalid)
  })
}

test('an envelope of headers only is legal, with and without the newline, also with a carriage return', () => {
  for (const body of ['{}', '{}\n', '{}\r\n', `{"event_id":"${id}","unknown":[1]}\n\n\n`]) {
    assert.deepEqual(parseEnvelope(Buffer.from(body)).items, [])
  }
})

test('items without a length end at the newline or at the end of file, as the JavaScript SDK writes them', () => {
  const { items } = parseEnvelope(
    bytes(`{"event_id":"${id}"}`, '{"type":"session"}', '{"a":1}', '{"type":"event"}', '{}'),
  )
  assert.deepEqual(
    items.map((item) => [item.type, item.payload.toString()]),
    [
      ['session', '{"a":1}'],
      ['event', '{}'],
    ],
  )
})

test('a length counts bytes, and newlines within it belong to the payload', () => {
  const text = 'ü\n\r\nz'
  const length = Buffer.byteLength(text)
  const body = bytes(
    '{}',
    `{"type":"attachment","length":${length},"filename":"a"}`,
    text,
    '{"type":"event"}',
    '{}',
    '',
  )
  const { items } = parseEnvelope(body)
  assert.deepEqual(
    items.map((item) => item.payload.toString()),
    [text, '{}'],
  )
  assert.equal(items[0]?.header.filename, 'a')
})

test('an empty payload is legal where a newline follows the header', () => {
  const { items } = parseEnvelope(bytes('{}', '{"type":"a","length":0}', '', '{"type":"b"}', '', '{"type":"c"}', 'x'))
  assert.deepEqual(
    items.map((item) => [item.type, item.payload.length]),
    [
      ['a', 0],
      ['b', 0],
      ['c', 1],
    ],
  )
})

test('an id is read in each of its forms, and another one is as good as none', () => {
  const forms = [id, id.toUpperCase(), '9ec79c33-ec99-42ab-8353-589fcb2e04dc']
  for (const form of forms) assert.equal(parseEnvelope(bytes(JSON.stringify({ event_id: form }))).eventId, id)
  for (const form of ['', 'x'.repeat(32), '0'.repeat(32), 7, null, `${id}0`]) {
    assert.equal(parseEnvelope(bytes(JSON.stringify({ event_id: form }))).eventId, undefined)
  }
})

test('the time of sending and the DSN are read, and ignored where they are something else', () => {
  const dsn = 'https://key@host/1'
  const envelope = parseEnvelope(bytes(JSON.stringify({ sent_at: '2026-01-02T03:04:05.678Z', dsn })))
  assert.deepEqual([envelope.sentAt?.toISOString(), envelope.dsn], ['2026-01-02T03:04:05.678Z', dsn])
  const odd = parseEnvelope(bytes(JSON.stringify({ sent_at: 'yesterday', dsn: {} })))
  assert.deepEqual([odd.sentAt, odd.dsn], [undefined, undefined])
})

test('limits hold at the edge: header line, number of items, bytes of an item', () => {
  const line = (size: number) => `{"a":"${'x'.repeat(size - 8)}"}`
  assert.equal(parseEnvelope(bytes(line(maxHeaderLineBytes))).items.length, 0)
  assert.throws(() => parseEnvelope(bytes(line(maxHeaderLineBytes + 1))), large)
  const items = (count: number) => Buffer.from(`{}\n${'{"type":"x"}\n\n'.repeat(count)}`)
  assert.equal(parseEnvelope(items(maxItems)).items.length, maxItems)
  assert.throws(() => parseEnvelope(items(maxItems + 1)), large)
  const event = (type: string, size: number) => bytes('{}', `{"type":"${type}"}`, 'x'.repeat(size))
  assert.equal(parseEnvelope(event('event', 1024 * 1024)).items.length, 1)
  assert.throws(() => parseEnvelope(event('event', 1024 * 1024 + 1)), large)
  assert.throws(() => parseEnvelope(event('client_report', 4097)), large)
  assert.equal(parseEnvelope(event('constructor', 2_000_000)).items.length, 1)
})

test('whatever bytes come, they are read or refused, and nothing else is thrown', () => {
  const piece = fc.constantFrom(
    '{}',
    '\n',
    '{"type":"event"}',
    '{"type":"x","length":3}',
    'abc',
    '\r',
    '\0',
    '"',
    '{"length":',
  )
  const body = fc.array(fc.oneof(piece, fc.string({ maxLength: 8 })), { maxLength: 12 })
  fc.assert(
    fc.property(body, (parts) => {
      try {
        parseEnvelope(Buffer.from(parts.join('')))
      } catch (error) {
        assert.ok(error instanceof AppError)
      }
    }),
    { numRuns: 2000 },
  )
})
