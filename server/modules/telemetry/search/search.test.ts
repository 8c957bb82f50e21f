import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Context } from '#platform/context'
import { newHexKey, newId } from '#platform/ids'
import { call, testContext } from '#testing'
import { eventRow, insertEvents } from '../columns.ts'
import type { TelemetryEvent } from '../event.ts'
import { parseEventsBody } from '../events-api/index.ts'
import { fingerprint } from '../grouping/index.ts'
import { flushTemplates } from '../log-templates/index.ts'
import { endpoints as templateEndpoints } from '../log-templates/routes.ts'
import { logRows } from '../logs/log-rows.ts'
import { createSearchEndpoints } from './routes.ts'
import { maxTermLength } from './terms.ts'

const endpoints = createSearchEndpoints(async (_, groups) => {
  const [first] = groups
  const incident = { id: 'inc_1', number: 1, title: '', status: 'open', level: 'error' }
  return new Map(first ? [[`${first.projectId} ${first.key}`, incident]] : [])
})

type Given = Partial<TelemetryEvent> & { body?: object; agoMs?: number }

async function store(ctx: Context, projectId: string, given: readonly Given[]): Promise<void> {
  const rows = given.map(({ body = {}, agoMs = 60_000, ...rest }) => {
    const occurredAt = new Date(ctx.now().getTime() - agoMs)
    const { events } = parseEventsBody(Buffer.from(JSON.stringify({ message: 'nothing', ...body })), {
      receivedAt: occurredAt,
      projectId,
      newEventId: () => newHexKey(),
    })
    const event = { ...events[0]!, occurredAt, ...rest }
    return eventRow({ workspaceId: ctx.workspaceId, projectId, event, grouping: fingerprint(event), sizeBytes: 1 })
  })
  await insertEvents(ctx.columns, newId('bat', ctx.now()), rows)
}

type Page = { items: { title: string }[]; nextCursor: string | null }

async function setUp() {
  const ctx = await testContext()
  return { ctx, projectId: newId('prj', ctx.now()) }
}

async function titles(ctx: Context, query: string, more = ''): Promise<string[]> {
  const answer = await call(ctx, endpoints, 'GET', `/search/events?query=${encodeURIComponent(query)}${more}`)
  assert.equal(answer.status, 200, await answer.clone().text())
  return (await answer.json()).items.map(({ title }: { title: string }) => title)
}

test('events are found by words of title, message and exceptions, whatever their case, and by phrases and prefixes', async () => {
  const { ctx, projectId } = await setUp()
  const exceptions = [
    { type: 'SocketError', value: 'connection refused by peer', frames: [] },
    { type: 'PaymentFailed', value: 'Card was declined', frames: [] },
  ]
  await store(ctx, projectId, [
    { title: 'PaymentFailed: Card was declined', exceptions, agoMs: 3_000 },
    { title: 'Größe der Zahlung unklar', agoMs: 2_000 },
    { title: 'declined was the card', agoMs: 1_000 },
  ])
  const [card, size, other] = ['PaymentFailed: Card was declined', 'Größe der Zahlung unklar', 'declined was the card']
  for (const [query, found] of [
    ['card', [other, card]],
    ['CARD declined', [other, card]],
    ['"card was"', [card]],
    ['-paymentfailed card', [other]],
    ['refused', [card]],
    ['paym*', [card]],
    ['größe', [size]],
    ['GRÖ*', [size]],
    ['-"was declined"', [other, size]],
    ['car', []],
    ['"PaymentFailed: Card"', [card]],
    ['nosuchword*', []],
    ['', [other, size, card]],
  ] as const) {
    assert.deepEqual(await titles(ctx, query), found, query)
  }
})

test('events are found by their fields and by attributes, as text, by beginning, number and presence', async () => {
  const { ctx, projectId } = await setUp()
  const long = 'x'.repeat(maxTermLength + 50)
  await store(ctx, projectId, [
    {
      title: 'a',
      level: 'error',
      release: 'Shop@2.1.0',
      environment: 'prod',
      host: 'web-1',
      user: { email: 'Ada@example.com', id: '7' },
      attributes: [
        ['Cart.Size', '12'],
        ['note', `${long}1`],
        ['region', 'eu-west'],
      ],
    },
    {
      title: 'b',
      level: 'warning',
      host: 'web-2',
      attributes: [
        ['cart.size', '9'],
        ['note', `${long}2`],
      ],
    },
  ])
  for (const [query, found] of [
    ['level:error', ['a']],
    ['level:<error', ['b']],
    ['level:>=warning environment:PROD', ['a']],
    ['release:shop@2.*', ['a']],
    ['-release:*', ['b']],
    ['host:web-1', ['a']],
    ['user.email:ada@example.com', ['a']],
    ['user.email:ada*', ['a']],
    ['cart.size:12', ['a']],
    ['cart.size:>9', ['a']],
    ['cart.size:<=9', ['b']],
    ['-cart.size:12', ['b']],
    ['region:*', ['a']],
    ['region:EU-*', ['a']],
    [`note:${long}2`, ['b']],
    ['nosuch:1', []],
    [`project:${projectId} title:a`, ['a']],
  ] as const) {
    assert.deepEqual((await titles(ctx, query)).sort(), found, query)
  }
})

