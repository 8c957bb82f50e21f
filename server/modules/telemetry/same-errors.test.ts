/** The same error, told by a Sentry SDK and by OpenTelemetry, whichever comes first. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { envelope, line, send } from './log-signals.fixture.ts'
import { openHouse, type House } from './otlp/house.fixture.ts'
import { spanId, textAttribute, traceId } from './otlp/request.fixture.ts'

const stack = `Traceback (most recent call last):
  File "/app/orders.py", line 12, in charge
    gateway.send()
shop.errors.Declined: card declined`
const attributes = [
  textAttribute('exception.type', 'shop.errors.Declined'),
  textAttribute('exception.message', 'card declined'),
  textAttribute('exception.stacktrace', stack),
  textAttribute('telemetry.sdk.language', 'python'),
]
const frame = { filename: 'orders.py', abs_path: '/app/orders.py', function: 'charge', module: 'orders', lineno: 12 }
const exception = { type: 'Declined', module: 'shop.errors', value: 'card declined' }
const event = {
  platform: 'python',
  user: { id: 'ada' },
  exception: {
    values: [{ ...exception, stacktrace: { frames: [{ ...frame, context_line: 'gateway.send()', in_app: true }] } }],
  },
}
const bySdk = (house: House, trace = traceId, at = Date.now()) =>
  envelope(
    house,
    { type: 'event' },
    { ...event, timestamp: at / 1000, contexts: { trace: { trace_id: trace, span_id: spanId } } },
  )
const failed = (more: object = {}) => line('order 20 failed', 17, { attributes, traceId, spanId, ...more })
const counts = async (house: House) => (await house.incidents()).map(({ eventCount }) => eventCount)

test('by the SDK first: what OpenTelemetry tells a moment later is left out, its line stays', async (t) => {
  const house = await openHouse(t)
  assert.equal(await bySdk(house), 200)
  assert.equal(await send(house, failed()), 200)
  assert.deepEqual(await house.incidents(), [{ title: 'Declined: card declined', eventCount: 1 }])
  assert.equal((await house.rows('logs', 'log_id')).length, 1)
  // Another trace, and another message of the same one, are errors of their own.
  await send(house, failed({ traceId: traceId.replace('5', '6') }))
  const other = attributes.map((one) => (one.key === 'exception.message' ? textAttribute(one.key, 'no funds') : one))
  await send(house, failed({ attributes: other }))
  assert.equal(
    (await counts(house)).reduce((sum, count) => sum + count),
    3,
  )
})

test('by OpenTelemetry first: the SDK’s event is kept in the same incident, because it says more, and counts nothing', async (t) => {
  const house = await openHouse(t)
  await send(house, failed())
  assert.equal(await bySdk(house), 200)
  assert.deepEqual(await counts(house), [1])
  const rows = await house.rows<{ times: number; user: string; key: string }>('events', 'times, user_id as user, key')
  assert.deepEqual(
    rows.map(({ times, user }) => [times, user]),
    [
      [0, 'ada'],
      [1, ''],
    ],
  )
  assert.equal(new Set(rows.map(({ key }) => key)).size, 1)
  // A second error of the SDK in another trace is one of its own.
  await bySdk(house, traceId.replace('5', '7'))
  assert.equal(
    (await counts(house)).reduce((sum, count) => sum + count),
    2,
  )
})

test('at the same moment by both they count once, in either order', async (t) => {
  for (const ways of [
    [bySdk, (house: House) => send(house, failed())],
    [(house: House) => send(house, failed()), bySdk],
  ] as const) {
    const house = await openHouse(t)
    const answers = await Promise.all(ways.map((way) => way(house)))
    assert.deepEqual(answers, [200, 200])
    assert.deepEqual(await counts(house), [1])
  }
})

test('six seconds apart they are two, and so is what one SDK sends twice', async (t) => {
  const house = await openHouse(t)
  await bySdk(house, traceId, Date.now() - 6_000)
  await send(house, failed())
  assert.equal(
    (await counts(house)).reduce((sum, count) => sum + count),
    2,
  )
  const twice = await openHouse(t)
  for (let times = 0; times < 2; times++) await bySdk(twice)
  assert.deepEqual(await counts(twice), [2])
})

test('what one way could not store counts by the other', async (t) => {
  const house = await openHouse(t)
  let inserts = 0
  house.beforeInsert.hook = () => {
    // Of the exporter: its line is stored, its event is not.
    if (++inserts <= 2) throw new Error('away')
  }
  assert.notEqual(await send(house, failed()), 200)
  house.beforeInsert.hook = undefined
  assert.equal(await bySdk(house), 200)
  assert.deepEqual(await counts(house), [1])
})
