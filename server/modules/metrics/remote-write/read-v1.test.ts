/** Which series a sample is taken for, however its labels lie in the request and whatever was known before. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import protobuf from 'protobufjs/minimal.js'
import { createCollector } from '../storage/collector.ts'
import { pairsOf } from '../storage/label-bytes.ts'
import { createSeriesCache } from '../storage/series-cache.ts'
import { seriesKeyOf } from '../storage/series-id.ts'
import { readV1 } from './read-v1.ts'

type Pair = [name: string, value: string]
/** `behind`: labels that stand behind the samples. */
type Sent = { labels: Pair[]; behind: Pair[]; samples: number }

const nowMs = Date.UTC(2026, 0, 1, 12)

function write(series: readonly Sent[]): Buffer {
  const writer = protobuf.Writer.create()
  const putLabels = (labels: readonly Pair[]) => {
    for (const [name, value] of labels) {
      writer.uint32(0x0a).fork().uint32(0x0a).string(name).uint32(0x12).string(value).ldelim()
    }
  }
  for (const { labels, behind, samples } of series) {
    writer.uint32(0x0a).fork()
    putLabels(labels)
    for (let at = 0; at < samples; at++) {
      writer.uint32(0x12).fork().uint32(0x09).double(at).uint32(0x10).int64(nowMs + at).ldelim() // prettier-ignore
    }
    putLabels(behind)
    writer.ldelim()
  }
  return Buffer.from(writer.finish())
}

const project = 'prj_1'
const room = { take: () => true }
type Cache = ReturnType<typeof createSeriesCache>

function read(cache: Cache, series: readonly Sent[]) {
  const collector = createCollector({ projectId: project, nowMs, cache, room })
  // As from memory that is used again: whoever keeps a part of it keeps nonsense.
  const body = write(series)
  readV1(body, collector)
  body.fill(0x2a)
  const { ids } = collector.samples.parts()
  const words = new Uint32Array(new Uint8Array(ids).buffer)
  const found = Array.from({ length: words.length / 2 }, (_, at) => `${words[at * 2]} ${words[at * 2 + 1]}`)
  return { found, registered: [...collector.newSeries.keys()] }
}

function idOf({ labels, behind }: Sent): string {
  const all = [...labels, ...behind].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const metric = all.find(([name]) => name === '__name__')?.[1] ?? ''
  const { idLow, idHigh } = seriesKeyOf(project, metric, all)
  return `${idLow} ${idHigh}`
}

const name: Pair = ['__name__', 'm']

test('labels behind the samples count, also where those before them are a series that is known', () => {
  const cache = createSeriesCache()
  const known: Sent = { labels: [name], behind: [], samples: 1 }
  const more: Sent = { labels: [name], behind: [['a', '1']], samples: 1 }
  for (let times = 0; times < 3; times++) {
    const { found } = read(cache, [known, more, known, more])
    assert.deepEqual(found, [known, more, known, more].map(idOf))
  }
})

test('whatever is sent in whatever order again and again, each sample is of its own series, with its own labels', () => {
  const value = fc.constantFrom('1', '2', 'ä', 'x'.repeat(130))
  // Many of them begin as others do.
  const labels = fc
    .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c'), value), { maxLength: 3, selector: ([one]) => one })
    .map((pairs): Pair[] => [name, ...pairs])
  const sent = fc.tuple(labels, fc.nat(3), fc.integer({ min: 1, max: 3 })).map(([all, split, samples]): Sent => {
    const at = split === 0 ? 1 : all.length
    return { labels: all.slice(0, at), behind: all.slice(at), samples }
  })
  fc.assert(
    fc.property(fc.array(fc.array(sent, { maxLength: 6 }), { maxLength: 6 }), (requests) => {
      const cache = createSeriesCache()
      for (const request of requests) {
        const { found, registered } = read(cache, request)
        assert.deepEqual(found, request.flatMap((one) => Array.from({ length: one.samples }, () => idOf(one)))) // prettier-ignore
        for (const { labels: range, labelCount, idLow, idHigh } of registered) {
          const pairs = pairsOf(range)
          assert.equal(pairs.length, labelCount)
          const key = seriesKeyOf(project, 'm', pairs)
          assert.deepEqual([key.idLow, key.idHigh], [idLow, idHigh])
        }
      }
    }),
    { numRuns: 300 },
  )
})
