import assert from 'node:assert/strict'
import { test } from 'node:test'

import { AppError, rateLimited, unauthenticated, unavailable } from '#platform/errors'
import { serializeDetail } from '../event.ts'
import { fingerprint } from '../grouping/fingerprint.ts'
import { parseEventsBody } from './event.ts'
import { eventsApiError } from './schema.ts'

const receivedAt = new Date('2026-05-01T12:00:00Z')
const arrival = { receivedAt, projectId: 'prj_1', newEventId: () => 'f'.repeat(32) }
const parse = (body: unknown, projectId = 'prj_1') =>
  parseEventsBody(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), { ...arrival, projectId })
const one = (event: object, projectId?: string) => parse(event, projectId).events[0]!
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/** Paths of the faulty fields. */
function faults(body: unknown): string[] {
  try {
    parse(body)
  } catch (error) {
    assert.ok(error instanceof AppError && error.code === 'invalid_request')
    return error.fields.map((field) => field.path)
  }
  return []
}

// As the public client 0.1.1-beta.0 sends it for `captureException(new Error('Database unavailable', { cause }))`.
const stack = `Error: Database unavailable
    at load (/app/src/users.ts:10:9)
    at Layer.handle (/app/node_modules/express/lib/router/layer.js:95:5)`
const error = {
  name: 'Error',
  type: 'Error',
  message: 'Database unavailable',
  stack,
  code: 'ECONNREFUSED',
  cause: { name: 'TypeError', message: 'no socket', stack: 'TypeError: no socket\n    at dial (/app/src/net.ts:1:1)' },
}
const fromClient = {
  message: 'Database unavailable',
  level: 'error',
  idempotencyKey: 'snsr_mb3k2_1_Database-unavailable_0a1b2c3d4e5f60718293a4b5c6d7e8f9',
  timestamp: '2026-05-01T11:59:58.000Z',
  service: 'api',
  route: '/users',
  environment: 'production',
  stackTrace: stack,
  metadata: { region: 'us-east-1' },
  tags: ['team:platform', 'urgent'],
  error,
  exception: error,
}

test('an exception of the public client arrives with stack, cause and attributes', () => {
  assert.partialDeepStrictEqual(plain(one(fromClient)), {
    projectId: 'prj_1',
    occurredAt: '2026-05-01T11:59:58.000Z',
    kind: 'exception',
    level: 'error',
    title: 'Error: Database unavailable',
    culprit: 'load in /app/src/users.ts',
    platform: 'javascript',
    service: 'api',
    route: '/users',
    environment: 'production',
    attributes: [
      ['team', 'platform'],
      ['urgent', 'true'],
    ],
    extra: { region: 'us-east-1', 'error.code': 'ECONNREFUSED' },
    exceptions: [
      { type: 'TypeError', value: 'no socket', frames: [{ function: 'dial', inApp: true }] },
      {
        type: 'Error',
        value: 'Database unavailable',
        frames: [
          { function: 'Layer.handle', inApp: false },
          { function: 'load', line: 10, column: 9, inApp: true },
        ],
      },
    ],
    notes: [],
  })
})

test('a message is one, and error, frames or a stack alone are exceptions', () => {
  const message = one({ message: ' Application started ', level: 'info', route: '/health' })
  assert.deepEqual([message.kind, message.title, message.culprit], ['message', 'Application started', '/health'])
  assert.equal(one({ error: 'boom' }).title, 'boom')
  assert.equal(one({ exception: { name: 'E', message: 'm' } }).title, 'E: m')
  assert.equal(one({ stackTrace: stack }).title, 'Error: Database unavailable')
  const framed = one({
    stackFrames: [{ function: 'pay', file: 'src/pay.ts', line: 3 }, { raw: 'at run (src/run.ts:9:1)' }, 'go@/a.js:1:2'],
  })
  assert.deepEqual([framed.kind, framed.culprit], ['exception', 'pay in src/pay.ts'])
  assert.deepEqual(
    framed.exceptions[0]?.frames.map((frame) => frame.function),
    ['go', 'run', 'pay'],
  )
})

test('a stack that nobody can read is kept as text', () => {
  const event = one({ message: 'm', stackTrace: 'line one\nline two' })
  assert.deepEqual([event.kind, event.extra.stack], ['message', 'line one\nline two'])
})

