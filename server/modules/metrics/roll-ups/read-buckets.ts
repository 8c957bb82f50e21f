/** Series in buckets: those of rolled up hours from the store, the rest from samples. */
import type { QueryParams, WorkspaceColumns } from '#platform/columns'
import type { BucketColumns, BucketField, SelectRequest, SeriesSamples, WindowRequest } from '../promql/queryable.ts'
import type { SeriesGroup, StoredSeries } from '../read/find-series.ts'
import { readRows } from '../read/row-binary.ts'
import { foldSamples, joinBuckets, type Starts } from './fold.ts'
import { readMadeHours, secondsOf } from './made-hours.ts'
import { planReads, type Plan, type Span } from './plan-reads.ts'
import { widthFor, type Width } from './widths.ts'
import { sampleTime } from '../storage/sample-time.ts'

export type ReadSamples = (
  groups: readonly SeriesGroup[],
  range: { afterMs: number; toMs: number },
) => Promise<SeriesSamples[] | 'tooLarge'>

type Job = { columns: WorkspaceColumns; readSamples: ReadSamples; windows: WindowRequest; width: Width } & Span

/** Shorter times have few samples, and for the most part no hour that is old enough. */
const minRangeMs = 6 * 3_600_000
const batchBuckets = 500_000
const maxBatchSeries = 5_000
const leastFirst = 16
/** What samples are taken to be apart before any was read. */
const guessedIntervalMs = 5_000

/**
 * Yields what can be answered in buckets, and returns the groups whose samples have to be read: all of them when the
 * windows are not made of whole buckets or nothing is rolled up.
 */
export async function* selectBuckets(
  columns: WorkspaceColumns,
  readSamples: ReadSamples,
  groups: readonly SeriesGroup[],
  { windows, signal }: Pick<SelectRequest, 'windows' | 'signal'>,
): AsyncGenerator<readonly SeriesSamples[], readonly SeriesGroup[]> {
  const width = windows && widthFor(windows)
  if (!windows || !width || groups.length === 0) return groups
  const { widthMs } = width
  const fromMs = Math.floor((windows.endMs - windows.lengthMs) / widthMs) * widthMs
  const toMs = windows.endMs + (windows.count - 1) * windows.stepMs
  if (toMs - fromMs < minRangeMs) return groups
  const plan = planReads(await readMadeHours(columns, { fromMs, toMs }), { fromMs, toMs })
  if (plan.hours.size === 0) return groups
  const job: Job = { columns, readSamples, windows, width, fromMs, toMs }
  const left: SeriesGroup[] = []
  // Two projects that send the same labels are one series here, and their samples have to be put in order first.
  const [single, several] = [groups.filter(({ length }) => length === 1), groups.filter(({ length }) => length !== 1)]
  for (let at = 0, size = firstBatch(plan, job); at < single.length;) {
    signal.throwIfAborted()
    const batch = single.slice(at, at + size)
    const read = await readBatch(job, plan, batch)
    if (read === 'tooLarge' && size > 1) {
      size = Math.ceil(size / 4)
      continue
    }
    at += batch.length
    if (read === 'tooLarge') left.push(...batch)
    else {
      size = batchSize(read.cost / batch.length)
      left.push(...read.left)
      if (read.series.length > 0) yield read.series
    }
  }
  return [...left, ...several]
}

/** `each`: buckets and samples of a series. */
const batchSize = (each: number): number =>
  Math.min(maxBatchSeries, Math.max(1, Math.floor(batchBuckets / Math.max(1, each))))

/** Hours that are not made may have no samples at all: a few series are tried, and then it is known. */
function firstBatch({ spans }: Plan, { fromMs, toMs, width }: Job): number {
  const rawMs = spans.reduce((sum, span) => sum + span.toMs - span.fromMs, 0)
  return Math.max(leastFirst, batchSize((toMs - fromMs) / width.widthMs + rawMs / guessedIntervalMs))
}

