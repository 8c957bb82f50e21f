import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EnvelopeItem } from './envelope.ts'
import { maxContainerItems, maxMessage, maxRecordAttributes, maxRecordValue } from './limits.ts'
import { readLogs } from './log.ts'
import type { Arrival } from './time.ts'

const receivedAt = new Date('2026-05-01T12:00:00Z')
const arrival: Arrival = {
  receivedAt,
  newEventId: () => 'f'.repeat(32),
  senderAddress: '192.0.2.1',
  senderUserAgent: 'Mozilla/5.0',
}
const seconds = receivedAt.getTime() / 1000

const itemOf = (payload: unknown, header: Record<string, unknown> = {}): EnvelopeItem => ({
  type: 'log',
  header,
  payload: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
})
const read = (items: unknown[], container: object = {}, more: Partial<Arrival> = {}) =>
  readLogs(itemOf({ ...container, items }), { ...arrival, ...more })
const one = (log: object, container: object = {}, more: Partial<Arrival> = {}) =>
  read([{ body: 'text', ...log }], container, more).records?.logs?.[0]

test('a log of the documentation arrives with all its parts in our words', () => {
  const attributes = {
    'sentry.message.template': { value: 'User %s has logged in!', type: 'string' },
    'sentry.message.parameter.0': { value: '7', type: 'string' },
    'sentry.environment': { value: 'production', type: 'string' },
    'sentry.release': { value: 'shop@1', type: 'string' },
    'sentry.sdk.name': { value: 'sentry.javascript.node', type: 'string' },
    'server.address': { value: 'web-1', type: 'string' },
    'user.id': { value: 7, type: 'integer' },
    'user.email': { value: 'a@b.c', type: 'string' },
    paid: { value: true, type: 'boolean' },
    amount: { value: 1.5, type: 'double' },
    bare: 'as it is',
  }
  const log = one({
    timestamp: seconds - 1.5,
    trace_id: 'A'.repeat(32),
    span_id: 'b'.repeat(16),
    level: 'warn',
    severity_number: 13,
    body: 'User 7 has logged in!',
    attributes,
  })
  assert.deepEqual(log, {
    receivedAt,
    occurredAt: new Date(receivedAt.getTime() - 1500),
    level: 'warning',
    body: 'User 7 has logged in!',
    template: 'User %s has logged in!',
    errorComesAsEvent: true,
    logger: undefined,
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    user: { id: '7', email: 'a@b.c', name: undefined, ipAddress: undefined },
    service: undefined,
    release: 'shop@1',
    environment: 'production',
    host: 'web-1',
    attributes: [
      ['message.parameter.0', '7'],
      ['sdk.name', 'sentry.javascript.node'],
      ['paid', 'true'],
      ['amount', '1.5'],
      ['bare', 'as it is'],
    ],
  })
})

test('the level is read, else it follows from the number of the severity, else it is info', () => {
  const names = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'].map((level) => one({ level })?.level)
  assert.deepEqual(names, ['trace', 'debug', 'info', 'warning', 'error', 'fatal'])
  const numbers = [1, 4, 5, 8, 9, 12, 13, 16, 17, 20, 21, 24]
  assert.deepEqual(
    numbers.map((severity_number) => one({ severity_number })?.level),
    ['trace', 'trace', 'debug', 'debug', 'info', 'info', 'warning', 'warning', 'error', 'error', 'fatal', 'fatal'],
  )
  for (const severity_number of [0, 25, -1, 'x', null]) assert.equal(one({ severity_number })?.level, 'info')
})