test('chained stacks in one text become causes', () => {
  const java = 'shop.A: a\n\tat shop.X.f(X.java:1)\nCaused by: shop.B: b\n\tat shop.Y.g(Y.java:2)'
  const event = one({ error: { type: 'shop.A', message: 'a', stack: java } })
  assert.deepEqual(
    event.exceptions.map(({ type, value }) => [type, value]),
    [
      ['shop.B', 'b'],
      ['shop.A', 'a'],
    ],
  )
})

test('causes that go on for ever are cut', () => {
  let cause: object = { message: 'root' }
  for (let i = 0; i < 500; i++) cause = { name: 'E', message: `${i}`, cause }
  assert.ok(one({ error: cause }).exceptions.length <= 11)
})

test('aliases are read, and the proper name wins', () => {
  const event = one({ stack_trace: stack, event_id: '9EC79C33-EC99-42AB-8353-589FCB2E04DC', level: 'critical' })
  assert.deepEqual([event.exceptions.length, event.id, event.level], [1, '9ec79c33ec9942ab8353589fcb2e04dc', 'fatal'])
  assert.equal(one({ stack_frames: [{ function: 'f' }] }).culprit, 'f')
  assert.equal(one({ message: 'm', idempotency_key: 'a' }).id, one({ message: 'm', idempotencyKey: 'a' }).id)
  assert.equal(
    one({ message: 'm', idempotency_key: 'b', idempotencyKey: 'a' }).id,
    one({ message: 'm', idempotencyKey: 'a' }).id,
  )
  for (const [sent, level] of [
    ['warn', 'warning'],
    ['WARNING', 'warning'],
    ['fatal', 'fatal'],
    ['debug', 'debug'],
  ]) {
    assert.equal(one({ message: 'm', level: sent }).level, level)
  }
})

test('an idempotency key gives one id in a project, another in another, and none is new', () => {
  const id = (event: object, projectId?: string) => one({ message: 'm', ...event }, projectId).id
  assert.equal(id({ idempotencyKey: 'k' }), one({ message: 'other', idempotencyKey: 'k' }).id)
  assert.notEqual(id({ idempotencyKey: 'k' }), id({ idempotencyKey: 'k' }, 'prj_2'))
  assert.equal(id({ eventId: 'order-7' }), id({ idempotencyKey: 'order-7' }))
  assert.match(id({ idempotencyKey: 'k' }), /^[0-9a-f]{32}$/)
  assert.equal(id({}), 'f'.repeat(32))
  assert.equal(id({ idempotencyKey: '  ' }), 'f'.repeat(32))
})

test('a time is RFC 3339 or epoch in seconds or milliseconds; one that cannot be right is the time of arrival', () => {
  for (const timestamp of [
    '2026-05-01T11:00:00Z',
    '2026-05-01T13:00:00+02:00',
    1777633200,
    1777633200000,
    '1777633200',
  ]) {
    assert.equal(one({ message: 'm', timestamp }).occurredAt.toISOString(), '2026-05-01T11:00:00.000Z')
  }
  const old = one({ message: 'm', timestamp: 0 })
  assert.deepEqual([old.occurredAt, old.notes.length], [receivedAt, 1])
  assert.deepEqual([one({ message: 'm' }).occurredAt, one({ message: 'm' }).notes], [receivedAt, []])
})

const many = (count: number, item: object) => Array.from({ length: count }, () => item)
const limits: [name: string, within: object, beyond: object, path: string][] = [
  ['message', { message: 'x'.repeat(8192) }, { message: 'x'.repeat(8193) }, 'message'],
  ['tags', { message: 'm', tags: Array(50).fill('t') }, { message: 'm', tags: Array(51).fill('t') }, 'tags'],
  ['a tag', { message: 'm', tags: ['x'.repeat(128)] }, { message: 'm', tags: ['x'.repeat(129)] }, 'tags.0'],
  ['frames', { stackFrames: many(200, { function: 'f' }) }, { stackFrames: many(201, {}) }, 'stackFrames'],
  [
    'metadata',
    { message: 'm', metadata: Object.fromEntries(Array.from({ length: 100 }, (_, i) => [i, i])) },
    { message: 'm', metadata: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [i, i])) },
    'metadata',
  ],
  ['events', { events: many(50, { message: 'm' }) }, { events: many(51, { message: 'm' }) }, 'events'],
]
for (const [name, within, beyond, path] of limits) {
  test(`${name}: the limit is allowed, one more is refused with the name of the field`, () => {
    assert.ok(parse(within).events.length > 0)
    assert.deepEqual(faults(beyond), [path])
  })
}

