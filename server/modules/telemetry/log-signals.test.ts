/** Which log lines open an incident, and that they do it once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unavailable } from '#platform/errors'
import { openHouse } from './otlp/house.fixture.ts'
import { envelope, inJson, line, send } from './log-signals.fixture.ts'
import { spanId, textAttribute, traceId } from './otlp/request.fixture.ts'

test('the first line of level error or worse of a template opens an incident, further ones count; all stay lines', async (t) => {
  const house = await openHouse(t)
  const about = { traceId, spanId, attributes: [textAttribute('shop.region', 'eu')] }
  assert.equal(await send(house, line('order 17 could not be placed', 17, about), line('order 18 was placed', 9)), 200)
  assert.equal(await send(house, line('order 19 could not be placed'), line('queue 4 is full', 21)), 200)
  assert.deepEqual(await house.incidents(), [
    { title: 'order 17 could not be placed', eventCount: 2 },
    { title: 'queue 4 is full', eventCount: 1 },
  ])
  const rows = await house.rows<Record<string, unknown>>(
    'events',
    'kind, level, service, release, trace_id, span_id, attributes, grouping, detail',
  )
  const event = rows.find((row) => row['trace_id'] === traceId)
  assert.partialDeepStrictEqual(event, {
    kind: 'log',
    level: 'error',
    service: 'shop',
    release: '1.4.2',
    trace_id: traceId,
    span_id: spanId,
    attributes: [['shop.region', 'eu']],
  })
  assert.partialDeepStrictEqual(JSON.parse(String(event?.['grouping'])), { method: 'template' })
  assert.partialDeepStrictEqual(JSON.parse(String(event?.['detail'])), { logger: 'orders' })
  assert.deepEqual(rows.map(({ level }) => level).sort(), ['error', 'error', 'fatal'])
  assert.equal((await house.rows('logs', 'log_id')).length, 4)
})

test('a template that lines of lower level had before opens its incident with its first line of level error', async (t) => {
  const house = await openHouse(t)
  await send(house, line('connection 5 was closed', 9), line('connection 6 was closed', 13))
  assert.deepEqual(await house.incidents(), [])
  await send(house, line('connection 7 was closed', 17), line('connection 8 was closed', 9))
  assert.deepEqual(await house.incidents(), [{ title: 'connection 7 was closed', eventCount: 1 }])
})

test('a line whose incident could not be stored opens it when it is sent again, and counts once', async (t) => {
  const house = await openHouse(t)
  const sent = line('the cache cannot be reached')
  let inserts = 0
  house.beforeInsert.hook = () => {
    // The line itself is stored, its event is not.
    if (++inserts === 2) throw unavailable('the store is away')
  }
  assert.equal(await send(house, sent), 503)
  assert.deepEqual(await house.incidents(), [])
  assert.equal(await send(house, sent), 200)
  assert.equal(await send(house, sent), 200)
  assert.deepEqual(await house.incidents(), [{ title: 'the cache cannot be reached', eventCount: 1 }])
  assert.equal((await house.rows('logs final', 'log_id')).length, 1)
})

test('a line that the events API got and one that a log exporter sent are one incident', async (t) => {
  const house = await openHouse(t)
  await send(house, line('payment 4 timed out'))
  const at = new Date(Date.now() - 60_000).toISOString()
  const body = JSON.stringify({ message: `${at} ERROR payment 5 timed out` })
  assert.equal((await house.post('/api/v1/events', body, inJson)).status, 202)
  assert.deepEqual(await house.incidents(), [{ title: 'payment 4 timed out', eventCount: 2 }])
})

test('an error line of a Sentry SDK stays a line: what is an error the SDK sends as an event besides', async (t) => {
  const house = await openHouse(t)
  const item = (id: number) => ({
    timestamp: Date.now() / 1000,
    level: 'error',
    body: `user ${id} is unknown here`,
    attributes: { 'sentry.message.template': { value: 'user %s is unknown here', type: 'string' } },
  })
  for (const ids of [[1, 2], [3]]) {
    const header = { type: 'log', item_count: ids.length, content_type: 'application/vnd.sentry.items.log+json' }
    assert.equal(await envelope(house, header, { items: ids.map(item) }), 200)
  }
  assert.deepEqual(await house.incidents(), [])
  assert.equal((await house.rows('logs final', 'log_id')).length, 3)
})

test('an exception in a line is one incident, by its stack, and its line opens no second one', async (t) => {
  const house = await openHouse(t)
  const attributes = [textAttribute('exception.type', 'Declined'), textAttribute('exception.message', 'no funds')]
  await send(house, line('order 20 failed', 17, { attributes }))
  assert.deepEqual(await house.incidents(), [{ title: 'Declined: no funds', eventCount: 1 }])
})
