import assert from 'node:assert/strict'
import { test } from 'node:test'

import { maxStoredFrames, parseDetail, parseEvent, serializeDetail, serializeEvent } from '../event.ts'
import type { TelemetryEvent } from '../event.ts'
import { parseStoreBody } from './event.ts'
import * as limits from './limits.ts'
import type { Arrival } from './time.ts'
import { computedMs } from '../../../testing/own-time.ts'

const receivedAt = new Date('2026-05-01T12:00:00Z')
const arrival: Arrival = { receivedAt, newEventId: () => 'f'.repeat(32) }
const store = (payload: unknown, more: Partial<Arrival> = {}) =>
  parseStoreBody(Buffer.from(JSON.stringify(payload)), { ...arrival, ...more })
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
const noted = (event: TelemetryEvent, path: string) => event.notes.some((note) => note.path === path)
const error = { type: 'TypeError', value: 'x is not a function' }

test('an event of the documentation arrives with all its parts in our words', () => {
  const event = store({
    event_id: '9EC79C33-EC99-42AB-8353-589FCB2E04DC',
    timestamp: '2026-05-01T11:59:30.250Z',
    platform: 'node',
    level: 'fatal',
    server_name: 'web-1',
    release: 'shop@1.2.3',
    dist: '7',
    environment: 'production',
    transaction: 'POST /pay',
    exception: {
      values: [
        { type: 'Cause', value: 'c' },
        {
          ...error,
          mechanism: { type: 'onerror', handled: false },
          stacktrace: {
            frames: [
              { filename: 'node_modules/x/a.js', function: 'run', in_app: false },
              {
                filename: 'src/pay.ts',
                function: 'charge',
                lineno: 3,
                colno: 7,
                in_app: true,
                context_line: 'go()',
                pre_context: ['a'],
                post_context: ['b'],
                vars: { a: 1 },
              },
            ],
          },
        },
      ],
    },
    user: { id: 7, email: 'a@b.c', username: 'ann', ip_address: '{{auto}}' },
    tags: { plan: 'pro' },
    contexts: { trace: { trace_id: 'A'.repeat(32), span_id: 'b'.repeat(16) } },
    modules: { express: '5.0.0' },
    sdk: { name: 'sentry.javascript.node', version: '11.12.0' },
    debug_meta: { images: [{ type: 'sourcemap', code_file: 'a.js', debug_id: 'd' }] },
  })
  assert.partialDeepStrictEqual(plain(event), {
    id: '9ec79c33ec9942ab8353589fcb2e04dc',
    occurredAt: '2026-05-01T11:59:30.250Z',
    kind: 'exception',
    level: 'fatal',
    title: 'TypeError: x is not a function',
    culprit: 'charge in src/pay.ts',
    host: 'web-1',
    release: 'shop@1.2.3',
    distribution: '7',
    environment: 'production',
    route: 'POST /pay',
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    user: { id: '7', email: 'a@b.c', name: 'ann' },
    attributes: [['plan', 'pro']],
    packages: [['express', '5.0.0']],
    sdk: { name: 'sentry.javascript.node', version: '11.12.0' },
    debugImages: [{ debug_id: 'd' }],
    exceptions: [
      { type: 'Cause' },
      {
        handled: false,
        mechanism: 'onerror',
        frames: [
          { inApp: false },
          { line: 3, column: 7, contextLine: 'go()', before: ['a'], after: ['b'], variables: { a: 1 } },
        ],
      },
    ],
  })
  assert.equal(event.user?.ipAddress, undefined)
})

