/** The query half of the API, which has Prometheus' own form and so no generated client: `/prometheus/api/v1`. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { ApiError, csrfHeader } from '../../api.ts'
import { boundsOf, type PresetId } from '../../components/time-range.ts'
import { stepSecondsFor } from './grid.ts'

export type Labels = Record<string, string>
/** Seconds, and a number as Prometheus writes it: `NaN`, `+Inf`. */
export type Sample = [number, string]
export type NativeHistogram = { count: string; sum: string }
export type Series = { metric: Labels; values?: Sample[]; histograms?: [number, NativeHistogram][] }
export type Point = { metric: Labels; value?: Sample; histogram?: [number, NativeHistogram] }
export type Answer =
  | { resultType: 'matrix'; result: Series[] }
  | { resultType: 'vector'; result: Point[] }
  | { resultType: 'scalar'; result: Sample }
  | { resultType: 'string'; result: Sample }

/** What became of one of the queries. A fault is in the query; what is wrong with the server throws. */
export type Outcome = { query: string; answer?: Answer; notes: string[]; fault?: string }
export type View = 'graph' | 'table'

/** `view` is what was asked for: the answer to a graph is no table. */
export type Asked = {
  view: View
  fromSeconds: number
  toSeconds: number
  stepSeconds: number
  outcomes: Outcome[]
}
export type Description = { type: string; help: string; unit: string }

export const metricsFallback: PresetId = '1h'

/** Headers that the app sends with everything: which workspace, and that it is the app that asks. */
export function withSession(workspace: string, init: RequestInit = {}): RequestInit {
  const headers = new Headers(init.headers)
  headers.set('watchword-workspace', workspace)
  for (const [name, value] of Object.entries(csrfHeader())) headers.set(name, value)
  return { ...init, headers }
}

type Told<T> = { data: T; warnings?: string[]; infos?: string[] }

/** Throws ApiError; its code is Prometheus' `errorType`. */
export async function ask<T>(workspace: string, path: string, form: Record<string, string>, signal: AbortSignal) {
  const init = withSession(workspace, { method: 'POST', body: new URLSearchParams(form), signal })
  const response = await fetch(`/prometheus/api/v1/${path}`, init).catch((cause: unknown) => {
    if (signal.aborted) throw cause
    throw new ApiError({ status: 0, code: 'unreachable', detail: 'the server cannot be reached', cause })
  })
  const body: unknown = await response.json().catch(() => ({}))
  if (response.ok) return body as Told<T> // the caller says what the endpoint answers
  const { errorType = 'unknown', error = 'the server did not answer as it should' } = body as Partial<Failed>
  const retryAfterSeconds = Number(response.headers.get('retry-after')) || undefined
  throw new ApiError({ status: response.status, code: errorType, detail: error, retryAfterSeconds })
}

type Failed = { errorType: string; error: string }

const faults = new Set(['bad_data', 'execution', 'timeout'])

async function run(
  workspace: string,
  path: 'query' | 'query_range',
  form: { query: string } & Record<string, string>,
  signal: AbortSignal,
): Promise<Outcome> {
  const { query } = form
  try {
    const { data, warnings = [], infos = [] } = await ask<Answer>(workspace, path, form, signal)
    return { query, answer: data, notes: [...warnings, ...infos] }
  } catch (error) {
    if (!(error instanceof ApiError) || !faults.has(error.code)) throw error
    return { query, notes: [], fault: error.detail }
  }
}

/** All queries for the same times. A graph has both ends on whole steps, so that it does not flicker as it goes on. */
export const askedQuery = (workspace: string, view: View, queries: readonly string[], range: string) =>
  queryOptions({
    queryKey: [workspace, 'metrics', view, queries, range],
    queryFn: async ({ signal }): Promise<Asked> => {
      const now = new Date()
      const { from, to = now } = boundsOf(range, now, metricsFallback)
      const stepSeconds = stepSecondsFor((to.getTime() - from.getTime()) / 1000)
      const whole = (at: Date): number => Math.floor(at.getTime() / 1000 / stepSeconds) * stepSeconds
      const [fromSeconds, toSeconds] = [whole(from), whole(to)]
      const ofGraph = { start: String(fromSeconds), end: String(toSeconds), step: String(stepSeconds) }
      const outcomes = await Promise.all(
        queries.map((query) =>
          view === 'graph'
            ? run(workspace, 'query_range', { query, ...ofGraph }, signal)
            : run(workspace, 'query', { query, time: String(to.getTime() / 1000) }, signal),
        ),
      )
      const end = view === 'graph' ? toSeconds : to.getTime() / 1000
      return { view, fromSeconds, toSeconds: end, stepSeconds, outcomes }
    },
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
    enabled: queries.length > 0,
  })

const maxMetrics = 10_000
const waitMs = 5_000

export type Metric = Description & { name: string }

/** Every name there is, with what senders told of it; asked for again until there is one. */
export const metricsQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, 'metricNames'],
    queryFn: async ({ signal }): Promise<Metric[]> => {
      const form = { limit: String(maxMetrics) }
      const [names, told] = await Promise.all([
        ask<string[]>(workspace, 'label/__name__/values', form, signal),
        ask<Record<string, Description[]>>(workspace, 'metadata', { ...form, limit_per_metric: '1' }, signal),
      ])
      return names.data.map((name) => ({ name, ...describeMetric(name, told.data) }))
    },
    staleTime: 60_000,
    refetchInterval: ({ state }) => (state.data?.length === 0 ? waitMs : false),
  })

/** A histogram is described by the name of its family. */
function describeMetric(name: string, told: Record<string, Description[]>): Description {
  const family = name.replace(/_(?:bucket|sum|count|total|created)$/, '')
  return told[name]?.[0] ?? told[family]?.[0] ?? { type: 'unknown', help: '', unit: '' }
}
