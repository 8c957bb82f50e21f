import assert from 'node:assert/strict'
import { test } from 'node:test'
import protobuf from 'protobufjs/minimal.js'
import { openHouse, type House } from '../house.fixture.ts'
import { maxFutureMs, maxPastMs } from '../limits.ts'
import {
  snappyOf,
  v1Headers,
  v2Headers,
  writeV1,
  writeV2,
  type SentHistogram,
  type SentSeries,
} from './message.fixture.ts'

const path = '/prometheus/api/v1/write'
const versions = [
  { name: '1.0', headers: v1Headers, write: (series: SentSeries[]) => writeV1(series), seriesTag: 0x0a },
  { name: '2.0', headers: v2Headers, write: writeV2, seriesTag: 0x2a },
]
const counts = (headers: Headers) =>
  ['samples', 'histograms', 'exemplars'].map((what) => headers.get(`x-prometheus-remote-write-${what}-written`))

const named = (name: string, ...more: [string, string][]): [string, string][] => [['__name__', name], ...more]

/** At a time that stands still, so that the edges of time are exact. */
async function openStill(t: Parameters<typeof openHouse>[0]): Promise<{ house: House; nowMs: number }> {
  const nowMs = Date.now()
  return { house: await openHouse(t, { now: () => new Date(nowMs) }), nowMs }
}

test('bytes that are no snappy or no protobuf are a 400 with zeros, and nothing of them is stored', async (t) => {
  const { house } = await openStill(t)
  const length = (size: number) => Buffer.from(protobuf.Writer.create().uint32(size).finish())
  for (const { name, headers, seriesTag } of versions) {
    const notSnappy: [string, Buffer][] = [
      ['nothing', Buffer.alloc(0)],
      ['noise', Buffer.from('d1c0ffee5eed5a17', 'hex')],
      ['the framed format', Buffer.from('ff060000734e61507059', 'hex')],
      ['a length of six bytes', Buffer.from('ffffffffff01', 'hex')],
      ['shorter than it says', Buffer.concat([length(1000), Buffer.from([0, 1])])],
      ['longer than it says', Buffer.concat([length(1), Buffer.from([4, 1, 2])])],
      ['a copy of what is not there', Buffer.concat([length(8), Buffer.from([1, 0])])],
    ]
    const notProtobuf: [string, number[]][] = [
      ['a field beyond the end', [seriesTag, 0x7f]],
      ['a length of four gigabytes', [seriesTag, 0xff, 0xff, 0xff, 0xff, 0x0f, 1]],
      ['a number that does not end', [0x08, ...Array.from({ length: 11 }, () => 0xff)]],
      ['the field 0', [0x02, 0x00]],
      ['a group', [0x0b, 0x0c]],
      ['a wire type that there is not', [0x0e]],
      ['a series with a field beyond its end', [seriesTag, 2, 0x12, 0x7f]],
      ['a sample with half a value', [seriesTag, 5, 0x12, 3, 0x09, 0, 0]],
      ['a histogram with a span beyond its end', [seriesTag, 4, name === '1.0' ? 0x22 : 0x1a, 2, 0x5a, 0x7f]],
    ]
    const bodies = [...notSnappy, ...notProtobuf.map(([what, bytes]) => [what, snappyOf(Buffer.from(bytes))] as const)]
    for (const [what, body] of bodies) {
      const answer = await house.post(path, body, headers)
      assert.deepEqual([answer.status, counts(answer.headers)], [400, ['0', '0', '0']], `${name}: ${what}`)
    }
  }
  assert.deepEqual(await house.rows('metric_series', 'metric'), [])
})

test('what claims to be larger than may be is a 413 with zeros, however few bytes claim it', async (t) => {
  const { house } = await openStill(t)
  for (const { headers } of versions) {
    for (const claimed of [32 * 1024 * 1024 + 1, 2 ** 32 - 1]) {
      const body = Buffer.concat([Buffer.from(protobuf.Writer.create().uint32(claimed).finish()), Buffer.from([0, 1])])
      const answer = await house.post(path, body, headers)
      assert.deepEqual([answer.status, counts(answer.headers)], [413, ['0', '0', '0']], String(claimed))
    }
  }
})

test('a bomb of labels is refused alone, exactly counted, and what came with it is stored', async (t) => {
  const { house, nowMs } = await openStill(t)
  const many = (count: number, size = 1) =>
    Array.from({ length: count }, (_, at): [string, string] => [`l${at}`, 'v'.repeat(size)])
  const bombs: [string, [string, string][], RegExp][] = [
    ['too many', named('m', ...many(64)), /too many labels/],
    ['far too many', named('m', ...many(5_000)), /too many labels/],
    ['a long name', named('m', ['n'.repeat(513), 'v']), /too long/],
    ['a long value', named('m', ['n', 'v'.repeat(4097)]), /too long/],
    ['together too long', named('m', ...many(40, 450)), /too long/],
    ['one name twice', named('m', ['a', '1'], ['a', '2']), /labels that cannot be/],
    ['no name', named('m', ['', 'v']), /labels that cannot be/],
    ['no metric', [['a', 'b']], /labels that cannot be/],
  ]
  for (const { name, write, headers } of versions) {
    for (const [what, labels, why] of bombs) {
      const samples = [0, 1, 2].map((offset) => ({ at: nowMs + offset, value: 1 }))
      const good = { labels: named('good'), samples: samples.slice(0, 2) }
      const answer = await house.post(path, snappyOf(write([{ labels, samples }, good])), headers)
      assert.deepEqual(
        [answer.status, counts(answer.headers)],
        [400, ['2', '0', '0']],
        `${name}: ${what}: ${answer.text}`,
      )
      assert.match(answer.text, /^3 samples were not written: 3 for /, what)
      if (name === '1.0') assert.match(answer.text, why, what)
      assert.ok(answer.text.length < 2_100)
    }
  }
})

