import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Context, Services } from '#platform/context'
import { inTransaction } from '#platform/database'
import { newId } from '#platform/ids'
import { call, testContext } from '#testing'
import { flushTemplates, mineTemplate, templateOf } from './index.ts'
import { maxNewPerMinute } from './learn-templates.ts'
import { endpoints } from './routes.ts'

type Page = { items: { id: string }[]; nextCursor: string | null }

async function setUp() {
  const ctx = await testContext()
  return { ctx, target: { workspaceId: ctx.workspaceId, projectId: newId('prj', ctx.now()) } }
}

/** The same stores, as another process sees them: it remembers nothing of what this one has learnt. */
const anotherProcess = (services: Services): Services => ({ ...services, database: { ...services.database } })

async function listed(ctx: Context, query = '') {
  const answer = await (await call(ctx, endpoints, 'GET', `/log-templates?limit=100${query}`)).json()
  return answer.items as { id: string; template: string; lineCount: number; source: string }[]
}

test('a template keeps its id when it becomes wider, in a new process, and is not new again', async () => {
  const { ctx, target } = await setUp()
  const first = await mineTemplate(ctx, target, 'session opened for user alice by (uid=0)')
  const wider = await templateOf(ctx, target, { line: 'session opened for user bob by (uid=501)' })
  assert.equal(wider?.id, first?.id)
  assert.equal(wider?.isNew, false)
  assert.equal(wider?.template, 'session opened for user <*> by (uid=<*>)')
  const later = await templateOf(anotherProcess(ctx), target, { line: 'session opened for user carol by (uid=7)' })
  assert.deepEqual(later, wider)
})

test('two processes that learn apart come to the same templates', async () => {
  const { ctx, target } = await setUp()
  const other = anotherProcess(ctx)
  const words = 'amber birch cedar daisy elder fern'.split(' ')
  const lines = words.flatMap((word, index) => [
    `cache ${word} was rebuilt in ${index} seconds by the nightly run`,
    `user ${index} logged in`,
  ])
  await Promise.all(lines.map((line, index) => mineTemplate(index % 2 === 0 ? ctx : other, target, line)))
  await Promise.all(lines.map((line, index) => mineTemplate(index % 3 === 0 ? other : ctx, target, line)))
  for (const line of lines) {
    // A third one has the last word: what both wrote down.
    const [one, two, three] = await Promise.all(
      [ctx, other, anotherProcess(ctx)].map((services) => mineTemplate(services, target, line)),
    )
    assert.deepEqual([one?.id, two?.id], [three?.id, three?.id], line)
  }
  assert.deepEqual((await listed(ctx)).map(({ template }) => template).sort(), [
    'cache <*> was rebuilt in <*> by the nightly run',
    'user <*> logged in',
  ])
})

test('lines that are known cost no statement in the database', async () => {
  const { ctx, target } = await setUp()
  const learnt = await mineTemplate(ctx, target, 'took 12 ms to answer')
  const broken: Services = Object.assign(Object.create(ctx), { log: ctx.log })
  // The cache is that of the same handle; whatever would use it fails.
  const kysely = Object.getOwnPropertyDescriptor(ctx.database, 'kysely')
  Object.defineProperty(ctx.database, 'kysely', { get: () => assert.fail('asked the database'), configurable: true })
  try {
    for (let ms = 0; ms < 200; ms++)
      assert.deepEqual(await mineTemplate(broken, target, `took ${ms} ms to answer`), learnt)
  } finally {
    if (kysely) Object.defineProperty(ctx.database, 'kysely', kysely)
  }
})

test('lines are counted, and a template that others turned out to be forms of has their lines too', async () => {
  const { ctx, target } = await setUp()
  const words = 'amber birch cedar daisy elder fern'.split(' ')
  for (const word of words.slice(0, 3)) await mineTemplate(ctx, target, `queue ${word} has been paused by an operator`)
  await flushTemplates(ctx)
  assert.equal((await listed(ctx)).length, 3)
  for (const word of words.slice(3)) await mineTemplate(ctx, target, `queue ${word} has been paused by an operator`)
  await flushTemplates(ctx)
  const [only, ...others] = await listed(ctx)
  assert.deepEqual(others, [])
  assert.partialDeepStrictEqual(only, { template: 'queue <*> has been paused by an operator', lineCount: 6 })
})

