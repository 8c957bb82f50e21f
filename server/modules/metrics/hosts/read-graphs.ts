/** The last hour of one host, in steps. */
import type { WorkspaceColumns } from '#platform/columns'
import { AppError } from '#platform/errors'
import { findSeries } from '../read/find-series.ts'
import { readSamples } from '../read/read-samples.ts'
import type { SampleRows } from '../read/columns-of-samples.ts'
import type { KnownHost } from './find-hosts.ts'
import { intervalOf, latest, quietIntervals } from './host.ts'
import type { JudgedHost } from './list-hosts.ts'

/** Shares from 0 to 1, the others bytes a second. Null: not known in this step. */
type GraphPoint = {
  at: Date
  cpuShare: number | null
  memoryShare: number | null
  diskReadRate: number | null
  diskWriteRate: number | null
  receivedRate: number | null
  sentRate: number | null
}
export type HostGraphs = { from: Date; to: Date; stepSeconds: number; points: GraphPoint[] }

const rangeMs = 3_600_000
const shortestStepMs = 60_000
/** Some hundred processors, disks and interfaces together. */
const maxGraphSeries = 2_000

const counters = {
  cpu: 'node_cpu_seconds_total',
  diskRead: 'node_disk_read_bytes_total',
  diskWrite: 'node_disk_written_bytes_total',
  received: 'node_network_receive_bytes_total',
  sent: 'node_network_transmit_bytes_total',
} as const
const memory = { total: 'node_memory_MemTotal_bytes', available: 'node_memory_MemAvailable_bytes' } as const
const metrics = [...Object.values(counters), ...Object.values(memory)]

/** What is made of other devices, whose traffic would count twice, or never leaves the host. */
const madeOf = /^(dm-|md|loop|ram|zram|sr|lo$|veth|docker|br-|cni|cali|flannel|virbr|vnet|tap|bond|team)|\./

type Series = { metric: string; samples: SampleRows }

/** Throws unprocessable for a host of more series than are read at once. */
export async function readGraphs(
  columns: WorkspaceColumns,
  host: KnownHost & Pick<JudgedHost, 'heard'>,
  nowMs: number,
): Promise<HostGraphs> {
  const newest = latest(host.heard)
  const intervalMs = newest ? intervalOf(newest) : shortestStepMs
  const stepMs = Math.max(shortestStepMs, intervalMs)
  const count = Math.ceil(rangeMs / stepMs)
  const toMs = Math.ceil(nowMs / stepMs) * stepMs
  const fromMs = toMs - count * stepMs
  const steps = { fromMs, stepMs, count, maxGapMs: quietIntervals * intervalMs }
  const all = await readSeries(columns, host, { afterMs: fromMs - steps.maxGapMs, toMs })
  const rates = (metric: string) => all.filter((one) => one.metric === metric).map((one) => ratesOf(one.samples, steps))
  const idle = meanOf(rates(counters.cpu), count)
  const gauges = (metric: string) =>
    all.filter((one) => one.metric === metric).map((one) => valuesOf(one.samples, steps))
  const [total, available] = [meanOf(gauges(memory.total), count), meanOf(gauges(memory.available), count)]
  const [diskRead, diskWrite] = [sumOf(rates(counters.diskRead), count), sumOf(rates(counters.diskWrite), count)]
  const [received, sent] = [sumOf(rates(counters.received), count), sumOf(rates(counters.sent), count)]
  return {
    from: new Date(fromMs),
    to: new Date(toMs),
    stepSeconds: stepMs / 1000,
    points: Array.from({ length: count }, (_, step) => ({
      at: new Date(fromMs + step * stepMs),
      cpuShare: less(1, idle[step]),
      memoryShare: total[step] ? less(1, over(available[step], total[step])) : null,
      diskReadRate: diskRead[step] ?? null,
      diskWriteRate: diskWrite[step] ?? null,
      receivedRate: received[step] ?? null,
      sentRate: sent[step] ?? null,
    })),
  }
}