for (const name of ['exception', 'threads', 'breadcrumbs'] as const) {
  test(`${name}: values, a bare list and one bare object are the same; nothing, null and null entries are absent`, () => {
    const one = name === 'threads' ? { id: 1, stacktrace: { frames: [{ function: 'f' }] } } : { ...error, message: 'm' }
    const part = (value: unknown) => {
      const event = store({ [name]: value })
      return plain(name === 'exception' ? event.exceptions : event[name])
    }
    const expected = part({ values: [one] })
    assert.equal((expected as unknown[]).length, 1)
    for (const form of [[one], one, [null, one], { values: [null, one, 3, 'x'] }])
      assert.deepEqual(part(form), expected)
    for (const absent of [[], null, {}, { values: [] }, { values: null }, 'text', 7, [null]])
      assert.deepEqual(part(absent), [])
  })
}

test('a broken stack never costs the event', () => {
  for (const stacktrace of [null, {}, { frames: null }, { frames: 'x' }, [], 'x']) {
    assert.deepEqual(store({ exception: [{ ...error, stacktrace }] }).exceptions[0]?.frames, [])
  }
  const frames = [
    null,
    {},
    { lineno: 3 },
    7,
    { function: 'f', lineno: '12', pre_context: [null, 'a'], vars: { a: null } },
  ]
  const [frame, ...others] = store({ exception: [{ ...error, stacktrace: { frames } }] }).exceptions[0]?.frames ?? []
  assert.partialDeepStrictEqual(plain(frame), { function: 'f', line: 12, before: [null, 'a'], variables: { a: null } })
  assert.deepEqual(others, [])
})

const messages: [payload: object, text: string | undefined, template?: string][] = [
  [{ message: 'plain' }, 'plain'],
  [{ logentry: 'plain' }, 'plain'],
  [{ message: { message: 'only' } }, 'only'],
  [{ message: { formatted: 'event' } }, 'event'],
  [{ logentry: { message: 'a %s b', params: ['x'], formatted: 'a x b' } }, 'a x b', 'a %s b'],
  [{ logentry: { message: '%s.error', params: ['mail'] } }, 'mail.error', '%s.error'],
  [{ logentry: { message: '%(who)s left', params: { who: 'ann' } } }, 'ann left', '%(who)s left'],
  [{ logentry: { message: '{0} of {1}', params: [1, 2] } }, '1 of 2', '{0} of {1}'],
  [{ logentry: { message: '%s and %s', params: ['one'] } }, 'one and %s', '%s and %s'],
  [{ message: ['Warning:', { a: 1 }, 3, null] }, 'Warning: {"a":1} 3 null'],
  [{ message: { a: [1] } }, '{"a":[1]}'],
  [{ message: 42 }, '42'],
  [{ message: null, logentry: null }, undefined],
]
for (const [payload, text, template] of messages) {
  test(`a message is read from ${JSON.stringify(payload)}`, () => {
    const event = store(payload)
    assert.deepEqual([event.message, event.messageTemplate, event.kind], [text, template, 'message'])
    assert.equal(event.title, text ?? 'Untitled event')
  })
}

test('the value of an exception is made a text whatever it is', () => {
  const values: [unknown, string | undefined][] = [
    [7, '7'],
    [false, 'false'],
    [['a', 1], 'a 1'],
    [{ a: 1 }, '{"a":1}'],
    [null, undefined],
  ]
  for (const [value, text] of values)
    assert.equal(store({ exception: [{ type: 'E', value }] }).exceptions[0]?.value, text)
})

test('headers and attributes may be pairs, may repeat, and are made texts', () => {
  const headers = [['Accept', 'a'], ['Accept', 'b'], ['X', 3], ['Y', ['c', 'd']], ['Z', null], 'odd', null]
  assert.deepEqual(store({ request: { headers } }).request?.headers, [
    ['Accept', 'a'],
    ['Accept', 'b'],
    ['X', '3'],
    ['Y', 'c d'],
  ])
  assert.deepEqual(store({ request: { headers: { 'User-Agent': ['Mozilla'] } } }).request?.headers, [
    ['User-Agent', 'Mozilla'],
  ])
  assert.deepEqual(store({ tags: [['a', true], ['a', 'x'], { key: 'k', value: 1 }] }).attributes, [
    ['a', 'true'],
    ['a', 'x'],
    ['k', '1'],
  ])
})

