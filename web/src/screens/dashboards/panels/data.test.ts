import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Answer, AskPanels, Question } from './ask/answer.ts'
import { gather } from './ask/batch.ts'
import { linesOf } from './ask/lines-of.ts'
import { questionsOf, windowOf } from './ask/questions.ts'
import { csvOfPanel } from './csv.ts'
import { toFrames } from './frames.ts'
import { metricNames } from './metric-names.ts'
import { panelDataOf } from './panel-data.ts'
import { askedFor, panelOf, series } from './panels.fixture.ts'
import { seriesOf } from './series.ts'

const matrix = (...result: ReturnType<typeof series>[]): Answer => ({
  notes: [],
  data: { resultType: 'matrix', result },
})
const window = { fromMs: 60_000, toMs: 180_000, answeredAtMs: 0 }

test('series share the times of their question, and what is missing at a step is a gap', () => {
  const frames = toFrames(
    matrix(series({ job: 'shop' }, [60, '1'], [180, 'NaN']), series({ job: 'mail' }, [120, '+Inf'])),
    askedFor(),
  )
  assert.deepEqual(
    frames.map(({ name }) => name),
    ['shop', 'mail'],
  )
  assert.deepEqual(frames[0]?.fields[0]?.values, [60_000, 120_000, 180_000])
  assert.equal(frames[0]?.fields[0]?.values, frames[1]?.fields[0]?.values)
  assert.deepEqual(
    frames.map(({ fields }) => fields[1]?.values),
    [
      [1, null, NaN],
      [null, Infinity, null],
    ],
  )
})

test('a panel says which of its patterns are not applied, and why', () => {
  const overrides = [{ matcher: { id: 'byRegexp', options: '(?<=a)b' }, properties: [] }]
  const panel = panelOf('timeseries', { type: 'timeseries', overrides })
  const { notes } = panelDataOf(panel, [askedFor()], [matrix(series({ job: 'a' }, [60, '1']))], window)
  assert.deepEqual(notes, ['The pattern “(?<=a)b” looks behind, which is not supported.'])
})

test('a snapshot has steps of its own, and they are not taken for gaps', () => {
  const [frame] = toFrames(matrix(series({}, [70, '1'], [190, '2'], [310, '3'])), { ...askedFor(), toMs: 320_000 })
  assert.deepEqual(
    frame?.fields.map(({ values }) => values),
    [
      [70_000, 190_000, 310_000],
      [1, 2, 3],
    ],
  )
})

test('as a table there is a row for each sample and a column for each label', () => {
  const [frame] = toFrames(
    matrix(series({ job: 'shop', zone: 'a' }, [60, '1']), series({ job: 'mail' }, [60, '2'])),
    askedFor({ format: 'table' }),
  )
  assert.deepEqual(
    frame?.fields.map(({ name, values }) => [name, ...values]),
    [
      ['Time', 60_000, 60_000],
      ['job', 'shop', 'mail'],
      ['zone', 'a', ''],
      ['Value', 1, 2],
    ],
  )
})

test('a scalar, a vector and nothing at all are frames as well', () => {
  const scalar = toFrames({ notes: [], data: { resultType: 'scalar', result: [60, '3'] } }, askedFor({ instant: true }))
  assert.deepEqual(scalar[0]?.fields[1]?.values, [3])
  const vector: Answer = {
    notes: [],
    data: { resultType: 'vector', result: [{ metric: { job: 'a' }, value: [60, '4'] }] },
  }
  assert.deepEqual(toFrames(vector, askedFor({ instant: true }))[0]?.fields[0]?.values, [60_000])
  assert.deepEqual(toFrames({ notes: [], fault: 'no' }, askedFor()), [])
})

