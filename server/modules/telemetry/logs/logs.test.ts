import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Context } from '#platform/context'
import { newHexKey, newId } from '#platform/ids'
import { call, testContext, withRole } from '#testing'
import type { LogRecord } from '../records.ts'
import { logRows } from './log-rows.ts'
import { endpoints } from './routes.ts'

const minute = 60_000

type Given = Partial<LogRecord> & { agoMs?: number; arrivedMs?: number }

function record(ctx: Context, { agoMs = minute, arrivedMs = agoMs, ...given }: Given): LogRecord {
  const at = (ms: number) => new Date(ctx.now().getTime() - ms)
  return { receivedAt: at(arrivedMs), occurredAt: at(agoMs), level: 'info', body: 'started', attributes: [], ...given }
}

async function store(ctx: Context, projectId: string, logs: readonly LogRecord[]): Promise<void> {
  for (const { table, rows } of await logRows({ workspaceId: ctx.workspaceId, projectId }, logs, ctx)) {
    await ctx.columns.insert(table, rows)
  }
}

type Page = { items: { body: string }[]; nextCursor: string | null; newerCursor: string }

async function setUp() {
  const ctx = await testContext()
  return { ctx, projectId: newId('prj', ctx.now()) }
}

async function bodies(ctx: Context, path: string): Promise<string[]> {
  const answer = await (await call(ctx, endpoints, 'GET', path)).json()
  return answer.items.map(({ body }: { body: string }) => body)
}

test('lines are listed newest first, on pages that neither repeat nor skip one, in both directions', async () => {
  const { ctx, projectId } = await setUp()
  const names = Array.from({ length: 7 }, (_, index) => `line ${'abcdefg'[index]} here`)
  // Three at the same moment, and a gap of a week.
  const ages = [10 * 24 * 3_600_000, 3 * minute, 2 * minute, 2 * minute, 2 * minute, minute, 30_000]
  await store(
    ctx,
    projectId,
    names.map((body, index) => record(ctx, { body, agoMs: ages[index]! })),
  )
  const all = await bodies(ctx, '/logs')
  assert.deepEqual(new Set(all.slice(2, 5)), new Set(names.slice(2, 5)))
  assert.deepEqual([...all.slice(0, 2), ...all.slice(5)], [names[6], names[5], names[1], names[0]])
  for (const limit of [1, 2, 3]) {
    const older: string[] = []
    const newerCursors: string[] = []
    let cursor: string | null = null
    do {
      const path: string = `/logs?limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`
      const page: Page = await (await call(ctx, endpoints, 'GET', path)).json()
      older.push(...page.items.map(({ body }: { body: string }) => body))
      newerCursors.push(page.newerCursor)
      cursor = page.nextCursor
    } while (cursor)
    assert.deepEqual(older, all, `pages of ${limit}`)
    // Back from the last page.
    const newer = await bodies(ctx, `/logs?direction=newer&limit=100&cursor=${newerCursors.at(-1)}`)
    const lastPage = Math.ceil(all.length / limit) - 1
    assert.deepEqual(newer, all.slice(0, lastPage * limit))
  }
})

test('lines are found by project, level, service, environment, release, host, trace and time', async () => {
  const { ctx, projectId } = await setUp()
  const traceId = newHexKey()
  await store(ctx, projectId, [
    record(ctx, {
      body: 'wanted',
      level: 'error',
      service: 'web',
      environment: 'prod',
      release: '2.0',
      host: 'h1',
      traceId,
    }),
    record(ctx, { body: 'other', level: 'info', agoMs: 5 * minute }),
  ])
  await store(ctx, newId('prj', ctx.now()), [record(ctx, { body: 'elsewhere' })])
  for (const filter of [
    `projectId=${projectId}&level=error,fatal`,
    'service=web',
    'environment=prod',
    'release=2.0',
    'host=h1',
    `traceId=${traceId}`,
    `projectId=${projectId}&from=${new Date(ctx.now().getTime() - 2 * minute).toISOString()}`,
  ]) {
    assert.deepEqual(await bodies(ctx, `/logs?${filter}`), ['wanted'], filter)
  }
  const around = new Date(ctx.now().getTime() - 3 * minute).toISOString()
  assert.deepEqual(await bodies(ctx, `/logs?around=${around}&projectId=${projectId}`), ['other'])
  assert.deepEqual(await bodies(ctx, `/logs?around=${around}&projectId=${projectId}&direction=newer`), ['wanted'])
})