async function readBatch(
  job: Job,
  plan: Plan,
  batch: readonly SeriesGroup[],
): Promise<{ series: SeriesSamples[]; left: SeriesGroup[]; cost: number } | 'tooLarge'> {
  const { columns, readSamples, windows, width } = job
  const all = batch.flat()
  const [rolledUp, odd, ...raw] = await Promise.all([
    readRolledUp(job, plan, all),
    readWithHistograms(columns, all, job),
    ...plan.spans.map((span) => readSamples(batch, { afterMs: span.fromMs, toMs: span.toMs })),
  ])
  // Rows of a version may go as soon as there are those of the next, and before that the hour has another mark.
  const now = await readMadeHours(columns, job)
  if ([...plan.hours].some(([hour, version]) => now.get(hour) !== version))
    return { series: [], left: [...batch], cost: 0 }
  const strange = new Set<SeriesSamples['labels']>()
  const parts = new Map(all.map(({ labels }) => [labels, [] as Part[]]))
  let cost = 0
  for (const span of raw) {
    if (span === 'tooLarge') return span
    for (const series of span) {
      cost += series.times.length
      const folded = foldSamples(series, width.widthMs)
      if (folded) parts.get(series.labels)?.push({ ...folded, extremes: extremesOf(folded.buckets) })
      else strange.add(series.labels)
    }
  }
  const series: SeriesSamples[] = []
  const left: SeriesGroup[] = []
  for (const group of batch) {
    const [one] = group
    if (!one) continue
    const stored = rolledUp.get(one.id)
    const own = [...(stored && stored !== 'odd' ? [stored] : []), ...(parts.get(one.labels) ?? [])]
    cost += own.reduce((sum, { buckets: { ends } }) => sum + ends.length, 0)
    if (strange.has(one.labels) || odd.has(one.id) || stored === 'odd' || !isSaid(own, job)) {
      left.push(group)
      continue
    }
    const buckets = joinBuckets(
      own.map((part) => part.buckets),
      width.widthMs,
      windows.fields,
    )
    if (buckets.ends.length > 0) series.push({ labels: one.labels, times: none, values: none, buckets })
  }
  return { series, left, cost }
}

const none = new Float64Array(0)

/** `extremes`: the least and the greatest value, where sums were asked for. */
type Part = { buckets: BucketColumns; starts: Starts | undefined; extremes: ArrayLike<number> }

const extremesOf = ({ fields: { min, max } }: BucketColumns): number[] => [
  (min ?? none).reduce((a, b) => Math.min(a, b), Infinity),
  (max ?? none).reduce((a, b) => Math.max(a, b), -Infinity),
]

/** Whether the buckets say all that matters. */
function isSaid(parts: readonly Part[], { windows: { fields }, fromMs }: Job): boolean {
  // Values of one sign add up to within a few roundings; where they cancel out, what is left may be as small as those.
  if (fields.includes('sum')) {
    const hasBelow = parts.some(({ extremes }) => (extremes[0] ?? 0) < 0)
    if (hasBelow && parts.some(({ extremes }) => (extremes[1] ?? 0) > 0)) return false
  }
  if (!fields.includes('fallen') && !fields.includes('resets')) return true
  // A start that is that of all samples, and before all windows, changes nothing.
  const starts = parts.flatMap((part) => part.starts ?? [])
  const oldest = Math.min(...starts.map((each) => each.oldest))
  return starts.every(({ newest }) => newest === oldest && newest <= fromMs)
}

