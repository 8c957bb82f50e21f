import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call } from '#testing'
import { openHouse } from '../house.fixture.ts'
import { every, sendHosts } from './hosts.fixture.ts'
import { endpoints } from './routes.ts'

const hosts = 500
/** Of one request. */
const batch = 250

test('hundreds of hosts are listed in pages, by a number of queries that does not grow with them', async (t) => {
  const house = await openHouse(t)
  const now = house.ctx.now().getTime()
  const times = every(60, now, 4)
  for (let from = 0; from < hosts; from += batch) {
    const instances = Array.from({ length: batch }, (_, at) => `web-${String(from + at).padStart(4, '0')}`)
    await sendHosts(house, ...instances.map((instance) => ({ instance, times })))
  }
  let queries = 0
  const { columns } = house.ctx
  const ctx = {
    ...house.ctx,
    columns: {
      ...columns,
      forWorkspace: (id: string) => {
        const own = columns.forWorkspace(id)
        const query: typeof own.query = (sql, params) => {
          queries += 1
          return own.query(sql, params)
        }
        return { ...own, query }
      },
    },
  }
  const list = async (path: string) => {
    queries = 0
    const began = performance.now()
    const answer = await call(ctx, endpoints, 'GET', path)
    const body = await answer.json()
    assert.equal(answer.status, 200, JSON.stringify(body))
    t.diagnostic(`${path}: ${Math.round(performance.now() - began)} ms, ${queries} queries`)
    return body
  }
  const { items, counts, nextCursor } = await list('/hosts?limit=100')
  assert.deepEqual(counts, { quiet: 0, reporting: hosts, stopped: 0 })
  assert.deepEqual([items.length, items[0].name, items[99].name], [100, 'web-0000', 'web-0099'])
  assert.ok(items.every(({ figures }: { figures: { cpuShare: number | null } }) => figures.cpuShare === 0.5))
  assert.equal(queries, 6)
  const next = await list(`/hosts?limit=100&cursor=${nextCursor}`)
  assert.equal(next.items[0].name, 'web-0100')
  assert.equal(queries, 6)
  await list(`/hosts/${items[0].id}`)
  assert.equal(queries, 7)
})