test('release, fingerprint, level and platform are taken or corrected, never refused', () => {
  const event = store({
    release: 12,
    fingerprint: ['a', 3, null, '{{ default }}'],
    level: 'loud',
    platform: 'nonsense',
  })
  assert.deepEqual([event.release, event.level, event.platform], ['12', 'error', 'other'])
  assert.deepEqual(event.fingerprint, ['a', '3', '{{ default }}'])
  assert.ok(noted(event, 'level'))
  assert.deepEqual(
    [store({}).level, store({}).platform, store({ fingerprint: [null] }).fingerprint],
    ['error', 'other', undefined],
  )
})

test('without an id, or with one that is none, a new one is used; that of the envelope wins', () => {
  assert.equal(store({}).id, 'f'.repeat(32))
  assert.equal(store({ event_id: 'nope' }).id, 'f'.repeat(32))
  assert.equal(store({ event_id: 'a'.repeat(32) }, { eventId: 'b'.repeat(32) }).id, 'b'.repeat(32))
})

test('a time that is missing, unreadable or cannot be right is the time of arrival, and noted', () => {
  for (const timestamp of [
    undefined,
    null,
    'soon',
    {},
    0,
    '1970-01-01T00:00:00Z',
    '2099-01-01T00:00:00Z',
    1e300,
    '300000-01-01',
  ]) {
    const event = store({ timestamp })
    assert.deepEqual(event.occurredAt, receivedAt, JSON.stringify(timestamp))
    assert.ok(noted(event, 'occurredAt'))
  }
  const times = ['2026-05-01T11:00:00', '2026-05-01 11:00:00Z', '2026-05-01T13:00:00+02:00', 1777633200, '1777633200.0']
  for (const timestamp of times)
    assert.equal(store({ timestamp }).occurredAt.toISOString(), '2026-05-01T11:00:00.000Z', String(timestamp))
})

test('a clock that is off by more than a minute is corrected by the time of sending, also for breadcrumbs', () => {
  const payload = { timestamp: '2026-05-01T10:00:00Z', breadcrumbs: [{ timestamp: 1777629540 }] }
  const event = store(payload, { sentAt: new Date('2026-05-01T10:00:10Z') })
  assert.equal(event.occurredAt.toISOString(), '2026-05-01T11:59:50.000Z')
  assert.equal(event.breadcrumbs[0]?.at?.toISOString(), '2026-05-01T11:58:50.000Z')
  assert.ok(noted(event, 'occurredAt'))
  const near = store({ timestamp: '2026-05-01T11:59:00Z' }, { sentAt: new Date('2026-05-01T11:59:00Z') })
  assert.equal(near.occurredAt.toISOString(), '2026-05-01T11:59:00.000Z')
})

test('what the protocol does not know is kept within the bound; notes of the sender never refuse an event', () => {
  const event = store({
    mood: { a: 1 },
    huge: 'x'.repeat(50_000),
    _meta: { message: { '': {} } },
    errors: [{ type: 'x' }],
  })
  assert.deepEqual(plain(event.unknown.mood), { a: 1 })
  assert.ok(JSON.stringify(event.unknown).length <= limits.maxUnknownLength + 100)
  assert.ok(noted(event, 'event') && noted(event, 'unknown.huge'))
})

test('only what is no JSON object is refused', () => {
  for (const body of ['', 'x', '[]', 'null', '"a"', '7', '{"a":']) {
    assert.throws(() => parseStoreBody(Buffer.from(body), arrival), { code: 'invalid_request' }, body)
  }
  assert.throws(() => parseStoreBody(Buffer.alloc(limits.maxStoreBytes + 1, 32), arrival), { code: 'too_large' })
})

