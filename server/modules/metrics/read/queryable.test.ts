import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHouse, type House } from '../house.fixture.ts'
import { isStale } from '../promql/staleness.ts'
import type { Matcher, SelectRequest, SeriesSamples } from '../promql/queryable.ts'
import {
  snappyOf,
  staleBytes,
  v1Headers,
  v2Headers,
  writeV1,
  writeV2,
  type SentSeries,
} from '../remote-write/message.fixture.ts'
import { createQueryable } from './queryable.ts'
import type { Habits } from './read-samples.ts'

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
  more: Partial<SelectRequest> & { projectId?: string; habits?: Habits } = {},
): Promise<SeriesSamples[]> {
  const now = house.ctx.now().getTime()
  const { projectId, habits, ...request } = more
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
  for await (const batch of createQueryable(columns, { projectId, ...(habits && { habits }) }).select({
    matchers,
    ...asked,
    signal,
  }))
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

async function writeWithStarts(house: House, series: SentSeries[]): Promise<void> {
  const { status, text } = await house.post('/prometheus/api/v1/write', snappyOf(writeV2(series)), v2Headers)
  assert.equal(status, 204, text)
}

test('start timestamps come back with their samples, 0 where there is none, and not at all where nobody told one', async (t) => {
  const house = await openHouse(t)
  const at = house.ctx.now().getTime() - 60_000
  const samples = [
    ...[1, 2, 3].map((offset) => ({ at: at + offset, value: offset, start: at - 1000 })),
    // Not told; at its sample, which says nothing; 1970 itself, as senders write it; and after it.
    ...[undefined, at + 5, -1, at + 8].map((start, index) => ({
      ...{ at: at + 4 + index, value: 4 + index, ...(start !== undefined && { start }) },
    })),
  ]
  await writeWithStarts(house, [{ labels: labels({}), samples }])
  await write(house, [{ labels: labels({ path: '/none' }), samples: [{ at, value: 1 }] }])
  const all = await select(house, [named])
  const [told, none] = ['', '/none'].map((path) =>
    all.find((one) => (Object.fromEntries(one.labels)['path'] ?? '') === path),
  )
  assert.deepEqual([...(told?.startTimes ?? [])], [...[1, 2, 3].map(() => at - 1000), 0, 0, -1, 0])
  assert.deepEqual([none?.times.length, none?.startTimes], [1, undefined])
})

test('of two writes for one time the start of the last one counts, also where only the starts differ', async (t) => {
  const house = await openHouse(t)
  const at = house.ctx.now().getTime() - 60_000
  const sent = (...starts: (number | undefined)[]): SentSeries[] => [
    {
      labels: labels({}),
      samples: starts.map((start, index) => ({ at: at + index, value: 7, ...(start !== undefined && { start }) })),
    },
  ]
  await writeWithStarts(house, sent(at - 1, at - 1, at - 1, undefined, undefined))
  await writeWithStarts(house, sent(at - 2, undefined, at - 1, at - 3))
  const [series] = await select(house, [named])
  assert.deepEqual([...(series?.values ?? [])], [7, 7, 7, 7, 7])
  assert.deepEqual([...(series?.startTimes ?? [])], [at - 2, 0, at - 1, at - 3, 0])
})

test('native histograms have starts beside floats that have some and floats that have none', async (t) => {
  const house = await openHouse(t)
  const at = house.ctx.now().getTime() - 60_000
  const one = (offset: number, start?: number) => ({
    at: at + offset,
    count: 1,
    positive: [1, [1]] as [number, number[]],
    ...(start !== undefined && { start }),
  })
  await writeWithStarts(house, [{ labels: labels({}), histograms: [one(1, at - 5), one(3)] }])
  await writeWithStarts(house, [
    { labels: labels({}), samples: [{ at: at + 2, value: 1, start: at - 6 }, { at: at + 4, value: 1 }] }, // prettier-ignore
  ])
  const [series] = await select(house, [named])
  assert.deepEqual([...(series?.startTimes ?? [])], [at - 5, at - 6, 0, 0])
})

test('all series of a metric come in several batches as in one, and how dense they are is known the next time', async (t) => {
  const house = await openHouse(t)
  const at = house.ctx.now().getTime() - 60_000
  const samples = Array.from({ length: 12 }, (_, index) => ({ at: at + index * 1000, value: index }))
  const paths = Array.from({ length: 9 }, (_, index) => `/${index}`)
  await write(
    house,
    paths.map((path) => ({ labels: labels({ path }), samples })),
  )
  await write(house, [{ labels: [['__name__', 'requests']], samples }])
  // A sample a millisecond would make a batch of each series.
  const dense = new Map<number, number>()
  dense.get = () => 1
  const habits = { tellsStarts: false, intervalsMs: dense }
  const all = await select(house, [named], { habits })
  assert.deepEqual(all.map(({ labels: own }) => Object.fromEntries(own)['path']).toSorted(), paths)
  for (const { values } of all) assert.deepEqual([...values], [...samples.keys()])
  assert.deepEqual([...dense.values()], [1000])
})
