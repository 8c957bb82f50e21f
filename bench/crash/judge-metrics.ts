/** Whether all metrics that were acknowledged are there, each once, as it was sent, and nothing that nobody sent. */
import { connectApi, type Api, type Installation } from '../api.ts'
import { countAt, seriesOfSender, valueAt, type SentMetrics } from './metric-senders.ts'

export type MetricVerdict = { violations: string[]; samples: number; histograms: number }

type Series = {
  metric: Record<string, string>
  values?: [seconds: number, value: string][]
  histograms?: [seconds: number, histogram: { count: string }][]
}
type Answer = { data: { result: Series[] } }

/** As far back as anybody has sent. */
const lookBack = '6h'
const shown = 5

/** `acknowledged` when this begins must be there; what comes meanwhile may be. */
export async function judgeMetrics(
  url: string,
  { apiKey }: Installation,
  sent: readonly SentMetrics[],
): Promise<MetricVerdict> {
  const api = connectApi(url, apiKey, { patienceMs: 60_000, base: '/prometheus/api/v1' })
  const verdict: MetricVerdict = { violations: [], samples: 0, histograms: 0 }
  for (const one of sent) {
    const due = new Set(one.acknowledged)
    const found = await readSender(api, one.sender)
    const wrong = compare(found, one, due)
    verdict.violations.push(...wrong.slice(0, shown).map((sentence) => `metrics of ${one.sender}: ${sentence}`))
    if (wrong.length > shown) verdict.violations.push(`metrics of ${one.sender}: … and ${wrong.length - shown} more`)
    verdict.samples += found.samples.length
    verdict.histograms += found.histograms.length
    const strange = Object.keys(one.refusals).filter((outcome) => outcome.startsWith('4'))
    for (const outcome of strange) verdict.violations.push(`metrics of ${one.sender} were refused with ${outcome}`)
  }
  return verdict
}

export type Found = {
  samples: { atMs: number; series: number; value: number }[]
  histograms: { atMs: number; count: number }[]
}

/** A sentence for each thing that is not as it was sent; `due`: times of which everything must be there. */
export const compare = (found: Found, of: SentMetrics, due: ReadonlySet<number>): string[] => [
  ...[...checkSamples(found, of), ...checkHistograms(found, of), ...missing(found, due)],
]

async function readSender(api: Api, sender: string): Promise<Found> {
  const read = async (metric: string): Promise<Series[]> => {
    const query = encodeURIComponent(`${metric}{sender="${sender}"}[${lookBack}]`)
    return (await api.get<Answer>(`/query?query=${query}`)).data.result
  }
  const [floats, natives] = [await read('crash_samples'), await read('crash_histogram')]
  return {
    samples: floats.flatMap(({ metric, values = [] }) =>
      values.map(([seconds, value]) => ({
        atMs: msOf(seconds),
        series: Number(metric['series']),
        value: Number(value),
      })),
    ),
    histograms: natives.flatMap(({ histograms = [] }) =>
      histograms.map(([seconds, { count }]) => ({ atMs: msOf(seconds), count: Number(count) })),
    ),
  }
}

const msOf = (seconds: number): number => Math.round(seconds * 1000)

const wasSent = (of: SentMetrics, atMs: number): boolean =>
  of.acknowledged.has(atMs) || of.givenUp.has(atMs) || of.waiting.has(atMs)

function* checkSamples({ samples }: Found, of: SentMetrics): Generator<string> {
  const seen = new Set<string>()
  for (const { atMs, series, value } of samples) {
    const key = `${atMs} of series ${series}`
    if (seen.has(key)) yield `${key} is there twice`
    seen.add(key)
    if (!wasSent(of, atMs)) yield `${key} was never sent`
    else if (value !== valueAt(atMs, series)) yield `${key} is ${value}, and was sent as ${valueAt(atMs, series)}`
  }
}

function* checkHistograms({ histograms }: Found, of: SentMetrics): Generator<string> {
  const seen = new Set<number>()
  for (const { atMs, count } of histograms) {
    if (seen.has(atMs)) yield `the histogram of ${atMs} is there twice`
    seen.add(atMs)
    if (!wasSent(of, atMs)) yield `the histogram of ${atMs} was never sent`
    else if (count !== countAt(atMs)) yield `the histogram of ${atMs} counts ${count}, and was sent as ${countAt(atMs)}`
  }
}

function* missing({ samples, histograms }: Found, due: ReadonlySet<number>): Generator<string> {
  const counts = new Map<number, number>()
  for (const { atMs } of samples) counts.set(atMs, (counts.get(atMs) ?? 0) + 1)
  const natives = new Set(histograms.map(({ atMs }) => atMs))
  for (const atMs of due) {
    const count = counts.get(atMs) ?? 0
    if (count !== seriesOfSender) yield `of ${atMs}, acknowledged, ${count} of ${seriesOfSender} samples are there`
    if (!natives.has(atMs)) yield `the histogram of ${atMs}, acknowledged, is not there`
  }
}