test('address and browser of the sender are added only where version 2 says auto', () => {
  const auto = { infer_ip: 'auto', infer_user_agent: 'auto' }
  const given = one({}, { version: 2, ingest_settings: auto })
  assert.equal(given?.user?.ipAddress, '192.0.2.1')
  assert.deepEqual(given?.attributes, [['user_agent.original', 'Mozilla/5.0']])
  for (const container of [
    {},
    { ingest_settings: auto },
    { version: 1, ingest_settings: auto },
    { version: 2 },
    { version: 2, ingest_settings: { infer_ip: 'never', infer_user_agent: 'never' } },
    { version: 2, ingest_settings: { infer_ip: true } },
  ]) {
    const log = one({}, container)
    assert.deepEqual([log?.user, log?.attributes], [undefined, []], JSON.stringify(container))
  }
  const own = { 'user.ip_address': { value: '203.0.113.9' }, 'user_agent.original': { value: 'own' } }
  assert.equal(one({ attributes: own }, { version: 2, ingest_settings: auto })?.user?.ipAddress, '203.0.113.9')
})

test('a log without a body is counted, and costs neither the others nor the envelope', () => {
  const { records, outcomes } = read([{ body: 'kept' }, {}, null, 7, { body: '' }, { body: 5 }])
  assert.deepEqual(
    records?.logs?.map(({ body }) => body),
    ['kept', '5'],
  )
  assert.equal(outcomes?.find(({ reason }) => reason === 'invalid')?.quantity, 4)
  assert.deepEqual(readLogs(itemOf('no json', { item_count: 9 }), arrival).outcomes, [
    { category: 'log_item', reason: 'invalid', quantity: 9, by: 'server' },
  ])
  assert.deepEqual(readLogs(itemOf({ items: 'x' }), arrival).outcomes?.[0]?.quantity, 1)
})

test('bounds hold at the edge: logs of an item, attributes, a value, the body', () => {
  const logs = (length: number) => read(Array.from({ length }, () => ({ body: 'a' })))
  const many = (result: ReturnType<typeof logs>) => [
    result.records?.logs?.length,
    result.outcomes?.find(({ reason }) => reason === 'too_many')?.quantity,
  ]
  assert.deepEqual(many(logs(maxContainerItems)), [maxContainerItems, 0])
  assert.deepEqual(many(logs(maxContainerItems + 1)), [maxContainerItems, 1])
  const attributes = (length: number) =>
    Object.fromEntries(Array.from({ length }, (_, index) => [`k${index}`, { value: 'v' }]))
  assert.equal(one({ attributes: attributes(maxRecordAttributes + 1) })?.attributes.length, maxRecordAttributes)
  assert.equal(
    one({ attributes: { a: { value: 'v'.repeat(maxRecordValue + 1) } } })?.attributes[0]?.[1].length,
    maxRecordValue,
  )
  assert.equal(one({ body: 'v'.repeat(maxMessage + 1) })?.body.length, maxMessage)
})

test('hostile values are stored as plain text [A-12]', () => {
  const attributes = JSON.parse('{"__proto__":{"value":"x"},"constructor":{"value":1},"n":{"value":"a\\u0000\\ud800"}}')
  const log = one({ body: 'a\u0000\ud800b', timestamp: 9e15, trace_id: '0'.repeat(32), attributes })
  assert.deepEqual(log?.attributes, [
    ['__proto__', 'x'],
    ['constructor', '1'],
    ['n', 'a\ufffd\ufffd'],
  ])
  assert.deepEqual([log?.body, log?.traceId, log?.occurredAt], ['a\ufffd\ufffdb', undefined, receivedAt])
})

test('the clock of a sender that is off is corrected by the time of sending', () => {
  const hourMs = 3_600_000
  const sentAt = new Date(receivedAt.getTime() - hourMs)
  assert.deepEqual(one({ timestamp: seconds - 3600 }, {}, { sentAt })?.occurredAt, receivedAt)
})

test('numbers of cards leave logs, and ids stay, whatever they look like', () => {
  const removed: object[] = []
  const removeCardData = (sent: object) => {
    const log = sent as Record<string, unknown>
    removed.push(log)
    for (const name of ['body', 'trace_id']) log[name] = '[removed]'
    return 1
  }
  const log = one({ body: '4111111111111111', trace_id: '4'.repeat(32) }, {}, { removeCardData })
  assert.deepEqual([log?.body, log?.traceId, removed.length], ['[removed]', '4'.repeat(32), 1])
})
