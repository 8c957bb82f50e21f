import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  executionError,
  labelsKey,
  labelsOf,
  MemoryQueryable,
  PromqlError,
  queryInstant,
  queryRange,
} from '#modules/metrics'
import {
  evaluateGroup,
  type GroupHost,
  type GroupToEvaluate,
  type QueriedVector,
  type RuleState,
} from '../rules/evaluate-group.ts'
import { rehearsalLimits } from './budget.ts'
import { replayRule, type RehearsalHost, type RehearsedRule } from './replay-rule.ts'

const stepMs = 15_000
const startMs = 1_800_000_000_000
const secondMs = 1000

type Sent = { instance: string; atMs: number; value: number | 'stale' }

function storeOf(samples: readonly Sent[]): MemoryQueryable {
  const store = new MemoryQueryable()
  for (const { instance, atMs, value } of samples) {
    store.add(labelsOf({ __name__: 'load', instance }), [{ timeMs: startMs + atMs, value }])
  }
  return store
}

/** With what was read of series, as the threads of queries count it. */
async function askNow(store: MemoryQueryable, text: string, timeMs: number): Promise<QueriedVector> {
  const counts = { seriesRead: -1, live: 0, fresh: 0 }
  const queryable: Pick<MemoryQueryable, 'select'> = {
    select: async function* (request) {
      counts.seriesRead = Math.max(0, counts.seriesRead)
      const freshFromMs = request.toMs - Math.min((request.toMs - request.afterMs) / 2, 300_000)
      for await (const batch of store.select(request)) {
        for (const { times, values } of batch) {
          counts.seriesRead++
          const newestMs = times.at(-1) ?? 0
          if (new BigUint64Array(Float64Array.of(values.at(-1) ?? 0).buffer)[0] === staleBits) continue
          counts.live++
          if (newestMs > freshFromMs) counts.fresh++
        }
        yield batch
      }
    },
  }
  const result = await queryInstant({ queryable, monotonicMs: () => 0 }, { text, timeMs })
  if (result.type === 'scalar') {
    return { elements: result.points.map(({ value }) => ({ labels: [], value })), ...counts }
  }
  assert.equal(result.type, 'vector')
  const elements = result.series.flatMap(({ labels, points }) => points.map(({ value }) => ({ labels, value })))
  return { elements, ...counts }
}

const staleBits = 0x7ff0000000000002n

function hostOf(store: MemoryQueryable, more: Partial<RehearsalHost> = {}): RehearsalHost {
  return {
    externalLabels: [],
    externalUrl: '',
    query: (text, timeMs) => askNow(store, text, timeMs),
    queryRange: async (text, steps) => {
      const result = await queryRange({ queryable: store, monotonicMs: () => 0 }, { text, ...steps })
      assert.equal(result.type, 'matrix')
      return result.series
    },
    monotonicMs: () => 0,
    pause: () => Promise.resolve(),
    ...more,
  }
}

/** What the live evaluation holds after each of its evaluations, one at a time, as the group is evaluated. */
async function live(rule: RehearsedRule, store: MemoryQueryable, steps: number, queryOffsetMs: number) {
  const annotations = new Map([['summary', '{{ $value }}']])
  const group: GroupToEvaluate = {
    ...{ name: 'test', intervalMs: stepMs, limit: rule.limit, queryOffsetMs, labels: new Map<string, string>() },
    rules: [{ kind: 'alerting', ...rule, annotations }],
  }
  const host: GroupHost = {
    ...hostOf(store),
    write: () => Promise.resolve(),
    explain: (error) => {
      if (error instanceof PromqlError) return error.message
      throw error
    },
  }
  let states: readonly RuleState[] = []
  const held: unknown[] = []
  for (let step = 0; step < steps; step++) {
    const nowMs = startMs + step * stepMs
    const times = { nowMs, intervalMs: stepMs, resendDelayMs: 60_000 }
    states = (await evaluateGroup(group, states, host, times)).states
    held.push(describe(states[0]))
  }
  return held
}

/** Everything that decides about what comes; not what an alert says, and not what is over. */
function describe(state: RuleState | undefined): unknown {
  return [...(state?.alerts.values() ?? [])]
    .filter((alert) => alert.state !== 'inactive')
    .map(({ labels, state: is, activeAtMs, firedAtMs, keptSinceMs, value }) => {
      const shown = typeof value === 'number' ? String(value) : 'histogram'
      return { key: labelsKey(labels), is, activeAtMs, firedAtMs, keptSinceMs, shown }
    })
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
}

