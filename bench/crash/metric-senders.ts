/** Clients that write metrics all the time, in both versions of remote write, and do what Prometheus does without an answer. */
import { setTimeout as delay } from 'node:timers/promises'
import {
  snappyOf,
  v1Headers,
  v2Headers,
  writeV1,
  writeV2,
  type SentSeries,
} from '../../server/modules/metrics/remote-write/message.fixture.ts'
import type { Installation } from '../api.ts'
import type { Random } from './random.ts'

/** A request is one time at which all series of its sender have a sample, of which the time says everything. */
export type SentMetrics = {
  sender: string
  /** Times whose requests were answered with 204. */
  acknowledged: Set<number>
  /** Those that were given up after a failed attempt: each may have been taken in or not. */
  givenUp: Set<number>
  /** Sent and not answered yet. */
  waiting: Set<number>
  attempts: number
  refusals: Record<string, number>
}

export type MetricSenders = { sent: readonly SentMetrics[]; stop(): Promise<void> }

export const seriesOfSender = 10
const versions = [1, 2, 1, 2] as const
const giveUpShare = 0.02
const pauseMs = 40
const retryMs = 150
const timeoutMs = 20_000
/** Series end and others begin, so that a crash also falls between a series and its first samples. */
const requestsOfGeneration = 40

/** What a sample of this time must be. */
export const valueAt = (atMs: number, series: number): number => (atMs % 1_000_000) * 10 + series
export const countAt = (atMs: number): number => (atMs % 1000) + 1

export function startMetricSenders(url: string, { ingestKey }: Installation, random: Random): MetricSenders {
  const stopping = new AbortController()
  const sent = versions.map((version, at): SentMetrics => {
    const lists = { acknowledged: new Set<number>(), givenUp: new Set<number>(), waiting: new Set<number>() }
    return { sender: `v${version}-${at}`, ...lists, attempts: 0, refusals: {} }
  })
  const run = async (of: SentMetrics, version: 1 | 2): Promise<void> => {
    const startMs = Date.now()
    let [atMs, count] = [startMs, 0]
    while (!stopping.signal.aborted) {
      atMs = Math.max(atMs + 1, Date.now())
      const series = seriesAt(of.sender, { atMs, startMs, generation: Math.floor(count++ / requestsOfGeneration) })
      const body = snappyOf(version === 1 ? writeV1(series) : writeV2(series))
      await sendOne({ url, ingestKey, version, body, atMs }, of, random)
      await delay(pauseMs)
    }
  }
  const all = Promise.all(sent.map((of, at) => run(of, versions[at] ?? 1)))
  return {
    sent,
    stop: async () => {
      stopping.abort()
      await all
    },
  }
}

type Moment = { atMs: number; startMs: number; generation: number }

function seriesAt(sender: string, { atMs, startMs, generation }: Moment): SentSeries[] {
  const labels = (name: string, series: number): [string, string][] => [
    ...([['__name__', name], ['generation', String(generation)]] as [string, string][]), // prettier-ignore
    ...([['sender', sender], ['series', String(series)]] as [string, string][]), // prettier-ignore
  ]
  const floats = Array.from({ length: seriesOfSender }, (_, series) => ({
    labels: labels('crash_samples', series),
    samples: [{ at: atMs, value: valueAt(atMs, series), start: startMs }],
  }))
  const count = countAt(atMs)
  const histogram = { at: atMs, start: startMs, count, sum: count, positive: [0, [count]] as [number, number[]] }
  return [...floats, { labels: labels('crash_histogram', 0), histograms: [histogram] }]
}

type Request = { url: string; ingestKey: string; version: 1 | 2; body: Buffer; atMs: number }

async function sendOne(request: Request, of: SentMetrics, random: Random): Promise<void> {
  const { atMs } = request
  of.waiting.add(atMs)
  for (;;) {
    of.attempts += 1
    const outcome = await attempt(request)
    if (outcome === '204') {
      of.acknowledged.add(atMs)
      break
    }
    of.refusals[outcome] = (of.refusals[outcome] ?? 0) + 1
    if (random.chance(giveUpShare)) {
      of.givenUp.add(atMs)
      break
    }
    await delay(retryMs)
  }
  of.waiting.delete(atMs)
}

async function attempt({ url, ingestKey, version, body }: Request): Promise<string> {
  try {
    const response = await fetch(`${url}/prometheus/api/v1/write`, {
      method: 'POST',
      headers: { ...(version === 1 ? v1Headers : v2Headers), authorization: `Bearer ${ingestKey}` },
      body: new Uint8Array(body),
      signal: AbortSignal.timeout(timeoutMs),
    })
    await response.arrayBuffer()
    return String(response.status)
  } catch (error) {
    return error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'connection'
  }
}
