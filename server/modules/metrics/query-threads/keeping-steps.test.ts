import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseHistogram } from '../histograms/notation.ts'
import { createQueries } from '../oracle/queries.fixture.ts'
import { PromqlError, allFeatures, evaluateRange, labelsOf, matrixOf, type RangeQuery } from '../promql/index.ts'
import { optionsFor } from '../promql/promql.fixture.ts'
import { open, write } from '../read/keeping.fixture.ts'
import { createKept } from '../read/kept.ts'
import { bytesOfSteps, evaluateKeeping } from './keeping-steps.ts'

/** A house whose queries keep what they computed. */
function openSteps({ maxBytes = 1e9, nowMs = () => 0 }: { maxBytes?: number; nowMs?: () => number } = {}) {
  const house = open({ maxBytes, nowMs })
  const kept = createKept({ maxBytes, bytesOf: bytesOfSteps, nowMs })
  house.changes.onErased(() => kept.forget())
  const computed: RangeQuery[] = []
  const evaluate = async (query: RangeQuery, whose = 'one') => {
    const keeping = {
      evaluate: (steps: RangeQuery) => {
        computed.push(steps)
        return evaluateRange(optionsFor(house.keptOf(whose)), steps)
      },
      ...{ kept, whose, since: house.sinceOf(whose), nowMs },
    }
    return resultOf(evaluateKeeping({ ...query, features: allFeatures }, keeping))
  }
  const fromStore = (query: RangeQuery) => resultOf(evaluateRange(optionsFor(house.storeOf('one').samples), query))
  return { ...house, computed, evaluate, fromStore }
}

/** All that is answered, or the error that is. */
async function resultOf(evaluating: ReturnType<typeof evaluateRange>): Promise<unknown> {
  try {
    const { peakSamples: _, totalSamples: __, ...result } = matrixOf(await evaluating)
    return { ...result, warnings: result.warnings.toSorted(), infos: result.infos.toSorted() }
  } catch (error) {
    if (error instanceof PromqlError) return { kind: error.kind }
    throw error
  }
}

const { histogram } = parseHistogram('{{schema:0 sum:4 count:3 buckets:[1 2]}}')

const sample = fc.record({
  labels: fc
    .record({
      __name__: fc.constantFrom('requests_total', 'temperature', 'sometimes', 'latency_bucket'),
      job: fc.constantFrom('api', 'web'),
      instance: fc.constantFrom('0', '1', '7'),
      le: fc.constantFrom('1', '+Inf', ''),
    })
    .map((labels) => labelsOf(labels)),
  timeMs: fc.integer({ min: 0, max: 4 }).map((at) => at * 15_000),
  value: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 0, max: 100 }) },
    { weight: 1, arbitrary: fc.constant('stale' as const) },
    { weight: 1, arbitrary: fc.constant(histogram) },
  ),
})

const minuteMs = 60_000

const ownQueries = [
  'sum(temperature)',
  'sum by (job) (rate(requests_total[5m]))',
  'temperature offset -3m',
  'sum_over_time(temperature[5m] offset -2m)',
  'max_over_time(sum(temperature offset -1m)[5m:30s] offset -1m)',
  'temperature @ end()',
  'temperature - temperature @ start()',
  'start() + end() + range() + temperature',
  'sum_over_time(temperature[range()])',
  'sum_over_time(temperature[step()] offset -step())',
  'temperature smoothed',
  'rate(requests_total[2m] smoothed)',
  'increase(requests_total[2m] anchored)',
  'time() + vector(1)',
  'absent(temperature)',
  'histogram_quantile(0.9, temperature)',
  'sum(temperature) + on () group_left requests_total',
]

const actions = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.integer({ min: 0, max: 24 }), fc.array(sample, { minLength: 1, maxLength: 6 }))
      .map(([fromMinute, samples]) => ({
        samples: samples.map((one) => ({ ...one, timeMs: fromMinute * minuteMs + one.timeMs })),
      })),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      which: fc.nat(1),
      fromStep: fc.integer({ min: 0, max: 10 }),
      steps: fc.constantFrom(4, 9),
      stepMs: fc.constantFrom(minuteMs, minuteMs, 90_000),
      phaseMs: fc.constantFrom(0, 0, 15_000),
    }),
  },
  { weight: 1, arbitrary: fc.constant('erased' as const) },
)

test('whatever is written between, a result is that of the store, to the bit', async () => {
  const queries = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...ownQueries) },
    fc.nat().map((seed) => createQueries(seed)()),
  )
  const texts = fc.tuple(queries, queries)
  await fc.assert(
    fc.asyncProperty(
      texts,
      fc.array(actions, { maxLength: 40 }),
      fc.constantFrom(1e9, 6_000),
      async (each, all, maxBytes) => {
        const house = openSteps({ maxBytes })
        for (const action of all) {
          if (action === 'erased') {
            house.storeOf('one').clear()
            house.rewrite('metric_samples')
          } else if ('samples' in action) write(house, action.samples)
          else {
            const { which, fromStep, steps, stepMs, phaseMs } = action
            const startMs = fromStep * stepMs + phaseMs
            const query = { text: each[which] ?? '', startMs, endMs: startMs + steps * stepMs + 5_000, stepMs }
            assert.deepEqual(await house.evaluate(query), await house.fromStore(query), query.text)
          }
        }
      },
    ),
    { numRuns: 300 },
  )
})