test('each faulty field is named, all of them at once', () => {
  const body = {
    message: 3,
    level: 'loud',
    timestamp: 'soon',
    service: [],
    metadata: [],
    tags: [1],
    error: 7,
    stackFrames: 'x',
  }
  assert.deepEqual(faults(body).sort(), [
    'error',
    'level',
    'message',
    'metadata',
    'service',
    'stackFrames',
    'tags.0',
    'timestamp',
  ])
  for (const level of ['constructor', '__proto__', '']) assert.deepEqual(faults({ message: 'm', level }), ['level'])
})

test('an event without a meaningful signal is refused; null is as good as nothing', () => {
  for (const event of [
    {},
    { message: '' },
    { message: '  ', tags: ['a'] },
    { error: {} },
    { stackFrames: [] },
    { level: 'info' },
  ]) {
    assert.deepEqual(faults(event), ['message'], JSON.stringify(event))
  }
  const nothing = {
    level: null,
    timestamp: null,
    service: null,
    tags: null,
    metadata: null,
    error: null,
    stackFrames: null,
  }
  assert.equal(one({ message: 'm', ...nothing }).title, 'm')
})

test('a batch is all or nothing, and says which event is faulty', () => {
  const { events, isBatch } = parse({ events: [{ message: 'a' }, { message: 'b' }] })
  assert.deepEqual([events.map((event) => event.title), isBatch], [['a', 'b'], true])
  assert.equal(parse({ message: 'a' }).isBatch, false)
  assert.deepEqual(faults({ events: [{ message: 'a' }, { level: 'x', message: 'm' }, 7] }), [
    'events.1.level',
    'events.2.',
  ])
  for (const events of [[], null, {}, 'x']) assert.deepEqual(faults({ events }), ['events'])
})

test('a body that is no JSON object is refused', () => {
  for (const body of ['', 'x', '[]', 'null', '7', '"m"']) assert.deepEqual(faults(body), [''], body)
})

test('hostile values are trimmed and stored: prototypes, NUL, depth (I-10, A-02, A-12)', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  const body = `{"message":"a\\u0000b","metadata":{"__proto__":{"x":1},"deep":${deep}},"constructor":1,"error":{"cause":${deep}}}`
  const event = parse(body).events[0]!
  assert.equal(event.message, 'a\uFFFDb')
  assert.deepEqual(Object.keys(event.extra), ['__proto__', 'deep'])
  assert.deepEqual(plain(event.unknown), { constructor: 1 })
  assert.ok(serializeDetail(event).length < 10_000)
})

test('what the protocol does not name is kept', () => {
  assert.deepEqual(plain(one({ message: 'm', customer: { id: 7 } }).unknown), { customer: { id: 7 } })
})

test('one error reported twice groups together, with other ids in its message too', () => {
  const again = { ...fromClient, idempotencyKey: 'other', error: { ...error, cause: undefined }, exception: undefined }
  const renewed = { ...again, error: { ...again.error, stack: stack.replace('10:9', '12:1') } }
  assert.equal(fingerprint(one(again)).key, fingerprint(one(renewed)).key)
  assert.equal(fingerprint(one(again)).method, 'stack')
})

test('failures are told as the client reads them', () => {
  const code = (error: AppError) => eventsApiError(error).error.code
  assert.deepEqual([unauthenticated(), rateLimited(3), unavailable('busy')].map(code), [
    'INVALID_AUTH',
    'RATE_LIMITED',
    'SERVICE_UNAVAILABLE',
  ])
  assert.deepEqual(eventsApiError(rateLimited(3)).error.details, { retryAfterMs: 3000 })
  try {
    parse({ events: [{ level: 'x' }] })
    assert.fail()
  } catch (error) {
    const answer = eventsApiError(error as AppError)
    assert.equal(answer.error.code, 'INVALID_REQUEST')
    assert.ok(answer.error.details.fields?.some((field) => field.path === 'events.0.level'))
  }
})
