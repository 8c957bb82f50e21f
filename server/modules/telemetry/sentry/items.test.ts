import assert from 'node:assert/strict'
import { test } from 'node:test'

import { parseEnvelope } from './envelope.ts'
import { sortItems } from './items.ts'
import { maxSessionBuckets, maxSessionItems } from './limits.ts'

const arrival = { receivedAt: new Date('2026-05-01T12:00:00Z'), newEventId: () => 'f'.repeat(32) }
const id = '9ec79c33ec9942ab8353589fcb2e04dc'
const item = (header: object, payload: unknown) =>
  `${JSON.stringify(header)}\n${typeof payload === 'string' ? payload : JSON.stringify(payload)}`
const sort = (header: object, ...items: string[]) =>
  sortItems(parseEnvelope(Buffer.from([JSON.stringify(header), ...items].join('\n'))), arrival)

/** What is said of an item of a type whose payload is empty. */
const table: [type: string, category: string, reason: string][] = [
  ['session', 'session', 'invalid'],
  ['sessions', 'session', 'invalid'],
  ['check_in', 'monitor', 'invalid'],
  ['transaction', 'transaction', 'invalid'],
  ['span', 'span', 'invalid'],
  ['log', 'log_item', 'invalid'],
  ['user_report', 'default', 'invalid'],
  ['feedback', 'feedback', 'invalid'],
  ['raw_security', 'security', 'invalid'],
  ['client_report', 'internal', 'invalid'],
  ['trace_metric', 'trace_metric', 'unsupported'],
  ['profile', 'profile', 'unsupported'],
  ['profile_chunk', 'profile_chunk', 'unsupported'],
  ['replay_event', 'replay', 'unsupported'],
  ['replay_recording', 'replay', 'unsupported'],
  ['metric', 'default', 'unsupported'],
  ['statsd', 'default', 'unsupported'],
  ['otel_log', 'default', 'unsupported'],
  ['security', 'default', 'unsupported'],
  ['unreal_report', 'default', 'unsupported'],
  ['form_data', 'default', 'unsupported'],
  ['__proto__', 'default', 'unsupported'],
  ['never heard of', 'default', 'unsupported'],
]

test('an envelope with one event and one of each other type gives one event and outcomes for the rest [SEN-10]', () => {
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
  assert.ok(outcomes.every(({ reason, by }) => by === 'server' && ['unsupported', 'invalid'].includes(reason)))
})

for (const [type, category, reason] of table) {
  test(`${type} counts as ${category}; one that says nothing is ${reason} and refuses nothing`, () => {
    const expected = [{ category, reason, quantity: 1, by: 'server' }]
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

test('of event, transaction and feedback the first is taken, of logs, spans and check-ins one item each', () => {
  const trace = { trace_id: 'a'.repeat(32), span_id: 'b'.repeat(16) }
  const transaction = item({ type: 'transaction' }, { start_timestamp: 1, timestamp: 2, contexts: { trace } })
  const feedback = item({ type: 'feedback' }, { contexts: { feedback: { message: 'broken' } } })
  const log = item({ type: 'log', item_count: 2 }, { items: [{ body: 'a' }, { body: 'b' }] })
  const checkIn = item({ type: 'check_in' }, { monitor_slug: 'a', status: 'ok' })
  const event = item({ type: 'event' }, { message: 'a' })
  const both = sort({}, transaction, event, feedback, log, log, checkIn, checkIn)
  assert.deepEqual(
    [both.events.length, both.records.spans?.length, both.records.feedback, both.records.logs?.length],
    [0, 1, undefined, 2],
  )
  assert.equal(both.records.checkIns?.length, 1)
  assert.deepEqual(
    both.outcomes.map(({ category, reason, quantity }) => [category, reason, quantity]),
    [
      ['error', 'one_per_envelope', 1],
      ['feedback', 'one_per_envelope', 1],
      ['log_item', 'one_per_envelope', 2],
      ['monitor', 'one_per_envelope', 1],
    ],
  )
  assert.equal(sort({}, item({ type: 'transaction' }, 'unread'), event).events.length, 1)
})

test('several sessions, reports and attachments of one envelope are all taken', () => {
  const session = item({ type: 'session' }, { started: 1_777_636_000, status: 'ok', attrs: { release: 'a' } })
  const report = item({ type: 'client_report' }, { discarded_events: [{ reason: 'r', category: 'c', quantity: 1 }] })
  const file = item({ type: 'attachment', filename: 'a.txt' }, 'text')
  const { records, outcomes } = sort({}, session, session, report, report, file, item({ type: 'event' }, {}), file)
  assert.deepEqual([records.sessions?.length, records.attachments?.length, outcomes[0]?.quantity], [2, 2, 2])
})

test('a hundred sessions are taken and one more is too much; so are the counts of one item', () => {
  const session = item({ type: 'session' }, { started: 1_777_636_000, status: 'ok', attrs: { release: 'a' } })
  const many = (count: number) => Array.from({ length: count }, () => session)
  assert.equal(sort({}, ...many(maxSessionItems)).records.sessions?.length, maxSessionItems)
  assert.throws(() => sort({}, ...many(maxSessionItems + 1)), { code: 'too_large' })
  const bucket = { started: 1_777_636_000, exited: 1 }
  const counts = (length: number) =>
    item({ type: 'sessions' }, { aggregates: Array.from({ length }, () => bucket), attrs: { release: 'a' } })
  assert.equal(sort({}, counts(maxSessionBuckets)).records.sessionCounts?.length, maxSessionBuckets)
  assert.throws(() => sort({}, counts(maxSessionBuckets + 1)), { code: 'too_large' })
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
