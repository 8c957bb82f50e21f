import assert from 'node:assert/strict'
import { test } from 'node:test'

import { parseEnvelope } from './envelope.ts'
import { sortItems } from './items.ts'

const arrival = { receivedAt: new Date('2026-05-01T12:00:00Z'), newEventId: () => 'f'.repeat(32) }
const id = '9ec79c33ec9942ab8353589fcb2e04dc'
const item = (header: object, payload: unknown) =>
  `${JSON.stringify(header)}\n${typeof payload === 'string' ? payload : JSON.stringify(payload)}`
const sort = (header: object, ...items: string[]) =>
  sortItems(parseEnvelope(Buffer.from([JSON.stringify(header), ...items].join('\n'))), arrival)

const table: [type: string, category: string][] = [
  ['attachment', 'attachment'],
  ['session', 'session'],
  ['sessions', 'session'],
  ['check_in', 'monitor'],
  ['transaction', 'transaction'],
  ['user_report', 'default'],
  ['feedback', 'feedback'],
  ['profile', 'profile'],
  ['profile_chunk', 'profile_chunk'],
  ['replay_event', 'replay'],
  ['replay_recording', 'replay'],
  ['raw_security', 'security'],
  ['statsd', 'default'],
  ['otel_log', 'default'],
  ['__proto__', 'default'],
  ['never heard of', 'default'],
]

test('an envelope with one event and one of each other type gives one event and outcomes for the rest', () => {
  const others = table.map(([type]) => item({ type }, 'unread, and no JSON'))
  const { events, outcomes } = sort({ event_id: id }, ...others, item({ type: 'event' }, { message: 'kept' }))
  assert.deepEqual(
    events.map((event) => [event.id, event.message]),
    [[id, 'kept']],
  )
  assert.equal(
    outcomes.reduce((sum, outcome) => sum + outcome.quantity, 0),
    table.length,
  )
  assert.ok(outcomes.every((outcome) => outcome.reason === 'unsupported' && outcome.by === 'server'))
})

for (const [type, category] of table) {
  test(`${type} counts as ${category}`, () => {
    const expected = [{ category, reason: 'unsupported', quantity: 1, by: 'server' }]
    assert.deepEqual(sort({}, item({ type }, '')).outcomes, expected)
  })
}

test('containers are counted by what they hold, without being read', () => {
  for (const [type, category] of [
    ['log', 'log_item'],
    ['span', 'span'],
    ['trace_metric', 'trace_metric'],
  ]) {
    const quantity = (item_count: unknown) => sort({}, item({ type, item_count }, '')).outcomes[0]?.quantity
    assert.deepEqual([quantity(7), quantity(undefined), quantity(-1), quantity('x')], [7, 1, 1, 1])
    assert.equal(sort({}, item({ type }, '')).outcomes[0]?.category, category)
  }
})

test('of several events the first is taken and the others are counted', () => {
  const event = (message: string) => item({ type: 'event' }, { message })
  const { events, outcomes } = sort({ event_id: id }, event('a'), event('b'), event('c'))
  assert.deepEqual(
    events.map((kept) => kept.message),
    ['a'],
  )
  assert.deepEqual(outcomes, [{ category: 'error', reason: 'one_per_envelope', quantity: 2, by: 'server' }])
})

test('the id of the header wins, else the payload has one, else a new one is made', () => {
  const event = item({ type: 'event' }, { event_id: 'a'.repeat(32) })
  assert.equal(sort({ event_id: id }, event).events[0]?.id, id)
  assert.equal(sort({}, event).events[0]?.id, 'a'.repeat(32))
  assert.equal(sort({}, item({ type: 'event' }, {})).events[0]?.id, 'f'.repeat(32))
})

test('an event that is no JSON object refuses the whole envelope', () => {
  assert.throws(() => sort({}, item({ type: 'event' }, '[1]')), { code: 'invalid_request' })
})

test('what the client lost becomes outcomes, unknown reasons too, within bounds', () => {
  const discarded_events = [
    { reason: 'queue_overflow', category: 'error', quantity: 3 },
    { reason: 'queue_overflow', category: 'error', quantity: 2 },
    { reason: 'callback_error', category: 'span', quantity: 1 },
    { reason: 'r'.repeat(500), category: 'x', quantity: 1 },
    { reason: 'zero', category: 'x', quantity: 0 },
    { reason: 3, category: 'x', quantity: 1 },
    { reason: 'negative', category: 'x', quantity: -4 },
    null,
  ]
  const filtered_events = [{ reason: 'rule', category: 'error', quantity: 4 }]
  const { outcomes } = sort({}, item({ type: 'client_report' }, { timestamp: 1, discarded_events, filtered_events }))
  assert.deepEqual(
    outcomes.map((outcome) => [
      outcome.category,
      outcome.reason.length > 60 ? 'long' : outcome.reason,
      outcome.quantity,
      outcome.by,
    ]),
    [
      ['error', 'queue_overflow', 5, 'client'],
      ['span', 'callback_error', 1, 'client'],
      ['x', 'long', 1, 'client'],
      ['error', 'rule', 4, 'client'],
    ],
  )
})

test('a report that cannot be read is counted and costs nothing else', () => {
  const { events, outcomes } = sort({}, item({ type: 'client_report' }, 'no json'), item({ type: 'event' }, {}))
  assert.equal(events.length, 1)
  assert.deepEqual(outcomes, [{ category: 'internal', reason: 'invalid', quantity: 1, by: 'server' }])
})