/** By series id; `odd`: its samples have to be asked. */
async function readRolledUp(
  { columns, windows, width, fromMs, toMs }: Job,
  { hours }: Plan,
  series: readonly StoredSeries[],
): Promise<Map<bigint, Part | 'odd'>> {
  const { fields, stepMs, count, lengthMs, endMs } = windows
  const isSparse = count > 1 && stepMs > lengthMs
  const answer = await columns.queryBlock(
    `select series_id, max(is_odd),
       [toFloat64(toUnixTimestamp64Milli(minIf(if(has_starts, toDateTime64(0, 3, 'UTC'), start_at), samples > 0))),
        toFloat64(toUnixTimestamp64Milli(maxIf(start_at, samples > 0)))],
       ${fields.includes('sum') ? `[min(${columnOf.min}), max(${columnOf.max})]` : 'emptyArrayFloat64()'},
       groupArray(toFloat64(toUnixTimestamp(at)) * 1000),
       ${fields.map((field) => `groupArray(toFloat64(${columnOf[field]}))`).join(', ')}
     from ${width.table} where ${ofSeries}
       and at >= toDateTime({fromSeconds:UInt32}, 'UTC') and at < toDateTime({toSeconds:UInt32}, 'UTC')
       and (intDiv(toUnixTimestamp(at), 3600), version) in (
         select made.1, made.2
         from (select arrayJoin(arrayZip({hours:Array(UInt32)}, {versions:Array(UInt64)})) as made))
       ${isSparse ? `and ${inSomeWindow}` : ''}
     group by series_id`,
    {
      ...paramsOf(series),
      ...{ fromSeconds: secondsOf(fromMs), toSeconds: secondsOf(toMs) },
      hours: [...hours.keys()].map((hour) => hour / 3_600_000),
      versions: [...hours.values()],
      ...(isSparse && { endMs, stepMs, lengthMs, widthMs: width.widthMs }),
    },
    'RowBinary',
  )
  const rows = readRows(answer)
  const found = new Map<bigint, Part | 'odd'>()
  while (!rows.isAtEnd()) {
    const id = rows.uint64()
    const isOdd = rows.uint8() !== 0
    const [oldest = 0, newest = 0] = rows.float64s()
    const extremes = rows.float64s()
    const ends = rows.float64s().map((start) => start + width.widthMs)
    const read: Partial<Record<BucketField, Float64Array>> = {}
    for (const field of fields) read[field] = rows.float64s()
    const buckets = { widthMs: width.widthMs, ends, fields: read }
    found.set(id, isOdd ? 'odd' : { buckets, starts: { oldest, newest }, extremes })
  }
  return found
}

/** Of windows with gaps between them, only what lies in one. */
const inSomeWindow = `positiveModulo({endMs:Int64} - (toInt64(toUnixTimestamp(at)) * 1000 + {widthMs:Int64}), {stepMs:Int64})
  < {lengthMs:Int64}`

async function readWithHistograms(
  columns: WorkspaceColumns,
  series: readonly StoredSeries[],
  { fromMs, toMs }: Span,
): Promise<Set<bigint>> {
  const answer = await columns.queryBlock(
    `select distinct series_id from metric_histograms where ${ofSeries}
       and ${sampleTime('fromMs', 'toMs')}`,
    { ...paramsOf(series), fromMs, toMs },
    'RowBinary',
  )
  const rows = readRows(answer)
  const found = new Set<bigint>()
  while (!rows.isAtEnd()) found.add(rows.uint64())
  return found
}

const ofSeries = `workspace_id = {workspaceId:String} and metric_hash in {hashes:Array(UInt32)}
  and series_id in {ids:Array(UInt64)}`

const paramsOf = (series: readonly StoredSeries[]): QueryParams => ({
  hashes: [...new Set(series.map(({ metricHash }) => metricHash))],
  ids: series.map(({ id }) => id),
})

/** Of a counter the least and the greatest are its ends, and then they are not kept a second time. */
const columnOf: Record<BucketField, string> = {
  count: 'samples',
  firstTime: '(toUnixTimestamp(at) * 1000 + first_ms)',
  first: 'first_value',
  lastTime: '(toUnixTimestamp(at) * 1000 + last_ms)',
  last: 'last_value',
  staleTime: 'if(stale_ms = 0, 0, toUnixTimestamp(at) * 1000 + stale_ms)',
  sum: 'value_sum',
  min: 'if(bitAnd(shape, 1) = 1, least(first_value, last_value), value_min)',
  max: 'if(bitAnd(shape, 2) = 2, greatest(first_value, last_value), value_max)',
  fallen: 'fallen',
  resets: 'resets',
  changes: 'changes',
}