const ruleOf = (more: Partial<RehearsedRule> = {}): RehearsedRule => ({
  alert: 'Busy',
  expr: 'load > 5',
  forMs: 0,
  keepFiringForMs: 0,
  labels: new Map(),
  limit: 0,
  onNoData: 'ok',
  ...more,
})

const samples = fc.array(
  fc.record({
    instance: fc.constantFrom('a', 'b', 'c'),
    atMs: fc.integer({ min: -60 * secondMs, max: 1500 * secondMs }),
    value: fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 0, max: 10 }) }, fc.constant('stale' as const)),
  }),
  { maxLength: 120 },
)

const rules = fc.record({
  expr: fc.constantFrom(
    'load > 5',
    'max_over_time(load[1m]) > 7',
    'sum(load) > 9',
    'rate(load[2m]) * 60 > 3 or absent(load)',
    'load > 2 < 9',
    'vector(time() % 60) < 20',
    'load @ end() > 5',
    // Fails in the evaluations in which there are two of them, and only in those.
    'label_replace(load, "instance", "one", "", "") > 3',
    'load offset 30s > scalar(max(load)) / 2',
    'max_over_time(sum(load)[1m:15s]) > 9',
    'load{instance="a"} > 5',
    'absent(load{instance="a"})',
  ),
  forMs: fc.constantFrom(0, 20_000, 60_000),
  keepFiringForMs: fc.constantFrom(0, 45_000, 120_000),
  onNoData: fc.constantFrom('keep' as const, 'alert' as const, 'ok' as const),
  limit: fc.constantFrom(0, 0, 0, 2),
  labels: fc.constantFrom(
    new Map<string, string>(),
    new Map([['severity', '{{ if gt $value 8.0 }}critical{{ else }}low{{ end }}']]),
    // Two alerts with equal labels: the rule errs, and stays as it was.
    new Map([['instance', 'same']]),
    new Map([['total', '{{ query "count(load)" | first | value }}']]),
  ),
})

test('a rehearsal ends each step in the state in which the live evaluation was', async () => {
  await fc.assert(
    fc.asyncProperty(samples, rules, fc.constantFrom(0, 40_000), async (sent, more, queryOffsetMs) => {
      const [store, rule, steps] = [storeOf(sent), ruleOf(more), 100]
      const seen: unknown[] = []
      const over = await replayRule(
        rule,
        { startMs, endMs: startMs + (steps - 1) * stepMs, stepMs, queryOffsetMs },
        hostOf(store),
        { seen: (_, state) => seen.push(describe(state)) },
      )
      assert.equal(over.cut, null)
      assert.deepEqual(seen, await live(rule, store, steps, queryOffsetMs))
    }),
    { numRuns: 40 },
  )
})

/** Above 5 in the given steps. */
const busyIn = (instance: string, ...stretches: [from: number, to: number][]): Sent[] =>
  Array.from({ length: 60 }, (_, step) => ({
    instance,
    atMs: step * stepMs,
    value: stretches.some(([from, to]) => step >= from && step <= to) ? 9 : 1,
  }))
const at = (step: number) => startMs + step * stepMs
const over = (rule: RehearsedRule, store: MemoryQueryable, more: Partial<RehearsalHost> = {}) =>
  replayRule(rule, { startMs, endMs: at(59), stepMs, queryOffsetMs: 0 }, hostOf(store, more))

test('a rehearsal says which alert was in which state when, and for how long an incident would have been open', async () => {
  const store = storeOf([...busyIn('a', [10, 20], [40, 41]), ...busyIn('b', [15, 25])])
  const found = await over(ruleOf({ forMs: 4 * stepMs }), store)
  assert.deepEqual(
    found.alerts.map(({ labels, stretches }) => [labels.find(([name]) => name === 'instance')?.[1], stretches]),
    [
      [
        'a',
        [
          { state: 'pending', fromMs: at(10), toMs: at(14) },
          { state: 'firing', fromMs: at(14), toMs: at(21) },
          { state: 'pending', fromMs: at(40), toMs: at(42) },
        ],
      ],
      [
        'b',
        [
          { state: 'pending', fromMs: at(15), toMs: at(19) },
          { state: 'firing', fromMs: at(19), toMs: at(26) },
        ],
      ],
    ],
  )
  // While one of them fires, it is the same incident.
  assert.deepEqual(found.firings, [{ fromMs: at(14), toMs: at(26), over: true, mostAlerts: 2 }])
  assert.equal(found.alertsFired, 2)
})