test('frames over other times are joined, and each series has the settings of its field', () => {
  const panel = panelOf('timeseries', {
    type: 'timeseries',
    defaults: { unit: 'short' },
    overrides: [
      {
        matcher: { id: 'byName', options: 'b' },
        properties: [
          { id: 'unit', value: 'bytes' },
          { id: 'displayName', value: 'B' },
        ],
      },
    ],
  })
  const frame = (name: string, times: number[], values: number[]) => ({
    ...{ name, refId: 'A' },
    fields: [
      { name: 'Time', type: 'time' as const, values: times },
      { name, type: 'number' as const, labels: {}, values },
    ],
  })
  const {
    times,
    series: found,
    range,
  } = seriesOf(panel, [frame('a', [1, 3], [10, 30]), frame('b', [2, 3], [-5, 7]), frame('b', [1], [1])])
  assert.deepEqual(times, [1, 2, 3])
  assert.deepEqual(
    found.map(({ values }) => values),
    [
      [10, null, 30],
      [null, -5, 7],
      [1, null, null],
    ],
  )
  assert.deepEqual(
    found.map(({ name, config }) => [name, config.unit]),
    [
      ['a', 'short'],
      ['B', 'bytes'],
      ['B', 'bytes'],
    ],
  )
  assert.equal(new Set(found.map(({ key }) => key)).size, 3)
  assert.deepEqual(range, { min: -5, max: 30 })
})

test('what was refused and what was warned of is told once, beside what came', () => {
  const asked = [askedFor(), askedFor({ refId: 'B', expr: 'sum(' })]
  const answers: Answer[] = [
    { ...matrix(series({ job: 'shop' }, [60, '1'])), notes: ['w', 'w'] },
    { notes: [], fault: '1:5: unexpected end' },
  ]
  const panel = panelOf('timeseries', { type: 'timeseries' })
  const data = panelDataOf(panel, asked, answers, window)
  assert.equal(data.frames.length, 1)
  assert.deepEqual(data.faults, [{ refId: 'B', expr: 'sum(', text: '1:5: unexpected end' }])
  assert.deepEqual(data.notes, ['w'])
  assert.equal(csvOfPanel(panel, data).split('\r\n')[1], '"1970-01-01T00:01:00.000Z",1')
})

test('no more series are shown than the bound, and that is told', () => {
  const many = Array.from({ length: 501 }, (_, at) => series({ at: String(at) }, [60, '1']))
  const data = panelDataOf(panelOf('timeseries', { type: 'timeseries' }), [askedFor()], [matrix(...many)], window)
  assert.equal(data.frames.length, 500)
  assert.match(data.notes[0] ?? '', /^A: 501 series, of which the first 500/)
})

const scope = { values: {}, scrapeIntervalMs: 15_000, fromMs: 1_000_000_123, toMs: 1_003_600_123 }

