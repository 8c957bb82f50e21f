import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHouse, type House } from '../house.fixture.ts'
import { createRandom } from '../oracle/random.fixture.ts'
import { snappyOf, staleBytes, v1Headers, writeV1, type SentSeries } from '../remote-write/message.fixture.ts'
import { rollUpWorkspace } from './roll-up-workspace.ts'
import { askBothWays, differenceOf, type Asked } from './roll-ups.fixture.ts'

const hourMs = 3_600_000
const minuteMs = 60_000

const write = async (house: House, series: readonly SentSeries[]): Promise<void> => {
  const { status, text } = await house.post('/prometheus/api/v1/write', snappyOf(writeV1(series)), v1Headers)
  assert.equal(status, 204, text)
}

const name = (metric: string, more: Record<string, string> = {}): [string, string][] =>
  Object.entries({ __name__: metric, ...more }).toSorted(([a], [b]) => (a < b ? -1 : 1))

/** Ten hours of series of many kinds up to `endMs`: with resets, gaps, markers, jitter and values on full hours. */
function madeSeries(random: () => number, endMs: number): SentSeries[] {
  const startMs = endMs - 10 * hourMs
  const kinds: [kind: string, next: (before: number) => number | Buffer][] = [
    ['requests_total', (before) => (random() < 0.05 ? Math.floor(random() * 5) : before + Math.floor(random() * 40))],
    ['seconds_total', (before) => (random() < 0.02 ? random() : before + random())],
    ['temperature', () => 10 + random() * 20],
    ['around_zero', () => random() - 0.5],
    ['ends', (before) => (random() < 0.1 ? staleBytes : before + 1)],
    ['special', () => [1, 2, 3, Number.NaN, Infinity][Math.floor(random() * (random() < 0.9 ? 3 : 5))] ?? 0],
  ]
  return kinds.flatMap(([kind, next]) =>
    ['a', 'b'].map((host) => {
      const samples: { at: number; value: number | Buffer }[] = []
      let before = Math.floor(random() * 100)
      let at = startMs + Math.floor(random() * minuteMs)
      const isExact = random() < 0.5
      if (isExact) at = startMs
      while (at <= endMs) {
        const value = next(before)
        if (typeof value === 'number' && Number.isFinite(value)) before = value
        samples.push({ at, value })
        const gap =
          random() < 0.02 ? Math.floor(random() * 2 * hourMs) : isExact ? minuteMs : 45_000 + random() * 30_000
        at = isExact ? at + Math.ceil(gap / minuteMs) * minuteMs : Math.floor(at + gap)
      }
      return { labels: name('m', { kind, host }), samples }
    }),
  )
}

const composed = [
  ...['count', 'present', 'first', 'last', 'min', 'max', 'sum', 'avg'].map((each) => `${each}_over_time`),
  ...['rate', 'increase', 'delta', 'changes', 'resets'],
]

test('whatever is asked over whole buckets, the answer by roll-ups is the one by samples', async (t) => {
  const seed = Math.floor(Math.random() * 2 ** 31)
  const random = createRandom(seed)
  const nowMs = Math.floor(Date.now() / hourMs) * hourMs + 40 * minuteMs
  const house = await openHouse(t, { now: () => new Date(nowMs) })
  const ctx = { ...house.ctx, now: () => new Date(nowMs) }
  const endMs = nowMs - minuteMs
  const all = madeSeries(random, endMs)
  await write(house, all)
  // Twice, and once more with other values for the same times, which then hold.
  await write(house, all.slice(0, 3))
  await write(
    house,
    all.slice(2, 4).map(({ labels, samples = [] }) => ({
      labels,
      samples: samples.slice(0, 200).map(({ at }) => ({ at, value: Math.floor(random() * 50) })),
    })),
  )
  const counts = { inBuckets: 0, inSamples: 0, runs: 0 }
  const later = { ...ctx, now: () => new Date(nowMs + 11 * minuteMs) }
  // In parts as small as they come, each in a run of its own, or at once.
  const maxRows = pick(random, [50, 700, 4_000_000])
  while (await rollUpWorkspace(later, { maxRows, isOver: () => random() < 0.5 })) counts.runs += 1
  // Late ones, into an hour that is rolled up: it holds no longer.
  const lateMs = Math.floor(nowMs / hourMs) * hourMs - 5 * hourMs + 7
  await write(house, [{ labels: name('m', { kind: 'temperature', host: 'a' }), samples: [{ at: lateMs, value: 1e6 }] }])

  const full = Math.floor(endMs / hourMs) * hourMs
  const check = async (asked: Asked, stage: string): Promise<void> => {
    const answers = await askBothWays(house.ctx, asked)
    assert.equal(differenceOf(answers), null, `seed ${seed}, ${stage}: ${asked.text} every ${asked.stepMs}`)
    counts.inBuckets += answers.inBuckets
    counts.inSamples += answers.inSamples
  }
  for (const stage of ['with an hour that is marked', 'with all hours made']) {
    for (const fn of composed) {
      // Each function over one of the grids, another one each time.
      const [range, stepMs, startMs] = pick(random, [
        ['5m', 5 * minuteMs, full - 8 * hourMs],
        ['10m', 5 * minuteMs, full - 8 * hourMs + 25 * minuteMs],
        ['15m', 30 * minuteMs, full - 7 * hourMs - 10 * minuteMs],
        ['1h', hourMs, full - 8 * hourMs],
        ['2h', hourMs, full - 7 * hourMs],
      ] as const)
      const offset = random() < 0.3 ? ' offset 1h' : ''
      await check({ text: `${fn}(m[${range}]${offset})`, startMs, endMs: full, stepMs }, stage)
    }
    for (const [text, stepMs, lookbackMs] of [
      ['m', 5 * minuteMs, 300_000],
      ['m', hourMs, 300_000],
      ['m', 10 * minuteMs, 1_234_567],
      ['timestamp(m offset 5m)', 15 * minuteMs, 300_000],
      ['sum by (host) (rate(m{kind="requests_total"}[1h])) / count(m)', hourMs, 300_000],
      ['max_over_time(rate(m{kind="seconds_total"}[5m])[7h:5m])', hourMs, 300_000],
    ] as const) {
      await check({ text, startMs: full - 8 * hourMs, endMs: full, stepMs, lookbackMs }, stage)
    }
    await check({ text: `${pick(random, composed)}(m[8h])`, startMs: 0, endMs: full, stepMs: 0 }, stage)
    await rollUpWorkspace({ ...ctx, now: () => new Date(nowMs + 22 * minuteMs) })
  }
  // Those with odd values are read as samples; all others are not.
  assert.ok(counts.inBuckets > 3 * counts.inSamples, JSON.stringify(counts))
})

const pick = <T>(random: () => number, from: readonly T[]): T => {
  const found = from[Math.floor(random() * from.length)]
  assert.ok(found !== undefined)
  return found
}
