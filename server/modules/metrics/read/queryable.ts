/** The column store as PromQL's engine reads it: bound to one workspace, and to one project or all of it. */
import type { WorkspaceColumns } from '#platform/columns'
import { AppError } from '#platform/errors'
import type { Histogram } from '../histograms/histogram.ts'
import { limitError } from '../promql/errors.ts'
import { labelsKey, metricName } from '../promql/labels.ts'
import type { Queryable, SelectRequest, SeriesSamples } from '../promql/queryable.ts'
import { selectBuckets } from '../roll-ups/read-buckets.ts'
import { joined, settle, type SampleRows } from './columns-of-samples.ts'
import { findSeries, type FoundSeries, type SeriesGroup } from './find-series.ts'
import { readHistograms, readSamples, type Habits, type HistogramRow, type SampleRead } from './read-samples.ts'

type Scope = {
  /** Undefined: all projects; series that two of them send with the same labels are then one. */
  projectId?: string | undefined
  /** Of the workspace, from query to query. */
  habits?: Habits
  /** Whether there may be native histograms; most workspaces have none, and then nobody asks for them. */
  mayHaveHistograms?: () => Promise<boolean>
}

type Source = Required<Pick<Scope, 'habits' | 'mayHaveHistograms'>> & {
  columns: WorkspaceColumns
  projectId: string | undefined
}

/** Samples of a batch; 16 bytes each, and twice that while they are copied. */
const batchSamples = 1_000_000
const maxBatchSeries = 5_000
/** What is guessed before anything was read. */
const guessedIntervalMs = 5_000

/** What is known of a selector's series: taken as it is, or put there by who had to ask the store. */
export type Finding = { found?: FoundSeries | undefined }

export type StoreQueryable = {
  select: (request: SelectRequest, finding?: Finding) => ReturnType<Queryable['select']>
}

export function createQueryable(columns: WorkspaceColumns, scope: Scope = {}): StoreQueryable {
  const { projectId, habits = { tellsStarts: false }, mayHaveHistograms = () => Promise.resolve(true) } = scope
  const source = { columns, projectId, habits, mayHaveHistograms }
  return { select: (request, finding = {}) => select(source, request, finding) }
}

async function* select(
  source: Source,
  request: SelectRequest,
  finding: Finding,
): AsyncGenerator<readonly SeriesSamples[]> {
  const { columns } = source
  const { afterMs, toMs, maxSamples, signal } = request
  finding.found ??= { groups: await find(source, request), afterMs, toMs }
  const all = finding.found.groups
  const readRaw = (batch: readonly SeriesGroup[], range: Range) => readBatch(source, batch, range)
  const groups = yield* selectBuckets(columns, readRaw, all, request)
  if (groups.length === 0) return
  const isWhole = source.projectId === undefined && isOfMetric(request) && groups.length === all.length
  const isRun = isWhole && groups.every(({ length }) => length === 1)
  const ordered = isRun ? groups.toSorted(byId) : groups
  let samplesLeft = maxSamples
  for await (const { read, samples } of readAhead(source, ordered, { afterMs, toMs }, isRun ? 'run' : 'some', signal)) {
    samplesLeft -= samples
    if (samplesLeft < 0) throw limitError(`the query reads more than ${maxSamples} samples`)
    if (read.length > 0) yield read
  }
}

const byId = ([a]: SeriesGroup, [b]: SeriesGroup): number => (!a || !b || a.id === b.id ? 0 : a.id < b.id ? -1 : 1)

type Batch = { read: SeriesSamples[]; samples: number }

/** Batch by batch; while somebody works on one the next is read. */
async function* readAhead(
  source: Source,
  groups: readonly SeriesGroup[],
  range: Range,
  are: SampleRead['are'],
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  const intervals = (source.habits.intervalsMs ??= new Map())
  const hash = groups[0]?.[0]?.metricHash ?? 0
  let perBatch = batchSize((range.toMs - range.afterMs) / (intervals.get(hash) ?? guessedIntervalMs))
  let at = 0
  const readNext = async (): Promise<Batch | undefined> => {
    while (at < groups.length) {
      signal.throwIfAborted()
      const batch = groups.slice(at, at + perBatch)
      const read = await readBatch(source, batch, range, are)
      if (read === 'tooLarge') {
        if (perBatch === 1) throw limitError('a series has more samples in this time than one answer may hold')
        perBatch = Math.ceil(perBatch / 4)
        continue
      }
      at += batch.length
      const samples = read.reduce((sum, { times }) => sum + times.length, 0)
      const ofEach = samples / batch.length
      perBatch = batchSize(ofEach)
      keepInterval(intervals, hash, read)
      return { read, samples }
    }
    return undefined
  }
  for (let next = readNext(); ;) {
    const batch = await next
    if (!batch) return
    next = readNext()
    // Who asks for no more never hears of it.
    next.catch(() => undefined)
    yield batch
  }
}