test('pages go from new to old, neither repeat nor skip, over weeks', async () => {
  const { ctx, projectId } = await setUp()
  const hours = [0.01, 0.5, 2, 30, 30, 24 * 9, 24 * 20]
  await store(
    ctx,
    projectId,
    hours.map((hour, index) => ({ title: `e${index}`, agoMs: hour * 3_600_000 })),
  )
  const pages: string[] = []
  let cursor: string | null = null
  do {
    const path: string = `/search/events?query=nothing&limit=2${cursor ? `&cursor=${cursor}` : ''}`
    const page: Page = await (await call(ctx, endpoints, 'GET', path)).json()
    pages.push(...page.items.map(({ title }: { title: string }) => title))
    cursor = page.nextCursor
  } while (cursor)
  assert.equal(new Set(pages).size, 7)
  assert.deepEqual([...pages.slice(0, 3), ...pages.slice(5)], ['e0', 'e1', 'e2', 'e5', 'e6'])
  const day = new Date(ctx.now().getTime() - 24 * 3_600_000).toISOString()
  assert.deepEqual(await titles(ctx, 'nothing', `&from=${day}`), ['e0', 'e1', 'e2'])
  const histogram = await (await call(ctx, endpoints, 'GET', '/search/events/histogram?query=nothing')).json()
  assert.equal(
    histogram.buckets.reduce((sum: number, { count }: { count: number }) => sum + count, 0),
    7,
  )
})

test('what was sent again and is not merged yet is there once, on whichever page, and leaves no page short', async () => {
  const { ctx, projectId } = await setUp()
  const given = Array.from({ length: 7 }, (_, n) => ({
    title: `declined ${n}`,
    id: newHexKey(),
    attributes: [['cart', 'c1']] satisfies TelemetryEvent['attributes'],
    occurredAt: new Date(ctx.now().getTime() - (n + 1) * 60_000),
  }))
  for (const _ of [1, 2, 3]) await store(ctx, projectId, given)
  for (const query of ['declined', 'cart:c1', '']) {
    const found: string[] = []
    const sizes: number[] = []
    for (let cursor = ''; cursor !== 'end';) {
      const more = `&limit=3${cursor && `&cursor=${cursor}`}`
      const answer = await call(ctx, endpoints, 'GET', `/search/events?query=${encodeURIComponent(query)}${more}`)
      const page: Page = await answer.json()
      found.push(...page.items.map(({ title }) => title))
      sizes.push(page.items.length)
      cursor = page.nextCursor ?? 'end'
    }
    assert.deepEqual([found, sizes], [given.map(({ title }) => title), [3, 3, 1]], query)
  }
})

test('what is found names its incident, and nothing of another workspace is found', async () => {
  const { ctx, projectId } = await setUp()
  await store(ctx, projectId, [{ title: 'ours', body: { message: 'zebra' } }])
  const answer = await (await call(ctx, endpoints, 'GET', '/search/events?query=zebra')).json()
  assert.partialDeepStrictEqual(answer.items, [{ title: 'ours', incidentId: 'inc_1', projectId }])
  const other = await testContext()
  for (const query of ['zebra', 'zeb*', `project:${projectId}`, '-nosuch'])
    assert.deepEqual(await titles(other, query), [], query)
})