test('samples out of the time that is taken are refused one by one, to the millisecond', async (t) => {
  const { house, nowMs } = await openStill(t)
  const times: [number, boolean][] = [
    ...([[nowMs + maxFutureMs, true], [nowMs + maxFutureMs + 1, false]] as [number, boolean][]), // prettier-ignore
    ...([[nowMs - maxPastMs, true], [nowMs - maxPastMs - 1, false]] as [number, boolean][]), // prettier-ignore
    ...([0, -1, 1, 2 ** 53, -(2 ** 53)].map((at) => [at, false]) as [number, boolean][]),
  ]
  const good = times.filter(([, isTaken]) => isTaken)
  for (const { name, write, headers } of versions) {
    const samples = times.map(([at], index) => ({ at, value: index }))
    const histograms = times.map(([at]) => ({ at, count: 1, positive: [0, [1]] as [number, number[]] }))
    const one = await house.post(path, snappyOf(write([{ labels: named('m'), samples }])), headers)
    assert.deepEqual([one.status, counts(one.headers)], [400, [String(good.length), '0', '0']], name)
    assert.match(one.text, /^7 samples were not written: /)
    const two = await house.post(path, snappyOf(write([{ labels: named('h'), histograms }])), headers)
    assert.deepEqual([two.status, counts(two.headers)], [400, ['0', String(good.length), '0']], name)
  }
  const stored = await house.rows<{ at: number }>('metric_samples final', 'toFloat64(toUnixTimestamp64Milli(at)) as at')
  assert.deepEqual(
    stored.map(({ at }) => at),
    good.map(([at]) => at).toSorted((a, b) => a - b),
  )
})

test('a start that cannot be takes no sample with it', async (t) => {
  const { house, nowMs } = await openStill(t)
  const starts = [-(2 ** 53), -2, nowMs + 2, nowMs + 4, 2 ** 53, nowMs + 4]
  const samples = starts.map((start, index) => ({ at: nowMs + index, value: 1, start }))
  const answer = await house.post(path, snappyOf(writeV2([{ labels: named('m'), samples }])), v2Headers)
  assert.deepEqual([answer.status, counts(answer.headers)], [204, ['6', '0', '0']])
  const told = await house.rows<{ told: number }>('metric_samples', 'toUnixTimestamp64Milli(start_at) != 0 as told')
  // Only the last one is before its sample and after 1970.
  assert.deepEqual(
    told.map((row) => row.told),
    [0, 0, 0, 0, 0, 1],
  )
})

test('histograms that cannot be are refused alone, and their size is bounded before anything is made of it', async (t) => {
  const { house, nowMs } = await openStill(t)
  const bad: [string, Partial<SentHistogram>][] = [
    ['a schema that there is not', { schema: 9 }],
    ['a schema of -5', { schema: -5 }],
    ['counts that do not add up', { count: 5, positive: [0, [1]] }],
    ['a negative count', { count: 1, positive: [0, [2, -3]] }],
    ['a bucket beyond all numbers', { count: 1, positive: [2 ** 30, [1]] }],
    ['too many buckets', { count: 5000, positive: [0, [1, ...Array.from({ length: 4999 }, () => 0)]] }],
    ['bounds that descend', { schema: -53, custom: [2, 1], count: 1, positive: [0, [1]] }],
  ]
  for (const { name, write, headers } of versions) {
    for (const [what, of] of bad) {
      const one: SentHistogram = { at: nowMs, count: 0, ...of }
      const good: SentHistogram = { at: nowMs + 1, count: 1, positive: [0, [1]] }
      const answer = await house.post(path, snappyOf(write([{ labels: named('h'), histograms: [one, good] }])), headers)
      assert.deepEqual(
        [answer.status, counts(answer.headers)],
        [400, ['0', '1', '0']],
        `${name}: ${what}: ${answer.text}`,
      )
      assert.match(answer.text, /a histogram that cannot be/, what)
    }
  }
  // A span of four thousand million buckets, in seven bytes.
  const span = protobuf.Writer.create()
    .uint32(0x10)
    .uint32(2 ** 32 - 1)
    .finish()
  const histogram = protobuf.Writer.create().uint32(0x5a).bytes(span).uint32(0x78).int64(nowMs).finish()
  const label = protobuf.Writer.create().uint32(0x0a).string('__name__').uint32(0x12).string('h').finish()
  const series = protobuf.Writer.create().uint32(0x0a).bytes(label).uint32(0x22).bytes(histogram).finish()
  const body = Buffer.from(protobuf.Writer.create().uint32(0x0a).bytes(series).finish())
  const answer = await house.post(path, snappyOf(body), v1Headers)
  assert.deepEqual([answer.status, counts(answer.headers)], [400, ['0', '0', '0']], answer.text)
})
