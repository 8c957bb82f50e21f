/** The past and the present of a workspace, as a rehearsal and a preview ask for them. */
import { askMetrics, labelsOf, PromqlError, queryElements, type Labels } from '#modules/metrics'
import { monotonicMs } from '#platform/clock'
import type { Context } from '#platform/context'
import { maxResultsPerRule } from '../limits.ts'
import type { FoundSeries, Steps } from './past.ts'
import type { RehearsalHost } from './replay-rule.ts'

const queryTimeoutMs = 15_000

type Sample = readonly [seconds: number, value: string]
type Row = {
  metric: Record<string, string>
  values?: readonly Sample[]
  histograms?: readonly (readonly [seconds: number, unknown])[]
}
type Envelope = { data?: { resultType: string; result: unknown }; errorType?: string; error?: string }

/** In the workspace of the context; every question ends with the request. */
export function createHost(ctx: Context, signal: AbortSignal): RehearsalHost {
  return {
    externalLabels: [],
    externalUrl: ctx.config.appUrl,
    monotonicMs,
    pause: async () => {
      await new Promise((resolve) => setImmediate(resolve))
      signal.throwIfAborted()
    },
    query: (expr, atMs) =>
      queryElements(ctx, { expr, atMs, signal, timeoutMs: queryTimeoutMs, maxElements: maxResultsPerRule }),
    queryRange: (expr, steps) => askOver(ctx, expr, steps, signal),
  }
}

/** A value that is a histogram is NaN: it is found, and is no number. */
async function askOver(ctx: Context, query: string, steps: Steps, signal: AbortSignal): Promise<FoundSeries[]> {
  const { status, body } = await askMetrics(ctx, { query, at: { kind: 'range', ...steps } }, signal)
  const text = typeof body === 'string' ? body : Buffer.from(body as Uint8Array).toString()
  const { data, errorType, error = 'the query gave no answer' } = JSON.parse(text) as Envelope // our own API wrote it
  if (status !== 200 || !data) throw new PromqlError(kinds[errorType ?? ''] ?? 'execution', error)
  if (data.resultType !== 'matrix') throw new PromqlError('execution', 'rule result is not a vector or scalar')
  return (data.result as readonly Row[]).map(({ metric, values = [], histograms = [] }) => ({
    labels: labelsIn(metric),
    points: [
      ...values.map(([seconds, value]) => ({ timeMs: Math.round(seconds * 1000), value: numberOf(value) })),
      ...histograms.map(([seconds]) => ({ timeMs: Math.round(seconds * 1000), value: Number.NaN })),
    ],
  }))
}

const kinds: Partial<Record<string, PromqlError['kind']>> = {
  bad_data: 'parse',
  execution: 'execution',
  timeout: 'timeout',
  canceled: 'canceled',
}

const labelsIn = (metric: Record<string, string>): Labels => labelsOf(new Map(Object.entries(metric)))

/** As Prometheus writes numbers. */
function numberOf(text: string): number {
  if (text === '+Inf') return Infinity
  return text === '-Inf' ? -Infinity : Number(text)
}
