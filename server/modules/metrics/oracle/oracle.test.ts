/** The same samples in a Prometheus and in us, and thousands of made queries that both must answer alike. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { monotonicMs } from '#platform/clock'
import { formatResult } from '../api/format.ts'
import { openHouse } from '../house.fixture.ts'
import {
  labelsOf,
  MemoryQueryable,
  queryInstant,
  queryRange,
  type EngineOptions,
  type Queryable,
} from '../promql/index.ts'
import { createQueryable } from '../read/queryable.ts'
import { snappyOf, v1Headers, writeV1, type SentSeries } from '../remote-write/message.fixture.ts'
import { compareAnswers, type Answered } from './compare.fixture.ts'
import { skip, startPrometheus } from './prometheus-server.fixture.ts'
import { createQueries } from './queries.fixture.ts'
import { createRandom } from './random.fixture.ts'
import { hours, intervalMs, madeSeries } from './samples.fixture.ts'

const queriesInMemory = Number(process.env['WATCHWORD_TEST_ORACLE_QUERIES'] ?? 2_000)
const queriesInStore = 150
const seed = Number(process.env['WATCHWORD_TEST_ORACLE_SEED'] ?? 20)

type Question = { query: string; startMs: number; endMs: number; stepMs: number | null }

test(
  'thousands of made queries are answered as Prometheus answers them, from memory and from the store',
  { skip },
  async (t) => {
    const endMs = Math.floor(Date.now() / intervalMs) * intervalMs - intervalMs
    const series = madeSeries(endMs, seed)
    const [prometheus, house] = await Promise.all([startPrometheus(t), openHouse(t)])
    for (const body of inOrder(series, endMs)) {
      const sent = await fetch(`${prometheus.url}/api/v1/write`, { method: 'POST', headers: v1Headers, body })
      assert.equal(sent.status, 204, await sent.text())
      const { status, text } = await house.post('/prometheus/api/v1/write', Buffer.from(body), v1Headers)
      assert.ok(status === 204 || status === 200, `${status} ${text}`)
    }
    const memory = memoryOf(series)
    const store = createQueryable(house.ctx.columns.forWorkspace(house.ctx.workspaceId))
    const next = questions(endMs)
    const differences: string[] = []
    let answered = 0
    for (let n = 0; n < queriesInMemory; n++) {
      const question = next()
      const expected = await askPrometheus(prometheus.url, question)
      const stores: [string, Queryable][] = [['memory', memory]]
      if (n < queriesInStore) stores.push(['store', store])
      for (const [name, queryable] of stores) {
        const difference = compareAnswers(expected, await askUs(queryable, question))
        if (difference !== null) differences.push(`${JSON.stringify(question)} in ${name}: ${difference}`)
      }
      if (expected.status === 'success') answered++
    }
    assert.deepEqual(differences, [])
    t.diagnostic(`${answered} of ${queriesInMemory} queries had an answer, the others were refused by both`)
    assert.ok(answered > queriesInMemory * 0.9)
  },
)

function questions(endMs: number): () => Question {
  const random = createRandom(seed + 1)
  const query = createQueries(seed + 2)
  // From three quarters of an hour after the first sample on, so that no window reaches before it.
  const firstMs = endMs - hours * 3_600_000 + 45 * 60_000
  const time = () => firstMs + Math.floor((random() * (endMs - firstMs)) / 1000) * 1000 + 500
  return () => {
    const startMs = time()
    if (random() < 0.5) return { query: query(), startMs, endMs: startMs, stepMs: null }
    const stepMs = [15_000, 60_000, 71_000][Math.floor(random() * 3)] ?? 60_000
    return { query: query(), startMs, endMs: startMs + Math.floor(random() * 30) * stepMs, stepMs }
  }
}

/** Bodies of 15 minutes each: a Prometheus takes no sample that is much older than its newest. */
function* inOrder(series: readonly SentSeries[], endMs: number): Generator<Uint8Array<ArrayBuffer>> {
  const lengthMs = 15 * 60_000
  for (let fromMs = endMs - hours * 3_600_000; fromMs < endMs; fromMs += lengthMs) {
    const isWithin = ({ at }: { at: number }) => at >= fromMs && at < fromMs + lengthMs
    const part = series.map((one) => ({ ...one, samples: (one.samples ?? []).filter(isWithin) }))
    yield Uint8Array.from(snappyOf(writeV1(part.filter(({ samples }) => samples.length > 0))))
  }
}

function memoryOf(series: readonly SentSeries[]): Queryable {
  const memory = new MemoryQueryable()
  for (const { labels, samples = [] } of series) {
    memory.add(
      labelsOf(labels),
      samples.map(({ at, value }) => ({ timeMs: at, value: Number(value) })),
    )
  }
  return memory
}

async function askPrometheus(url: string, { query, startMs, endMs, stepMs }: Question): Promise<Answered> {
  const times: Record<string, string> =
    stepMs === null
      ? { time: String(startMs / 1000) }
      : { start: String(startMs / 1000), end: String(endMs / 1000), step: String(stepMs / 1000) }
  const body = new URLSearchParams({ query, ...times })
  const answer = await fetch(`${url}/api/v1/query${stepMs === null ? '' : '_range'}`, { method: 'POST', body })
  return (await answer.json()) as Answered
}

async function askUs(queryable: Queryable, { query: text, startMs, endMs, stepMs }: Question): Promise<Answered> {
  const options: EngineOptions = { queryable, monotonicMs }
  try {
    const result = await (stepMs === null
      ? queryInstant(options, { text, timeMs: startMs })
      : queryRange(options, { text, startMs, endMs, stepMs }))
    return { status: 'success', data: JSON.parse(formatResult(result, startMs, 0).data) }
  } catch (error) {
    return { status: 'error', error: error instanceof Error ? error.message : String(error) }
  }
}