const minutes = (text: string, [from, to]: readonly [number, number]): RangeQuery => ({
  ...{ text, startMs: from * minuteMs, endMs: to * minuteMs, stepMs: minuteMs },
})

/** A series with a sample a minute, and which minutes a query computes. */
function openMinutes(options: Parameters<typeof openSteps>[0] = {}) {
  const house = openSteps(options)
  const set = (minute: number, value: number, name = 'temperature') =>
    write(house, [{ labels: labelsOf({ __name__: name }), timeMs: minute * minuteMs, value }])
  for (let minute = 0; minute <= 30; minute++) set(minute, minute)
  const computed = async (query: RangeQuery): Promise<(readonly [number, number])[]> => {
    house.computed.length = 0
    assert.deepEqual(await house.evaluate(query), await house.fromStore(query))
    return house.computed.map(({ startMs, endMs }) => [startMs / minuteMs, endMs / minuteMs])
  }
  return { ...house, set, computed }
}

test('only steps that were not asked for, or that something was written for, are computed', async () => {
  const { set, computed } = openMinutes()
  const text = 'sum_over_time(temperature[2m])'
  assert.deepEqual(await computed(minutes(text, [10, 20])), [[10, 20]])
  assert.deepEqual(await computed(minutes(text, [10, 20])), [])
  assert.deepEqual(await computed(minutes(text, [12, 22])), [[21, 22]])
  assert.deepEqual(await computed(minutes(text, [9, 19])), [[9, 11]])
  set(20, 100)
  assert.deepEqual(await computed(minutes(text, [9, 19])), [], 'what was written comes later')
  assert.deepEqual(await computed(minutes(text, [11, 21])), [[20, 21]])
  set(18, 200)
  assert.deepEqual(await computed(minutes(text, [11, 21])), [[18, 21]], 'the step at which it was written has it')
  assert.deepEqual(await computed(minutes(text, [11, 22])), [[11, 22]], 'another length is another question')
  assert.deepEqual(await computed(minutes(text, [11, 21])), [])
})

test('a step that looks ahead is computed again for what is written after it', async () => {
  const { set, computed } = openMinutes()
  for (const [text, ahead] of [
    ['temperature offset -3m', 3],
    ['max_over_time((temperature offset -1m)[4m:1m] offset -2m)', 3],
    ['temperature smoothed', 5],
    ['temperature offset 4m', 0],
  ] as const) {
    await computed(minutes(text, [10, 20]))
    set(22, Math.random())
    const expected = 22 - ahead > 20 ? [] : [[22 - ahead, 20]]
    assert.deepEqual(await computed(minutes(text, [10, 20])), expected, text)
  }
})

test('what depends on the ends of the question is computed whole', async () => {
  const { computed } = openMinutes()
  for (const text of [
    'temperature @ end()',
    'sum_over_time(temperature[range()])',
    'temperature + start()',
    'temperature @ 60',
  ]) {
    for (const range of [[10, 20], [10, 20], [11, 21]] as const) assert.deepEqual(await computed(minutes(text, range)), [range], text) // prettier-ignore
  }
})

test('a warning goes with the steps that it was about', async () => {
  const { set, computed } = openMinutes()
  const text = 'quantile_over_time(2 - (time() > bool 720), temperature[1m])'
  assert.deepEqual(await computed(minutes(text, [10, 20])), [[10, 20]])
  assert.deepEqual(await computed(minutes(text, [10, 20])), [])
  assert.deepEqual(await computed(minutes(text, [13, 23])), [[13, 23]])
  set(23, 1)
  assert.deepEqual(await computed(minutes(text, [13, 23])), [[23, 23]])
})

test('nothing is kept for longer than half an hour, and nothing while it is not known what a write that failed has done', async () => {
  let nowMs = 0
  const { computed, changes } = openMinutes({ nowMs: () => nowMs })
  const query = minutes('temperature', [10, 20])
  await computed(query)
  nowMs = 1_700_000
  assert.deepEqual(await computed(minutes('temperature', [11, 21])), [[21, 21]])
  nowMs = 1_800_001
  assert.deepEqual(await computed(query), [[10, 20]], 'what is joined is as old as its oldest part')
  changes.lost()
  assert.deepEqual(await computed(query), [[10, 20]])
  assert.deepEqual(await computed(query), [[10, 20]])
})

test('what belongs to one workspace is found by no other', async () => {
  const { evaluate } = openMinutes()
  const query = minutes('temperature', [10, 20])
  await evaluate(query, 'one')
  assert.deepEqual(await evaluate(query, 'two'), { type: 'matrix', series: [], warnings: [], infos: [] })
})
