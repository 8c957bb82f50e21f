/** The HTTP interface of the child as `@clickhouse/client` and plain requests see it. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { createClient } from '@clickhouse/client'
import type { ClickHouseClient } from '@clickhouse/client'
import { createLog } from '#platform/log'
import { maxBodyBytes } from './chdb-request.ts'
import { startEmbedded } from './index.ts'
import type { EmbeddedStores } from './index.ts'

let dataDir: string
let stores: EmbeddedStores
let socketPath: string
let client: ClickHouseClient

before(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'watchword-chdb-'))
  stores = await startEmbedded({ dataDir, log: createLog('silent'), postgres: false, clickhouse: true })
  socketPath = new URL(stores.clickhouseUrl).searchParams.get('socket_path') ?? ''
  const agentOptions = { socketPath, keepAlive: true }
  client = createClient({
    url: 'http://localhost',
    http_agent: new Agent(agentOptions),
    compression: { request: true, response: true },
    use_multipart_params: true,
    log: { level: 127 },
  })
  await client.command({ query: 'CREATE TABLE t (n UInt64, s String) ENGINE = MergeTree ORDER BY n' })
})

after(async () => {
  await client.close()
  await stores.stop()
  await rm(dataDir, { recursive: true })
})

test('the official client pings, inserts and reads, with compression both ways and parameters as a form', async () => {
  assert.equal((await client.ping()).success, true)
  const values = Array.from({ length: 1000 }, (_, n) => ({ n, s: `row ${n}` }))
  const { summary } = await client.insert({ table: 't', values, format: 'JSONEachRow' })
  assert.equal(summary?.written_rows, '1000')
  const query = 'SELECT * FROM t WHERE n >= {from:UInt64} ORDER BY n'
  const result = await client.query({ query, query_params: { from: 0 }, format: 'JSONEachRow' })
  assert.equal((await result.json()).length, 1000)
})

test('a setting holds for its own request only', async () => {
  const query = "SELECT getSetting('max_threads') AS threads"
  const read = async (settings: { max_threads?: number }) =>
    (await client.query({ query, clickhouse_settings: settings, format: 'JSONEachRow' })).json()
  assert.deepEqual(await read({ max_threads: 1 }), [{ threads: 1 }])
  assert.notDeepEqual(await read({}), [{ threads: 1 }])
})

test('a parameter holds for its own request only', async () => {
  const query = 'SELECT {name:String} AS name'
  await client.query({ query, query_params: { name: 'mine' } })
  await assert.rejects(client.query({ query }), { code: '456', type: 'UNKNOWN_QUERY_PARAMETER' })
})

test('errors have ClickHouse code and status', async () => {
  const syntax = await send('POST', '/', 'SELEC 1')
  assert.equal(syntax.status, 400)
  assert.equal(syntax.headers['x-clickhouse-exception-code'], '62')
  assert.match(syntax.body, /^Code: 62\. DB::Exception: .*\(SYNTAX_ERROR\)/s)
  assert.equal((await send('POST', '/', 'SELECT * FROM nope')).status, 404)
  assert.equal((await send('POST', '/?database=nope', 'SELECT 1')).status, 404)
  assert.match((await send('POST', '/?no_such_setting=1', 'SELECT 1')).body, /UNKNOWN_SETTING/)
})

test('what would silently mean something else is refused', async () => {
  assert.match((await send('POST', '/?session_id=1', 'SELECT 1')).body, /NOT_IMPLEMENTED/)
  assert.match((await send('POST', '/', 'SELECT 1', { 'content-encoding': 'lz4' })).body, /UNKNOWN_COMPRESSION_METHOD/)
  assert.match((await send('POST', "/?a'b=1", 'SELECT 1')).body, /UNKNOWN_SETTING/)
})

test('a body that is cut off inserts nothing', async () => {
  const before = await count()
  const path = '/?query=' + encodeURIComponent('INSERT INTO t FORMAT JSONEachRow')
  assert.equal((await send('POST', path, '{"n":1,"s":"a"}\n{"n":2,"s')).status, 400)
  const torn = gzipSync('{"n":1,"s":"a"}\n').subarray(0, 20)
  assert.notEqual((await send('POST', path, torn, { 'content-encoding': 'gzip' })).status, 200)
  assert.equal(await count(), before)
})

test('a body that unpacks to more than the limit is refused', async () => {
  const bomb = gzipSync(Buffer.alloc(maxBodyBytes + 1, 'x'))
  const answer = await send('POST', '/?query=INSERT+INTO+t+FORMAT+CSV', bomb, { 'content-encoding': 'gzip' })
  assert.equal(answer.status, 413)
})

test('more statements than may wait are refused with 503, and the others all answered', async () => {
  const answers = await Promise.all(Array.from({ length: 120 }, () => send('POST', '/', 'SELECT sleep(0.05)')))
  const statuses = answers.map((answer) => answer.status)
  assert.deepEqual(new Set(statuses), new Set([200, 503]))
  assert.ok(statuses.filter((status) => status === 200).length >= 70)
  assert.ok(answers.find((answer) => answer.status === 503)?.headers['retry-after'])
})

async function count(): Promise<string> {
  return (await send('POST', '/', 'SELECT count() FROM t')).body
}

type Answer = { status: number; headers: NodeJS.Dict<string | string[]>; body: string }

function send(
  method: string,
  path: string,
  body: string | Buffer,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, method, path, headers }, (incoming) => {
      let text = ''
      incoming.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text }))
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