test('hostile text is stored: NUL, lone surrogates, invalid UTF-8, a byte order mark, endless numbers (A-12)', () => {
  const event = store({ message: 'a\u0000b\ud800c', tags: { 'k\u0000': '\udc00' }, extra: { a: ['\u0000'] } })
  assert.deepEqual(
    [event.message, event.attributes, plain(event.extra)],
    ['a\uFFFDb\uFFFDc', [['k\uFFFD', '\uFFFD']], { a: ['\uFFFD'] }],
  )
  const raw = Buffer.concat([
    Buffer.from('\uFEFF{"extra":{"a":1e400,"b":-0},"message":"'),
    Buffer.from([0xff, 0xc0, 0x80]),
    Buffer.from('"}'),
  ])
  const read = parseStoreBody(raw, arrival)
  assert.deepEqual([read.message, plain(read.extra)], ['\uFFFD\uFFFD\uFFFD', { a: 'Infinity', b: 0 }])
})

test('keys that name prototypes are plain data (I-10)', () => {
  const keys = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"hasOwnProperty":1}'
  const event = parseStoreBody(
    Buffer.from(`{"extra":${keys},"contexts":${keys},"tags":${keys},"__proto__":{"release":"x"}}`),
    arrival,
  )
  assert.deepEqual(Object.keys(event.extra), ['__proto__', 'constructor', 'hasOwnProperty'])
  assert.equal(Reflect.get({}, 'polluted'), undefined)
  assert.equal(event.release, undefined)
  const back = parseDetail(serializeDetail(event))
  assert.deepEqual(Object.keys(back.contexts), ['__proto__', 'constructor', 'hasOwnProperty'])
  assert.equal(Object.getPrototypeOf(back.extra), null)
})

