import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testServices } from '#testing'
import { openHouse } from '../house.fixture.ts'
import { snappyOf, v1Headers, writeV1 } from '../remote-write/message.fixture.ts'

test('each table of metrics brings an insert to the disk, file and directory, before it is answered', async () => {
  const { columns } = await testServices()
  const tables = await columns.query<{ name: string; engine_full: string }>(
    `select name, engine_full from system.tables
     where database = currentDatabase() and startsWith(name, 'metric_') and endsWith(engine, 'MergeTree')`,
  )
  const names = new Set(tables.map(({ name }) => name))
  const sent = ['metric_series', 'metric_samples', 'metric_histograms', 'metric_exemplars', 'metric_descriptions']
  for (const name of sent) assert.ok(names.has(name), name)
  for (const { name, engine_full: engine } of tables) {
    assert.match(engine, /fsync_after_insert = 1/, name)
    assert.match(engine, /fsync_part_directory = 1/, name)
  }
})

test('a write that is answered with 204 has synced files and directories of the store', async (t) => {
  const house = await openHouse(t)
  const synced = async (): Promise<Record<string, number>> => {
    const rows = await house.ctx.columns.query<{ event: string; times: number }>(
      `select event, toFloat64(value) as times from system.events where event in ('FileSync', 'DirectorySync')`,
    )
    return Object.fromEntries(rows.map(({ event, times }) => [event, times]))
  }
  const before = await synced()
  const body = writeV1([{ labels: [['__name__', 'up']], samples: [{ at: house.ctx.now().getTime(), value: 1 }] }])
  assert.equal((await house.post('/prometheus/api/v1/write', snappyOf(body), v1Headers)).status, 204)
  const after = await synced()
  // The series and the sample: a part of each of the two tables.
  for (const event of ['FileSync', 'DirectorySync']) {
    assert.ok((after[event] ?? 0) >= (before[event] ?? 0) + 2, `${event}: ${before[event]} and then ${after[event]}`)
  }
})
