/** Runs on the embedded server, and on any other whose URL (with a database of its own) is in the environment. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startEmbedded } from '#platform/embedded'
import { AppError } from '#platform/errors'
import { createLog } from '#platform/log'
import { ColumnsError, createColumns, durableMergeTree, maxResultRows, migrateColumns, writeRow } from './index.ts'
import type { Columns } from './index.ts'

const now = new Date('2026-01-01T00:00:00Z')
const table = `samples_${randomUUID().slice(0, 8)}`
const migration = {
  name: `0001_${table}`,
  up: [
    `CREATE TABLE IF NOT EXISTS ${table} (
       workspace_id String, n UInt64, i Int64 DEFAULT 7, f Float64, nf Nullable(Float64), s String, ns Nullable(String),
       lc LowCardinality(String), m Map(LowCardinality(String), String), counts Map(String, UInt64), a Array(UInt64),
       pairs Array(Tuple(String, String)), ts DateTime64(3, 'UTC'), fine Nullable(DateTime64(9, 'UTC')), b Bool)
     ENGINE = MergeTree ORDER BY (workspace_id, n)
     SETTINGS ${durableMergeTree}, non_replicated_deduplication_window = 100`,
  ],
}
let columns: Columns
let closeStore = async () => {}

before(async () => {
  let url = process.env['WATCHWORD_TEST_CLICKHOUSE_URL']
  if (url === undefined) {
    const dataDir = await mkdtemp(join(tmpdir(), 'watchword-columns-'))
    const stores = await startEmbedded({ dataDir, log: createLog('silent'), postgres: false, clickhouse: true })
    url = stores.clickhouseUrl
    closeStore = async () => {
      await stores.stop()
      await rm(dataDir, { recursive: true })
    }
  }
  columns = createColumns(url)
  await migrateColumns(columns, [migration], now)
})

after(async () => {
  await columns.command(`DROP TABLE IF EXISTS ${table}`)
  await columns.close()
  await closeStore()
})

const newWorkspace = () => `ws_${randomUUID()}`
const readAll = (workspaceId: string, what = '*') =>
  columns
    .forWorkspace(workspaceId)
    .query<Record<string, unknown>>(
      `SELECT ${what} FROM ${table} WHERE workspace_id = {workspaceId:String} ORDER BY n`,
      {},
    )

const hostile = `it's "quoted" \\ back\\nslash {workspaceId:String} {x:Y}; DROP TABLE t -- \n\r\t\0 \u2028 日本 👩‍👩‍👧 \\N ' OR 1=1`

test('a value comes back as it was inserted, whatever its type', async () => {
  const workspace_id = newWorkspace()
  const row = {
    workspace_id,
    n: 9_007_199_254_740_991,
    i: -5,
    f: 0.1,
    nf: null,
    s: hostile,
    ns: '',
    lc: hostile,
    m: { plain: 'x', [hostile]: hostile },
    counts: { a: 1 },
    a: [1, 2],
    pairs: [['k', hostile]],
    ts: new Date('2026-02-03T04:05:06.789Z'),
    fine: '2026-02-03T04:05:06.123456789Z',
    b: true,
  }
  await columns.insert(table, [row])
  assert.deepEqual(await readAll(workspace_id), [row])
})

test('JSON text survives with quotes, newlines, NUL and emoji', async () => {
  const workspace_id = newWorkspace()
  const text = JSON.stringify({ message: hostile, nested: { list: ['"', '\n', '\0', '😀'] } })
  await columns.insert(table, [{ workspace_id, n: 1, s: text }])
  assert.deepEqual(await readAll(workspace_id, 's'), [{ s: text }])
})

test('JSON text that goes as it is comes back as it was, byte for byte, and rows share what is said once', async () => {
  const workspace_id = newWorkspace()
  const texts = [
    JSON.stringify({
      message: hostile,
      '}{"': ['"', '\n', '\0', '😀', '\ud800', '\\"', '}}', '{'],
      n: 1e21,
      o: {},
      a: [],
    }),
    '{"spaces" : [ 1 , {"b":"\\u0000\\ud800 \\/"} ] }',
    '{}',
  ]
  const rows = texts.map((s, n) => writeRow({ workspace_id, n }, { s }))
  await columns.insert(table, rows, { each: { i: -1, lc: hostile } })
  assert.deepEqual(
    await readAll(workspace_id, 'n, i, lc, s'),
    texts.map((s, n) => ({ n, i: -1, lc: hostile, s })),
  )
})

test('a lone surrogate does not fail the rows that travel with it', async () => {
  const workspace_id = newWorkspace()
  const rows = [
    { workspace_id, n: 1, s: 'broken \ud800 pair' },
    { workspace_id, n: 2, s: 'whole' },
  ]
  await columns.insert(table, rows)
  assert.deepEqual(await readAll(workspace_id, 's'), [{ s: 'broken \\ud800 pair' }, { s: 'whole' }])
})

test('integers that a number cannot hold come back as decimal strings, floats stay numbers', async () => {
  const workspace_id = newWorkspace()
  const [max, min] = ['18446744073709551615', '-9223372036854775808']
  await columns.insert(table, [{ workspace_id, n: BigInt(max), i: min, f: 2 ** 60, a: [max, 3], counts: { max } }])
  assert.deepEqual(await readAll(workspace_id, 'n, i, f, a, counts'), [
    { n: max, i: min, f: 2 ** 60, a: [max, 3], counts: { max } },
  ])
})

test('NaN and the infinities are values, null is not one of them', async () => {
  const workspace_id = newWorkspace()
  const floats = [NaN, Infinity, -Infinity, 0].map((f, n) => ({ n, f, nf: n === 3 ? null : f }))
  await columns.insert(
    table,
    floats.map((row) => ({ workspace_id, ...row })),
  )
  assert.deepEqual(await readAll(workspace_id, 'n, f, nf'), floats)
})

test('a column that is left out has its default', async () => {
  const workspace_id = newWorkspace()
  await columns.insert(table, [{ workspace_id, n: 1 }])
  assert.deepEqual(await readAll(workspace_id, 'i, s, nf, m'), [{ i: 7, s: '', nf: null, m: {} }])
})

test('a column that the table does not have is refused', async () => {
  const error = await rejection(columns.insert(table, [{ workspace_id: 'x', nope: 1 }]))
  assert.ok(error instanceof ColumnsError)
  assert.equal(error.type, 'INCORRECT_DATA')
})

test('bound parameters are values, never SQL', async () => {
  const workspace_id = newWorkspace()
  await columns.insert(table, [{ workspace_id, n: 1, s: hostile }])
  const [row] = await columns.forWorkspace(workspace_id).query(
    `SELECT s = {s:String} AS same, {s:String} AS s, {list:Array(String)} AS list, {when:DateTime64(3)} AS at, {map:Map(String, String)} AS map
     FROM ${table} WHERE workspace_id = {workspaceId:String} AND has({list:Array(String)}, s)`,
    { s: hostile, list: ['x', hostile], when: now, map: { [hostile]: hostile } },
  )
  assert.deepEqual(row, { same: 1, s: hostile, list: ['x', hostile], at: now, map: { [hostile]: hostile } })
})

test('ten thousand parameter values fit', async () => {
  const list = Array.from({ length: 10_000 }, (_, index) => `inc_${index}`)
  const rows = await columns.query('SELECT length({list:Array(String)}) AS size', { list })
  assert.deepEqual(rows, [{ size: 10_000 }])
})

test('a workspace sees only its own rows', async () => {
  const [mine, other] = [newWorkspace(), newWorkspace()]
  await columns.insert(table, [{ workspace_id: mine, n: 1 }])
  assert.deepEqual(await readAll(other), [])
})

test('a query that forgets the workspace, or brings its own, is refused', async () => {
  const handle = columns.forWorkspace(newWorkspace())
  await assert.rejects(handle.query(`SELECT * FROM ${table}`, {}), /must use \{workspaceId:String\}/)
  await assert.rejects(handle.query(`SELECT {workspaceId:String}`, { workspaceId: 'ws_other' }), /bound by the handle/)
  assert.throws(() => columns.forWorkspace(''), /must not be empty/)
})

test('the handle of a workspace cannot write', async () => {
  const handle = columns.forWorkspace(newWorkspace())
  const error = await rejection(handle.query(`INSERT INTO ${table} (workspace_id) SELECT {workspaceId:String}`, {}))
  assert.ok(error instanceof Error && error.name !== 'AppError')
})

test('errors are typed, and their message quotes no data', async () => {
  const cases = [
    ['SELEC 1', 'SYNTAX_ERROR'],
    ['SELECT * FROM no_such_table', 'UNKNOWN_TABLE'],
    ["SELECT toUInt64('secret words')", 'CANNOT_PARSE_TEXT'],
    ['SELECT {missing:String}', 'UNKNOWN_QUERY_PARAMETER'],
  ] as const
  for (const [sql, type] of cases) {
    const error = await rejection(columns.query(sql))
    assert.ok(error instanceof ColumnsError, String(error))
    assert.equal(error.type, type)
    assert.doesNotMatch(error.message, /secret|no_such_table/)
  }
})

test('a result that is too large is refused, not cut off', async () => {
  const error = await rejection(columns.query(`SELECT number FROM numbers(${maxResultRows + 1})`))
  assert.ok(error instanceof AppError)
  assert.equal(error.code, 'unprocessable')
})

test('an insert with the same id of its batch counts once', async () => {
  const workspace_id = newWorkspace()
  const rows = [{ workspace_id, n: 1 }]
  for (const onceAs of ['first', 'first', 'second'])
    await columns.insert(table, rows, { onceAs: onceAs + workspace_id })
  assert.equal((await readAll(workspace_id)).length, 2)
})

test('an insert of ten thousand rows arrives whole', async () => {
  const workspace_id = newWorkspace()
  const rows = Array.from({ length: 10_000 }, (_, n) => ({ workspace_id, n, s: `row ${n} ${'x'.repeat(300)}` }))
  await columns.insert(table, rows)
  assert.deepEqual(await readAll(workspace_id, 'count() AS rows, uniqExact(s) AS texts, max(n) AS n'), [
    { rows: 10_000, texts: 10_000, n: 9_999 },
  ])
})

test('concurrent inserts and reads all succeed', async () => {
  const workspace_id = newWorkspace()
  const inserts = Array.from({ length: 40 }, (_, n) => columns.insert(table, [{ workspace_id, n, s: hostile }]))
  const reads = Array.from({ length: 40 }, (_, n) => columns.query('SELECT {n:UInt32} AS n', { n }))
  assert.deepEqual(
    (await Promise.all(reads)).map(([row]) => row),
    Array.from({ length: 40 }, (_, n) => ({ n })),
  )
  await Promise.all(inserts)
  assert.equal((await readAll(workspace_id)).length, 40)
})

test('a slow query does not hold up pings and inserts', async () => {
  const workspace_id = newWorkspace()
  const slow = columns.query('SELECT sleepEachRow(0.05) FROM numbers(40) SETTINGS max_block_size = 1')
  const finished = await Promise.race([
    slow.then(() => 'slow query'),
    columns
      .insert(table, [{ workspace_id, n: 1 }])
      .then(() => columns.ping())
      .then(() => 'insert and ping'),
  ])
  assert.equal(finished, 'insert and ping')
  await slow
})

test('blocks in ClickHouse formats are inserted and read as they are', async () => {
  const workspace_id = newWorkspace()
  await columns.insert(table, [{ workspace_id, n: 1, f: 1.5 }])
  const handle = columns.forWorkspace(workspace_id)
  const sql = `SELECT workspace_id, n + 1 AS n, f FROM ${table} WHERE workspace_id = {workspaceId:String}`
  for (const format of ['Native', 'RowBinary'] as const) {
    await columns.insertBlock(table, ['workspace_id', 'n', 'f'], format, [await handle.queryBlock(sql, {}, format)])
  }
  const rows = await readAll(workspace_id, 'n, f')
  assert.deepEqual(rows, [
    { n: 1, f: 1.5 },
    { n: 2, f: 1.5 },
    { n: 2, f: 1.5 },
    { n: 3, f: 1.5 },
  ])
})

test('a store that cannot be reached is unavailable, for reads, inserts and commands', async () => {
  for (const url of ['http://127.0.0.1:1/watchword', 'http://localhost/watchword?socket_path=/nowhere.sock']) {
    const unreachable = createColumns(url)
    assert.equal(await unreachable.ping(), false)
    const attempts = [
      () => unreachable.query('SELECT 1'),
      () => unreachable.insert('t', [{ a: 1 }]),
      () => unreachable.command('SELECT 1'),
    ]
    for (const attempt of attempts) {
      const error = await rejection(attempt())
      assert.ok(error instanceof AppError)
      assert.equal(error.code, 'unavailable')
      assert.ok(error.retryAfterSeconds)
    }
    await unreachable.close()
  }
})

test('a migration runs once, also when two processes start together', async () => {
  const name = `0002_${table}`
  const more = [migration, { name, up: [`ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS extra String`] }]
  const ran = await Promise.all([migrateColumns(columns, more, now), migrateColumns(columns, more, now)])
  assert.ok(ran.flat().includes(name))
  assert.deepEqual(await migrateColumns(columns, more, now), [])
})

test('a migration that could fail or lose rows when it is interrupted is refused', async () => {
  const refused = [
    'CREATE TABLE t (a String) ENGINE = MergeTree ORDER BY a',
    `ALTER TABLE ${table} ADD COLUMN x String`,
    'DROP TABLE t',
    'CREATE TABLE IF NOT EXISTS t (a String) ENGINE = MergeTree ORDER BY a',
  ]
  for (const sql of refused) {
    await assert.rejects(migrateColumns(columns, [{ name: 'bad', up: [sql] }], now), /column migration bad/)
  }
})

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => assert.fail('it should have been refused'),
    (error: unknown) => error,
  )
}