test('a request that is sent again stores no line twice, and equal lines of one request all stay', async () => {
  const { ctx, projectId } = await setUp()
  const lines = [record(ctx, { body: 'same' }), record(ctx, { body: 'same' })]
  await store(ctx, projectId, lines)
  await store(
    ctx,
    projectId,
    lines.map((line) => ({ ...line, receivedAt: ctx.now() })),
  )
  assert.deepEqual(await bodies(ctx, '/logs'), ['same', 'same'])
})

test('the tail gives each line once, in the order of arrival, also those of a slow sender', async () => {
  const { ctx, projectId } = await setUp()
  await store(ctx, projectId, [record(ctx, { body: 'fast', agoMs: 10_000, arrivedMs: 9_000 })])
  const first = await (await call(ctx, endpoints, 'GET', '/logs/tail')).json()
  assert.deepEqual(
    first.items.map(({ body }: { body: string }) => body),
    ['fast'],
  )
  await store(ctx, projectId, [
    record(ctx, { body: 'slow', agoMs: 20_000, arrivedMs: 5_000 }),
    record(ctx, { body: 'just now', agoMs: 0 }),
  ])
  const next = await (await call(ctx, endpoints, 'GET', `/logs/tail?cursor=${first.nextCursor}`)).json()
  assert.deepEqual(
    next.items.map(({ body }: { body: string }) => body),
    ['slow'],
  )
})

test('the tail gives only what a query of the search finds', async () => {
  const { ctx, projectId } = await setUp()
  await store(ctx, projectId, [
    record(ctx, { body: 'order was paid', agoMs: 9_000, attributes: [['plan', 'pro']] }),
    record(ctx, { body: 'order was lost', agoMs: 8_000, level: 'error' }),
  ])
  const tail = (query: string) => bodies(ctx, `/logs/tail?query=${encodeURIComponent(query)}`)
  assert.deepEqual(await tail('order'), ['order was paid', 'order was lost'])
  assert.deepEqual(await tail('order plan:pro'), ['order was paid'])
  assert.deepEqual(await tail('level:>=error'), ['order was lost'])
  assert.equal((await call(ctx, endpoints, 'GET', '/logs/tail?query=%22')).status, 400)
})

test('the histogram counts lines by time and level, for the same filters', async () => {
  const { ctx, projectId } = await setUp()
  await store(ctx, projectId, [
    record(ctx, { body: 'one', level: 'error' }),
    record(ctx, { body: 'two' }),
    record(ctx, { body: 'three', agoMs: 5 * 3_600_000, service: 'web' }),
  ])
  const answer = await (await call(ctx, endpoints, 'GET', '/logs/histogram')).json()
  assert.equal(answer.stepSeconds, 1800)
  assert.deepEqual(
    answer.buckets.map(({ count }: { count: number }) => count),
    [1, 2],
  )
  assert.deepEqual(answer.buckets.at(-1).levels, { error: 1, info: 1 })
  const web = await (await call(ctx, endpoints, 'GET', '/logs/histogram?service=web')).json()
  assert.equal(web.buckets.length, 1)
})

test('a line carries what its sender said of it, and another workspace cannot see it', async () => {
  const { ctx, projectId } = await setUp()
  const user = { id: '7', email: 'ada@example.com' }
  await store(ctx, projectId, [
    record(ctx, {
      body: 'paid ✓',
      logger: 'shop',
      user,
      attributes: [
        ['cart', 'full'],
        ['cart', 'x'],
      ],
    }),
  ])
  const answer = await (await call(withRole(ctx, 'viewer'), endpoints, 'GET', '/logs')).json()
  assert.partialDeepStrictEqual(answer.items[0], {
    body: 'paid ✓',
    logger: 'shop',
    service: null,
    user: { id: '7', email: 'ada@example.com', name: null, address: null },
    attributes: [
      { name: 'cart', value: 'full' },
      { name: 'cart', value: 'x' },
    ],
  })
  assert.match(answer.items[0].templateId, /^tpl_[0-9a-f]{32}$/)
  assert.deepEqual(await bodies(await testContext(), '/logs'), [])
})

test('a range that is upside down or too long, and a foreign cursor, are refused', async () => {
  const { ctx } = await setUp()
  for (const query of [
    'from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z',
    'from=2020-01-01T00:00:00Z',
    'cursor=x',
    'level=loud',
  ]) {
    assert.equal((await call(ctx, endpoints, 'GET', `/logs?${query}`)).status, 400, query)
  }
})