test('nesting of a hundred thousand levels is cut, and what is left can be stored (A-02)', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  const deepMap = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`
  for (const value of [deep, deepMap]) {
    const names = [
      'extra',
      'message',
      'tags',
      'user',
      'exception',
      'unknown_field',
      'breadcrumbs',
      'fingerprint',
      'request',
    ]
    for (const name of names) {
      const event = parseStoreBody(Buffer.from(`{"${name}":${value}}`), arrival)
      assert.ok(serializeDetail(event).length < 100_000)
    }
    const event = parseStoreBody(Buffer.from(`{"extra":{"a":${value}}}`), arrival)
    assert.ok(noted(event, 'extra.a'))
  }
})

test('a hundred thousand of anything is trimmed, quickly, and noted (A-02)', () => {
  const many = <T>(item: (i: number) => T, count = 100_000) => Array.from({ length: count }, (_, i) => item(i))
  const map = Object.fromEntries(many((i) => [`k${i}`, i], 50_000))
  const frames = many((i) => ({ function: `f${i}` }), 40_000)
  const payloads: [path: string, payload: object][] = [
    ['attributes', { tags: map }],
    ['attributes', { tags: many((i) => [i, 1], 50_000) }],
    ['breadcrumbs', { breadcrumbs: many(() => ({}), 100_000) }],
    ['frames', { exception: [{ ...error, stacktrace: { frames } }] }],
    ['exceptions', { exception: many(() => ({ type: 'E' }), 50_000) }],
    ['request.headers', { request: { headers: map } }],
    ['contexts', { contexts: map }],
    ['extra', { extra: map }],
    ['extra.k', { extra: { k: map } }],
    ['unknown', map],
    ['packages', { modules: map }],
    ['debugImages', { debug_meta: { images: many(() => ({ a: 1 })) } }],
  ]
  for (const [path, payload] of payloads) {
    const body = Buffer.from(JSON.stringify(payload))
    const started = computedMs()
    const event = parseStoreBody(body, arrival)
    assert.ok(computedMs() - started < 2000, path)
    assert.ok(noted(event, path), path)
    assert.ok(serializeDetail(event).length < 600_000, path)
  }
  const key = store({ tags: { ['k'.repeat(900_000)]: 'v' }, extra: { ['k'.repeat(100)]: 1 } })
  assert.equal(key.attributes[0]?.[0].length, limits.maxNameLength)
})

test('a stack keeps both ends', () => {
  const frames = Array.from({ length: 1000 }, (_, i) => ({ function: `f${i}` }))
  const kept = store({ exception: [{ ...error, stacktrace: { frames } }] }).exceptions[0]?.frames ?? []
  assert.deepEqual([kept.length, kept[0]?.function, kept.at(-1)?.function], [limits.maxFrames, 'f0', 'f999'])
  const stored = parseDetail(serializeDetail(store({ exception: [{ ...error, stacktrace: { frames } }] })))
  const [exception] = stored.exceptions
  assert.deepEqual([exception?.frames.length, exception?.frames[0]?.function], [maxStoredFrames, 'f0'])
  assert.equal(exception?.frames.at(-1)?.function, 'f999')
  assert.ok(stored.notes.some((note) => note.path === 'exceptions.0.frames'))
})

test('texts are cut at their bound and not within a character', () => {
  assert.equal(store({ message: 'x'.repeat(limits.maxMessage) }).message?.length, limits.maxMessage)
  const event = store({ message: 'x'.repeat(limits.maxMessage + 1), transaction: '😀'.repeat(150) })
  assert.equal(event.message?.length, limits.maxMessage)
  assert.ok(event.message?.endsWith('x…') && noted(event, 'message'))
  assert.ok(event.route?.endsWith('😀…') && event.route.length <= limits.maxRouteLength)
  assert.ok(store({ exception: [{ type: 'E', value: 'y'.repeat(9000) }] }).title.length <= 250)
})

test('a title is one line, and says something where type and value mean nothing', () => {
  assert.equal(store({ exception: [{ type: 'E', value: '\n first\nsecond' }] }).title, 'E: first')
  assert.equal(store({ exception: [{ type: 'E' }] }).title, 'E')
  const frames = [{ function: 'boot', in_app: true }, { function: 'abort' }]
  const crash = { type: 'SIGABRT', mechanism: { synthetic: true }, stacktrace: { frames } }
  assert.equal(store({ exception: [crash] }).title, 'boot')
})

test('a message with the stack of its capture stays a message, as the JavaScript SDK sends it', () => {
  const stacktrace = { frames: [{ function: '?', filename: 'src/a.ts', in_app: true }] }
  const event = store({
    message: 'hello',
    exception: { values: [{ value: 'hello', stacktrace, mechanism: { synthetic: true } }] },
  })
  assert.deepEqual([event.kind, event.title, event.culprit, event.exceptions], ['message', 'hello', 'src/a.ts', []])
  assert.equal(event.threads[0]?.frames.length, 1)
  assert.equal(store({ message: 'm', exception: [{ type: 'E', value: 'm' }] }).kind, 'exception')
})

test('a thread that crashed makes an exception of an event, and its stack says where', () => {
  const threads = {
    values: [
      { id: 1, stacktrace: { frames: [{ function: 'idle' }] } },
      { id: 2, crashed: true, stacktrace: { frames: [{ function: 'boom', package: '/usr/lib/x.so' }] } },
      { id: 3 },
    ],
  }
  const event = store({ threads, message: 'm' })
  assert.deepEqual(
    [event.kind, event.culprit, event.threads.map((thread) => thread.id)],
    ['exception', 'boom', ['2', '1']],
  )
})

test('what is stored comes back the same, dates included', () => {
  const event = store({
    exception: [{ ...error, stacktrace: { frames: [{ function: 'f', vars: { a: 1 } }] } }],
    breadcrumbs: [{ timestamp: 1777633200 }],
    extra: { a: [1] },
  })
  const back = parseEvent(serializeEvent(event))
  assert.deepEqual(
    [plain(back), back.occurredAt, back.breadcrumbs[0]?.at],
    [plain(event), event.occurredAt, event.breadcrumbs[0]?.at],
  )
  const { exceptions, breadcrumbs } = parseDetail(serializeDetail(event))
  assert.deepEqual([plain(exceptions), breadcrumbs[0]?.at], [plain(event.exceptions), event.breadcrumbs[0]?.at])
})