test('log lines are found in the same language', async () => {
  const { ctx, projectId } = await setUp()
  const at = ctx.now()
  const logs = [
    {
      body: 'Order 4711 was paid',
      service: 'shop',
      level: 'info' as const,
      attributes: [['took', '120']] as [string, string][],
    },
    { body: 'order was cancelled', service: 'shop', level: 'warning' as const, attributes: [] },
  ]
  const tables = await logRows(
    { ...ctx, projectId },
    logs.map((log) => ({ receivedAt: at, occurredAt: at, ...log })),
    ctx,
  )
  for (const { table, rows } of tables) await ctx.columns.insert(table, rows)
  for (const [query, found] of [
    ['order', 2],
    ['ORDER was', 2],
    ['"order was"', 1],
    ['4711', 1],
    ['took:>100', 1],
    ['level:>info', 1],
    ['service:shop -cancel*', 1],
  ] as const) {
    const answer = await (await call(ctx, endpoints, 'GET', `/search/logs?query=${encodeURIComponent(query)}`)).json()
    assert.equal(answer.items.length, found, query)
  }
  const histogram = await (await call(ctx, endpoints, 'GET', '/search/logs/histogram?query=order')).json()
  assert.deepEqual(
    histogram.buckets.map(({ levels }: { levels: object }) => levels),
    [{ info: 1, warning: 1 }],
  )
})

test('a template finds the lines of those too that turned out to be forms of it', async () => {
  const { ctx, projectId } = await setUp()
  const receivedAt = new Date(ctx.now().getTime() - 60_000)
  for (const word of 'amber birch cedar daisy elder fern'.split(' ')) {
    const line = { receivedAt, occurredAt: receivedAt, level: 'info' as const, attributes: [] }
    const body = `queue ${word} has been paused by an operator`
    for (const { table, rows } of await logRows({ ...ctx, projectId }, [{ ...line, body }], ctx)) {
      await ctx.columns.insert(table, rows)
    }
  }
  await flushTemplates(ctx)
  const [template, ...others] = (await (await call(ctx, templateEndpoints, 'GET', '/log-templates')).json()).items
  assert.deepEqual(others, [])
  const answer = await call(ctx, endpoints, 'GET', `/search/logs?query=template:${template.id}`)
  assert.equal((await answer.json()).items.length, 6)
})

test('names that rows have are told with their frequent values, of one workspace and project alone', async () => {
  const { ctx, projectId } = await setUp()
  await store(ctx, projectId, [
    {
      attributes: [
        ['plan', 'pro'],
        ['cart', 'x'.repeat(100)],
      ],
      environment: 'prod',
    },
    { attributes: [['plan', 'pro']], environment: 'prod' },
    { attributes: [['plan', 'free']], agoMs: 40 * 24 * 3_600_000 },
  ])
  await store(ctx, newId('prj', ctx.now()), [{ attributes: [['plan', 'team']] }])
  const ask = async (query = '') =>
    (await (await call(ctx, endpoints, 'GET', `/search/events/names${query}`)).json()).items
  assert.deepEqual(await ask(`?projectId=${projectId}`), [
    { name: 'environment', count: 2, values: ['prod'] },
    { name: 'plan', count: 2, values: ['pro'] },
    { name: 'cart', count: 1, values: [] },
  ])
  assert.deepEqual((await ask())[0], { name: 'plan', count: 3, values: ['pro', 'team'] })
  const other = await testContext()
  assert.deepEqual((await (await call(other, endpoints, 'GET', '/search/events/names')).json()).items, [])
})

test('a query that cannot be understood, or asks what has no order, is refused with its place', async () => {
  const ctx = await testContext()
  for (const [query, message] of [
    ['a "b', 'character 3: a quotation mark is not closed'],
    ['level:loud', 'character 1: level is one of debug, info, warning, error, fatal'],
    ['x release:>2', 'character 3: release has no order; only numbers and levels have one'],
    ['took:>fast', 'character 1: took:> needs a number'],
  ] as const) {
    const answer = await call(ctx, endpoints, 'GET', `/search/events?query=${encodeURIComponent(query)}`)
    assert.equal(answer.status, 400)
    assert.match(JSON.stringify(await answer.json()), new RegExp(message.replaceAll('.', '\\.')))
  }
})

test('what people write never becomes a part of the statement', async () => {
  const { ctx, projectId } = await setUp()
  await store(ctx, projectId, [{ title: 'only' }])
  for (const query of [
    `' or 1=1 --`,
    `{workspaceId:String}`,
    `"') or true or ('"`,
    `a'b:c'd`,
    `x:"') = '"`,
    '\\x00*',
    '[a-z]*',
    'constructor:x',
    '__proto__:x',
    '\u0000',
  ]) {
    const answer = await call(ctx, endpoints, 'GET', `/search/events?query=${encodeURIComponent(query)}`)
    assert.ok(answer.status === 200 || answer.status === 400, query)
    if (answer.status === 200) assert.deepEqual((await answer.json()).items, [], query)
  }
})