const maxIntervals = 10_000
const leastTimes = 10

/** By the samples and not by the time that was asked for, of which there may be none for a part. */
function keepInterval(intervals: Map<number, number>, hash: number, [first]: readonly SeriesSamples[]): void {
  const { times = [] } = first ?? {}
  if (times.length < leastTimes) return
  if (intervals.size >= maxIntervals) intervals.clear()
  intervals.set(hash, ((times.at(-1) ?? 0) - (times.at(0) ?? 0)) / (times.length - 1))
}

/** Whether it asks for all series of one metric. */
const isOfMetric = ({ matchers: [first, ...others] }: SelectRequest): boolean =>
  first?.name === metricName && first.op === '=' && others.length === 0

async function find({ columns, projectId }: Source, request: SelectRequest): Promise<SeriesGroup[]> {
  const { afterMs, toMs, matchers, maxSeries } = request
  const series = await findSeries(columns, { projectId, matchers, afterMs, toMs, limit: maxSeries + 1 })
  if (series.length > maxSeries) throw limitError(`the selector matches more than ${maxSeries} series`)
  return [...Map.groupBy(series, ({ labels }) => labelsKey(labels)).values()]
}

const batchSize = (samplesOfEach: number): number =>
  Math.min(maxBatchSeries, Math.max(1, Math.floor(batchSamples / Math.max(1, samplesOfEach))))

type Range = { afterMs: number; toMs: number }

async function readBatch(
  { columns, habits, mayHaveHistograms }: Source,
  groups: readonly SeriesGroup[],
  range: Range,
  are: SampleRead['are'] = 'some',
): Promise<SeriesSamples[] | 'tooLarge'> {
  const series = groups.flat()
  try {
    const [samples, histograms] = await Promise.all([
      readSamples(columns, { series, are, ...range }, habits),
      mayHaveHistograms().then((may) => (may ? readHistograms(columns, { series, are, ...range }) : noHistograms)),
    ])
    return groups.flatMap((group) => seriesOf(group, samples, histograms) ?? [])
  } catch (error) {
    if (error instanceof AppError && error.code === 'unprocessable') return 'tooLarge'
    throw error
  }
}

const noHistograms: ReadonlyMap<bigint, readonly HistogramRow[]> = new Map()

/** Undefined: nothing in this time. */
function seriesOf(
  group: SeriesGroup,
  samples: ReadonlyMap<bigint, SampleRows>,
  histograms: ReadonlyMap<bigint, readonly HistogramRow[]>,
): SeriesSamples | undefined {
  const [first] = group
  const parts = group.flatMap(({ id }) => samples.get(id) ?? [])
  const own = group.flatMap(({ id }) => histograms.get(id) ?? [])
  if (!first || (parts.length === 0 && own.length === 0)) return undefined
  const { times, values, starts } = parts.length === 1 && parts[0] ? parts[0] : settle(joined(parts))
  const floats = { labels: first.labels, times, values, startTimes: starts }
  return own.length === 0 ? floats : withHistograms(floats, own)
}

/** Where there are both for one time, the histogram says more. */
function withHistograms(floats: SeriesSamples, rows: readonly HistogramRow[]): SeriesSamples {
  const byTime = new Map(rows.map((row) => [row.atMs, row]))
  const times = Float64Array.from(new Set([...floats.times, ...byTime.keys()])).sort()
  const bits = new BigUint64Array(times.length)
  const from = new BigUint64Array(floats.values.buffer, floats.values.byteOffset, floats.values.length)
  const histograms = Array.from<Histogram | undefined>({ length: times.length })
  const startTimes = new Float64Array(times.length)
  let next = 0
  for (const [at, time] of times.entries()) {
    const row = byTime.get(time)
    histograms[at] = row?.histogram
    startTimes[at] = row?.startMs ?? 0
    if (floats.times[next] !== time) continue
    if (!row) startTimes[at] = floats.startTimes?.[next] ?? 0
    bits[at] = from[next++] ?? 0n
  }
  const values = new Float64Array(bits.buffer)
  return {
    ...{ labels: floats.labels, times, values, histograms },
    startTimes: startTimes.some((start) => start !== 0) ? startTimes : undefined,
  }
}