async function readSeries(
  columns: WorkspaceColumns,
  { projectId, job, instance }: KnownHost,
  range: { afterMs: number; toMs: number },
): Promise<Series[]> {
  const equal = (name: string, value: string) =>
    ({ name, op: '=', value, matches: (text: string) => text === value }) as const
  const found = await findSeries(columns, {
    ...range,
    projectId,
    matchers: [
      {
        name: '__name__',
        op: '=~',
        value: metrics.join('|'),
        matches: (text) => metrics.some((name) => name === text),
      },
      ...[equal('job', job), equal('instance', instance)],
      // Of processors the idle time alone is read.
      { name: 'mode', op: '=~', value: '|idle', matches: (text) => text === '' || text === 'idle' },
    ],
    limit: maxGraphSeries + 1,
  })
  if (found.length > maxGraphSeries)
    throw new AppError('unprocessable', `the host has more than ${maxGraphSeries} series to draw`)
  const wanted = found.flatMap((series) => {
    const labels = new Map(series.labels)
    const isWanted = !madeOf.test(labels.get('device') ?? '')
    return isWanted ? [{ series, metric: labels.get('__name__') ?? '' }] : []
  })
  if (wanted.length === 0) return []
  const series = wanted.map(({ series }) => series)
  const samples = await readSamples(columns, { series, are: 'some', ...range }, { tellsStarts: false })
  return wanted.flatMap(({ series, metric }) => {
    const rows = samples.get(series.id)
    return rows ? [{ metric, samples: rows }] : []
  })
}

type Steps = { fromMs: number; stepMs: number; count: number; maxGapMs: number }
type Line = (number | null)[]

/** Increase a second in each step; a counter that fell began anew, at zero. A gap is not drawn over. */
function ratesOf({ times, values }: SampleRows, { fromMs, stepMs, count, maxGapMs }: Steps): Line {
  const [increase, seconds] = [new Float64Array(count), new Float64Array(count)]
  for (let at = 1; at < times.length; at++) {
    const [time, before, value, earlier] = [
      times[at] ?? 0,
      times[at - 1] ?? 0,
      values[at] ?? NaN,
      values[at - 1] ?? NaN,
    ]
    const step = Math.floor((time - fromMs) / stepMs)
    if (time - before > maxGapMs || Number.isNaN(value - earlier) || step < 0 || step >= count) continue
    increase[step] = (increase[step] ?? 0) + (value >= earlier ? value - earlier : value)
    seconds[step] = (seconds[step] ?? 0) + (time - before) / 1000
  }
  return Array.from(seconds, (length, step) => (length > 0 ? (increase[step] ?? 0) / length : null))
}

/** The last value of each step; NaN, a stale marker among them, is none. */
function valuesOf({ times, values }: SampleRows, { fromMs, stepMs, count }: Steps): Line {
  const line: Line = Array.from({ length: count }, () => null)
  for (const [at, time] of times.entries()) {
    const [step, value] = [Math.floor((time - fromMs) / stepMs), values[at] ?? NaN]
    if (step >= 0 && step < count && !Number.isNaN(value)) line[step] = value
  }
  return line
}

const knownAt = (lines: readonly Line[], step: number): number[] =>
  lines.flatMap((line) => {
    const value = line[step] ?? null
    return value === null ? [] : [value]
  })

const sumOf = (lines: readonly Line[], count: number): Line =>
  Array.from({ length: count }, (_, step) => {
    const known = knownAt(lines, step)
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0)
  })

const meanOf = (lines: readonly Line[], count: number): Line =>
  sumOf(lines, count).map((sum, step) => (sum === null ? null : sum / knownAt(lines, step).length))

const over = (part: number | null | undefined, whole: number): number | null =>
  part === null || part === undefined ? null : part / whole

const less = (from: number, value: number | null | undefined): number | null =>
  value === null || value === undefined ? null : Math.min(1, Math.max(0, from - value))