test('a panel asks over whole steps, with variables filled in, and nothing that is hidden', () => {
  const panel = panelOf('timeseries', {
    type: 'timeseries',
    targets: [
      { refId: 'A', expr: 'rate(a{job="$job"}[$__rate_interval])' },
      { refId: 'B', expr: 'b', instant: true },
      { refId: 'C', expr: 'c', hide: true },
      { refId: 'D', expr: ' ' },
    ],
  })
  const values = { job: { values: ['a"b'], texts: ['a"b'], multi: false } }
  const [range, instant, ...more] = questionsOf(panel, { ...scope, values }, 630)
  assert.deepEqual(more, [])
  assert.ok(range && instant)
  assert.equal(range.fromMs % range.stepMs, 0)
  assert.equal(range.toMs % range.stepMs, 0)
  assert.ok((range.toMs - range.fromMs) / range.stepMs <= 400)
  assert.match(range.expr, /^rate\(a\{job="a\\"b"\}\[\d+m?s?/)
  assert.deepEqual([instant.instant, instant.toMs], [true, scope.toMs])
  // A little wider it is the same question, so that nothing is asked again.
  assert.deepEqual(questionsOf(panel, { ...scope, values }, 790), questionsOf(panel, { ...scope, values }, 630))
  const sparse = questionsOf({ ...panel, maxDataPoints: 10 }, { ...scope, values }, 630)
  assert.ok((sparse[0]?.stepMs ?? 0) >= 300_000)
})

test('a panel may look at another stretch than its dashboard', () => {
  const panel = panelOf('timeseries', { type: 'timeseries', timeFrom: '2h', timeShift: '1d' })
  const hour = 3_600_000
  assert.deepEqual(windowOf(panel, { fromMs: 99 * hour, toMs: 100 * hour }), { fromMs: 74 * hour, toMs: 76 * hour })
})

const question = (expr: string): Question => ({
  panelKey: expr,
  refId: 'A',
  expr,
  instant: true,
  fromMs: 0,
  toMs: 1,
  stepMs: 1,
})
const told = (text: string): Answer => ({ notes: [text] })

test('questions of one moment go out together, and each panel has its own as soon as they are there', async () => {
  const batches: string[][] = []
  let finish = (): void => undefined
  const ask: AskPanels = async (_, questions, onAnswer) => {
    batches.push(questions.map(({ expr }) => expr))
    onAnswer(2, told('c'))
    onAnswer(1, told('b'))
    onAnswer(0, told('a'))
    await new Promise<void>((resolve) => (finish = resolve))
  }
  const panels = gather(ask, 'w')
  const never = new AbortController().signal
  const [first, second] = [panels([question('a'), question('b')], never), panels([question('c')], never)]
  assert.deepEqual(await first, [told('a'), told('b')])
  assert.deepEqual(await second, [told('c')])
  finish()
  assert.deepEqual(batches, [['a', 'b', 'c']])
})

test('a batch that nobody waits for is cancelled, and a failure reaches all who still wait', async () => {
  const signals: AbortSignal[] = []
  const ask: AskPanels = (_, __, ___, signal) => {
    signals.push(signal)
    return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  }
  const panels = gather(ask, 'w')
  const [one, other] = [new AbortController(), new AbortController()]
  const both = Promise.allSettled([panels([question('a')], one.signal), panels([question('b')], other.signal)])
  await new Promise((resolve) => setTimeout(resolve, 20))
  one.abort()
  assert.equal(signals[0]?.aborted, false)
  other.abort()
  assert.equal(signals[0]?.aborted, true)
  assert.deepEqual(
    (await both).map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  const failing = gather(async () => Promise.reject(new Error('down')), 'w')
  await assert.rejects(failing([question('a')], new AbortController().signal), /down/)
  const short = gather(async () => undefined, 'w')
  await assert.rejects(short([question('a')], new AbortController().signal), /too early/)
})

test('lines are whole, however the answer was cut', async () => {
  const bytes = new TextEncoder().encode('{"a":"ü"}\n{"b":1}\n\nrest')
  for (let size = 1; size < bytes.length; size += 1) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
      bytes.slice(at * size, (at + 1) * size),
    )
    const found: string[] = []
    for await (const line of linesOf(new Response(new Blob(pieces)))) found.push(line)
    assert.deepEqual(found, ['{"a":"ü"}', '{"b":1}', 'rest'])
  }
})

test('metrics are named without functions, labels, strings and numbers', () => {
  assert.deepEqual(
    metricNames('sum by (job, node) (rate(http_requests_total{code="a_b"}[5m])) / on (job) group_left() up > bool 1e3'),
    ['http_requests_total', 'up'],
  )
  assert.deepEqual(metricNames('{__name__="a:b", x="y"} unless {__name__=~"c.*"}'), ['a:b'])
  assert.deepEqual(metricNames('label_replace(x offset 5m, "a", "$1", "b", "(.*)") and NaN or vector(1)'), ['x'])
  assert.deepEqual(metricNames('count without(instance)(node_load1 @ end()) # not this\n+ `y`'), ['node_load1'])
})
