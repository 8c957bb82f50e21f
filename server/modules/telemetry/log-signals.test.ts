/** Which log lines open an incident, and that they do it once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inTransaction, sql } from '#platform/database'
import { unavailable } from '#platform/errors'
import { mineTemplate, newTemplateOf, templateOf } from './log-templates/index.ts'
import { newForMs } from './log-templates/project-templates.ts'
import { openHouse, type House } from './otlp/house.fixture.ts'
import { nanosAt, spanId, textAttribute, traceId } from './otlp/request.fixture.ts'

const inJson = { 'content-type': 'application/json' }
const line = (text: string, severityNumber = 17, more: object = {}) => ({
  timeUnixNano: nanosAt(new Date()),
  severityNumber,
  body: { stringValue: text },
  ...more,
})
const resource = { attributes: [textAttribute('service.name', 'shop'), textAttribute('service.version', '1.4.2')] }
const logsOf = (...logRecords: unknown[]) =>
  JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ scope: { name: 'orders' }, logRecords }] }] })
const send = async (house: House, ...records: unknown[]) =>
  (await house.post('/v1/logs', logsOf(...records), inJson)).status

async function envelope(house: House, ...lines: unknown[]): Promise<number> {
  const { rows } = await inTransaction(house.ctx, ({ db }) =>
    sql<{ number: number }>`select number from projects where id = ${house.projectId}`.execute(db),
  )
  const body = [{}, ...lines].map((one) => JSON.stringify(one)).join('\n')
  const answer = await house.post(`/api/${rows[0]?.number}/envelope/?sentry_key=${house.key}`, body, {
    authorization: '',
  })
  return answer.status
}

test('the first line of level error or worse of a new template opens an incident; all lines stay lines', async (t) => {
  const house = await openHouse(t)
  const about = { traceId, spanId, attributes: [textAttribute('shop.region', 'eu')] }
  assert.equal(await send(house, line('order 17 could not be placed', 17, about), line('order 18 was placed', 9)), 200)
  assert.equal(await send(house, line('order 19 could not be placed'), line('queue 4 is full', 21)), 200)
  assert.deepEqual(await house.incidents(), [
    { title: 'order 17 could not be placed', eventCount: 1 },
    { title: 'queue 4 is full', eventCount: 1 },
  ])
  const [event, worse] = await house.rows<Record<string, unknown>>(
    'events',
    'kind, level, service, release, trace_id, span_id, attributes, grouping, detail',
  )
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
  assert.equal(worse?.['level'], 'fatal')
  assert.equal((await house.rows('logs', 'log_id')).length, 4)
})

test('a template that lines of lower level had long before is no news', async (t) => {
  const house = await openHouse(t)
  const target = { workspaceId: house.ctx.workspaceId, projectId: house.projectId }
  await send(house, line('connection 5 was closed', 9))
  await inTransaction(house.ctx, ({ db }) =>
    sql`update log_templates set first_seen_at = first_seen_at - interval '1 day' where project_id = ${house.projectId}`.execute(
      db,
    ),
  )
  // Another process, which reads the templates from the database.
  const other = { ...house.ctx, database: { ...house.ctx.database } }
  const given = { line: 'connection 6 was closed' }
  assert.ok(await templateOf(other, target, given))
  assert.equal(await newTemplateOf(other, target, given), undefined)
})

test('a template is new for ten minutes, in every process', async (t) => {
  const { ctx, projectId } = await openHouse(t)
  const target = { workspaceId: ctx.workspaceId, projectId }
  const mined = await mineTemplate(ctx, target, 'disk 3 is full')
  const other = { ...ctx, database: { ...ctx.database } }
  for (const services of [ctx, other]) {
    const given = { line: 'disk 4 is full' }
    assert.deepEqual(await newTemplateOf(services, target, given), mined)
    const later = { ...services, now: () => new Date(ctx.now().getTime() + newForMs + 60_000) }
    assert.equal(await newTemplateOf(later, target, given), undefined)
  }
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
  const body = JSON.stringify({ message: '2026-11-21T10:00:00Z ERROR payment 5 timed out' })
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

test('the same error by a Sentry SDK and a moment later by OpenTelemetry, of one trace, counts once', async (t) => {
  const house = await openHouse(t)
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
    timestamp: Date.now() / 1000,
    contexts: { trace: { trace_id: traceId, span_id: spanId } },
    exception: {
      values: [{ ...exception, stacktrace: { frames: [{ ...frame, context_line: 'gateway.send()', in_app: true }] } }],
    },
  }
  assert.equal(await envelope(house, { type: 'event' }, event), 200)
  const failed = line('order 20 failed', 17, { attributes, traceId, spanId })
  assert.equal(await send(house, failed), 200)
  assert.deepEqual(await house.incidents(), [{ title: 'Declined: card declined', eventCount: 1 }])
  assert.equal((await house.rows('logs', 'log_id')).length, 1)
  // Another trace, and another message of the same one, are errors of their own.
  await send(house, { ...failed, traceId: traceId.replace('5', '6') })
  const other = attributes.map((one) => (one.key === 'exception.message' ? textAttribute(one.key, 'no funds') : one))
  await send(house, { ...failed, attributes: other })
  const counts = (await house.incidents()).map(({ eventCount }) => eventCount)
  assert.equal(
    counts.reduce((sum, count) => sum + count),
    3,
  )
})