test('the template of a sender is taken as it is, and nothing is learnt from its line', async () => {
  const { ctx, target } = await setUp()
  const given = { line: 'user 7 left', template: 'user {id} left' }
  const one = await templateOf(ctx, target, given)
  const two = await templateOf(anotherProcess(ctx), target, { ...given, line: 'user eight left' })
  assert.equal(one?.id, two?.id)
  assert.deepEqual([one?.isNew, two?.isNew], [true, false])
  const rows = await listed(ctx)
  assert.deepEqual(
    rows.map(({ template, source }) => [template, source]),
    [['user {id} left', 'sender']],
  )
})

test('a template that was erased is learnt anew when its line comes again', async () => {
  const { ctx, target } = await setUp()
  const first = await mineTemplate(ctx, target, 'printer on fire')
  await inTransaction(ctx, (tx) => tx.db.deleteFrom('logTemplates').where('workspaceId', '=', tx.workspaceId).execute())
  await mineTemplate(ctx, target, 'printer on fire')
  await flushTemplates(ctx)
  const again = await mineTemplate(ctx, target, 'printer on fire')
  assert.equal(again?.id, first?.id)
  assert.equal((await listed(ctx)).length, 1)
})

test('whoever invents templates gets no more than so many a minute, and known lines keep theirs', async () => {
  const { ctx, target } = await setUp()
  const known = await mineTemplate(ctx, target, 'all is well')
  const word = (index: number) => Array.from(String(index), (digit) => 'qwrtzpsdfg'[Number(digit)]).join('e')
  // No two have a word in common, so that none is a form of another.
  const invented = Array.from({ length: maxNewPerMinute + 20 }, (_, index) => `${word(index)}x ${word(index)}y`)
  const mined = await Promise.all(invented.map((line) => mineTemplate(ctx, target, line)))
  assert.equal(mined.filter(Boolean).length, maxNewPerMinute - 1)
  assert.deepEqual(await mineTemplate(ctx, target, 'all is well'), known)
  const inAMinute = { ...ctx, now: () => new Date(ctx.now().getTime() + 61_000) }
  assert.ok(await mineTemplate(inAMinute, target, invented.at(-1) ?? ''))
})

test('templates are listed by when they were last seen, by their lines and by text, page by page', async () => {
  const { ctx, target } = await setUp()
  for (const [line, times] of [
    ['disk is full', 3],
    ['disk is slow', 1],
    ['fan has stopped', 2],
  ] as const) {
    for (let time = 0; time < times; time++) await mineTemplate(ctx, target, line)
  }
  await flushTemplates(ctx)
  const byLines = await listed(ctx, '&sort=lines')
  assert.deepEqual(
    byLines.map(({ template }) => template),
    ['disk is full', 'fan has stopped', 'disk is slow'],
  )
  assert.deepEqual(
    (await listed(ctx, '&query=DISK&sort=lines')).map(({ lineCount }) => lineCount),
    [3, 1],
  )
  const pages: string[] = []
  let cursor: string | null = null
  do {
    const path: string = `/log-templates?sort=lines&limit=1${cursor ? `&cursor=${cursor}` : ''}`
    const page: Page = await (await call(ctx, endpoints, 'GET', path)).json()
    pages.push(...page.items.map(({ id }: { id: string }) => id))
    cursor = page.nextCursor
  } while (cursor)
  assert.deepEqual(
    pages,
    byLines.map(({ id }) => id),
  )
  const one = await (await call(ctx, endpoints, 'GET', `/log-templates/${pages[0]}`)).json()
  assert.equal(one.template, 'disk is full')
})
