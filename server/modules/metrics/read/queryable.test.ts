import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHouse, type House } from '../house.fixture.ts'
import { isStale } from '../promql/staleness.ts'
import type { Matcher, SelectRequest, SeriesSamples } from '../promql/queryable.ts'
import { snappyOf, staleBytes, v1Headers, writeV1, type SentSeries } from '../remote-write/message.fixture.ts'
import { createQueryable } from './queryable.ts'

const matcher = (name: string, op: Matcher['op'], value: string): Matcher => ({
  ...{ name, op, value },
  matches: (text) => {
    const isEqual = op.endsWith('~') ? new RegExp(`^(?:${value})$`, 's').test(text) : text === value
    return op.startsWith('!') ? !isEqual : isEqual
  },
})

async function select(
  house: Pick<House, 'ctx'>,
  matchers: Matcher[],
  more: Partial<SelectRequest> & { projectId?: string } = {},
): Promise<SeriesSamples[]> {
  const now = house.ctx.now().getTime()
  const { projectId, ...request } = more
  const columns = house.ctx.columns.forWorkspace(house.ctx.workspaceId)
  const all: SeriesSamples[] = []
  const asked = {
    afterMs: now - 3_600_000,
    toMs: now + 60_000,
    wantsBuckets: true,
    maxSamples: 1e6,
    maxSeries: 1000,
    ...request,
  }
  const { signal = new AbortController().signal } = more
  for await (const batch of createQueryable(columns, { projectId }).select({ matchers, ...asked, signal }))
    all.push(...batch)
  return all
}

async function write(house: House, series: SentSeries[]): Promise<void> {
  const { status, text } = await house.post('/prometheus/api/v1/write', snappyOf(writeV1(series)), v1Headers)
  assert.equal(status, 204, text)
}

const labels = (more: Record<string, string>): [string, string][] =>
  Object.entries({ __name__: 'requests_total', ...more }).toSorted(([a], [b]) => (a < b ? -1 : 1))

const named = matcher('__name__', '=', 'requests_total')

test('series are found by each kind of matcher, also by labels that they do not have', async (t) => {
  const house = await openHouse(t)
  const at = house.ctx.now().getTime()
  for (const [path, code] of [
    ['/a', '200'],
    ['/b', '500'],
    ['/a\n', '200'],
  ] as const) {
    await write(house, [{ labels: labels({ path, code }), samples: [{ at, value: 1 }] }])
  }
  await write(house, [{ labels: labels({ path: '/c' }), samples: [{ at, value: 1 }] }])
  const found = async (...matchers: Matcher[]) =>
    (await select(house, [named, ...matchers])).map((one) => Object.fromEntries(one.labels)['path']).toSorted()
  assert.deepEqual(await found(), ['/a', '/a\n', '/b', '/c'])
  assert.deepEqual(await found(matcher('code', '=', '')), ['/c'])
  assert.deepEqual(await found(matcher('code', '!=', '')), ['/a', '/a\n', '/b'])
  assert.deepEqual(await found(matcher('path', '=~', '/a.*')), ['/a', '/a\n'])
  assert.deepEqual(await found(matcher('path', '=~', '/')), [])
  assert.deepEqual(await found(matcher('path', '!~', '/a|/b')), ['/a\n', '/c'])
  assert.deepEqual(await found(matcher('path', '=', "/a' or 1=1 --")), [])
  assert.deepEqual((await select(house, [matcher('__name__', '=~', 'requests_.+')])).length, 4)
})

test('of several writes for one time the last counts, whatever the order of the requests and of the times', async (t) => {
  const house = await openHouse(t)
  const at = house.ctx.now().getTime() - 60_000
  const sent = (samples: [offset: number, value: number][]): SentSeries[] => [
    { labels: labels({}), samples: samples.map(([offset, value]) => ({ at: at + offset, value })) },
  ]
  await write(house, sent([[30, 3], [40, 4]])) // prettier-ignore
  await write(house, sent([[10, 1], [20, 2]])) // prettier-ignore
  await write(house, sent([[20, 22], [30, 3]])) // prettier-ignore
  await write(house, sent([[20, 222], [20, 2222]])) // prettier-ignore
  const [series, ...others] = await select(house, [named])
  assert.equal(others.length, 0)
  assert.deepEqual(
    [...(series?.times ?? [])].map((time) => time - at),
    [10, 20, 30, 40],
  )
  assert.deepEqual([...(series?.values ?? [])], [1, 2222, 3, 4])
})

test('stale markers come back as what they are, and times are after the one and up to the other bound', async (t) => {
  const house = await openHouse(t)
  const at = house.ctx.now().getTime() - 60_000
  const samples = [0, 1, 2, 3].map((offset) => ({ at: at + offset, value: offset === 2 ? staleBytes : NaN }))
  await write(house, [{ labels: labels({}), samples }])
  const [series] = await select(house, [named], { afterMs: at, toMs: at + 2 })
  assert.ok(series)
  assert.deepEqual([...series.times], [at + 1, at + 2])
  assert.deepEqual([isStale(series.values, 0), isStale(series.values, 1)], [false, true])
})

test('another workspace and another project see nothing; two projects of one are read together', async (t) => {
  const house = await openHouse(t)
  const beside = await openHouse(t, { ctx: house.ctx })
  const other = await openHouse(t)
  const at = house.ctx.now().getTime()
  await write(house, [{ labels: labels({}), samples: [{ at, value: 1 }] }])
  await write(beside, [{ labels: labels({}), samples: [{ at: at + 1, value: 2 }] }])
  assert.deepEqual(await select(other, [matcher('__name__', '=~', '.+')]), [])
  const [own] = await select(house, [named], { projectId: house.projectId })
  assert.deepEqual([...(own?.values ?? [])], [1])
  const both = await select(house, [named])
  assert.deepEqual(
    both.map(({ values }) => [...values]),
    [[1, 2]],
  )
})

test('what is over a limit of the query is an error and no smaller answer', async (t) => {
  const house = await openHouse(t)
  const at = house.ctx.now().getTime() - 60_000
  const samples = Array.from({ length: 20 }, (_, index) => ({ at: at + index, value: index }))
  await write(
    house,
    ['a', 'b', 'c'].map((path) => ({ labels: labels({ path }), samples })),
  )
  assert.equal((await select(house, [named], { maxSeries: 3, maxSamples: 60 })).length, 3)
  await assert.rejects(select(house, [named], { maxSeries: 2 }), /more than 2 series/)
  await assert.rejects(select(house, [named], { maxSamples: 59 }), /more than 59 samples/)
  await assert.rejects(select(house, [named], { signal: AbortSignal.abort() }), { name: 'AbortError' })
})

test('native histograms come back at their place among samples, and the last of two for one time', async (t) => {
  const house = await openHouse(t)
  const at = house.ctx.now().getTime() - 60_000
  const of = (offset: number, count: number) => ({
    at: at + offset,
    count,
    schema: 2,
    positive: [1, [count]] as [number, number[]],
  })
  await write(house, [{ labels: labels({}), histograms: [of(1, 5), of(3, 7)] }])
  await write(house, [{ labels: labels({}), samples: [{ at: at + 2, value: 9 }] }])
  await write(house, [{ labels: labels({}), histograms: [of(1, 6)] }])
  const [series, ...others] = await select(house, [named])
  assert.equal(others.length, 0)
  assert.deepEqual(
    [...(series?.times ?? [])].map((time) => time - at),
    [1, 2, 3],
  )
  assert.deepEqual(
    series?.histograms?.map((histogram) => histogram?.count),
    [6, undefined, 7],
  )
  assert.equal(series?.values[1], 9)
})