test('what still fires at the end is not over', async () => {
  const found = await over(ruleOf(), storeOf(busyIn('a', [50, 59])))
  assert.deepEqual(found.firings, [{ fromMs: at(50), toMs: at(60), over: false, mostAlerts: 1 }])
})

test('while a silence matches, no incident would have been opened; an open one goes on', async () => {
  const store = storeOf(busyIn('a', [5, 9], [20, 39]))
  const isQuiet = (_: unknown, nowMs: number) => nowMs < at(7) || nowMs >= at(30)
  const period = { startMs, endMs: at(59), stepMs, queryOffsetMs: 0 }
  const found = await replayRule(ruleOf(), period, hostOf(store), { isQuiet })
  assert.deepEqual(found.silenced, [{ fromMs: at(5), toMs: at(7), over: true }])
  assert.deepEqual(
    found.firings.map(({ fromMs, toMs }) => [fromMs, toMs]),
    [
      [at(7), at(10)],
      [at(20), at(40)],
    ],
  )
})

test('a rule that tells of missing data would have opened an incident for it', async () => {
  const sent = busyIn('a').slice(0, 11)
  const gone = { fromMs: at(30), toMs: at(60), over: false }
  const told = await over(ruleOf({ onNoData: 'alert' }), storeOf(sent))
  assert.deepEqual([told.firings, told.noData], [[{ ...gone, mostAlerts: 0 }], [gone]])
  const kept = await over(ruleOf({ onNoData: 'keep' }), storeOf(sent))
  assert.deepEqual([kept.firings, kept.noData], [[], [gone]])
})

test('an evaluation that fails is told apart, and those around it count', async () => {
  const sent = [...busyIn('a', [0, 59]), ...busyIn('b', [0, 59]).slice(30, 31)]
  const store = storeOf([...sent, { instance: 'b', atMs: 31 * stepMs, value: 'stale' }])
  const found = await over(ruleOf({ expr: 'label_replace(load, "instance", "one", "", "") > 3' }), store)
  assert.deepEqual(
    found.failings.map(({ fromMs, toMs, evaluations }) => ({ fromMs, toMs, evaluations })),
    [{ fromMs: at(30), toMs: at(30), evaluations: 1 }],
  )
  assert.equal(found.evaluations, 60)
  assert.equal(found.firings.length, 1)
})

test('an expression that is none is refused at once', async () => {
  await assert.rejects(over(ruleOf({ expr: 'load >' }), storeOf([])), { kind: 'parse' })
})

test('a rehearsal that takes too long says how far it came', async () => {
  let clock = 0
  const found = await replayRule(
    ruleOf(),
    { startMs, endMs: startMs + 5 * rehearsalLimits.stepsPerQuery * stepMs, stepMs, queryOffsetMs: 0 },
    hostOf(storeOf(busyIn('a', [5, 9])), {
      monotonicMs: () => clock,
      queryRange: () => {
        // Two are asked for each stretch.
        clock += rehearsalLimits.totalMs / 7
        return Promise.resolve([])
      },
    }),
  )
  assert.equal(found.cut, 'time')
  assert.equal(found.untilMs, startMs + 3 * rehearsalLimits.stepsPerQuery * stepMs)
})

test('an expression that fails everywhere ends at the bound of queries', async () => {
  let asked = 0
  const fail = () => {
    asked++
    return Promise.reject(executionError('never'))
  }
  const found = await replayRule(
    ruleOf(),
    { startMs, endMs: startMs + rehearsalLimits.stepsPerQuery * stepMs, stepMs, queryOffsetMs: 0 },
    hostOf(storeOf([]), { queryRange: fail, query: fail }),
  )
  assert.equal(found.cut, 'queries')
  assert.equal(asked, rehearsalLimits.queries)
  assert.deepEqual(
    found.failings.map(({ fromMs, error }) => [fromMs, error]),
    [[startMs, 'never']],
  )
})

test('more alerts than a rehearsal holds end it where there are too many', async () => {
  const labels = (name: number) => labelsOf({ instance: String(name) })
  const series = Array.from({ length: rehearsalLimits.alerts + 1 }, (_, name) => ({
    labels: labels(name),
    points: [
      { timeMs: at(7), value: 9 },
      { timeMs: at(8), value: 9 },
    ],
  }))
  const found = await over(ruleOf(), storeOf([]), { queryRange: () => Promise.resolve(series) })
  assert.equal(found.cut, 'alerts')
  assert.equal(found.untilMs, at(8))
})

test('nobody waits any more: it ends', async () => {
  const gone = new Error('gone')
  await assert.rejects(over(ruleOf(), storeOf([]), { pause: () => Promise.reject(gone) }), gone)
})
