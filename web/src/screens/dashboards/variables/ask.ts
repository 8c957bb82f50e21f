/** What the metrics say to the question of a variable. */
import { maxOptions, queryResultTexts, readPattern, type VariableQuery } from '#common/dashboards'
import { ApiError } from '../../../api.ts'
import { withSession, type Answer } from '../../metrics/prometheus.ts'

type Input = {
  workspace: string
  query: VariableQuery
  bounds: { fromMs: number; toMs: number }
  signal: AbortSignal
}

/** What was found is taken for true as long. */
export const refreshMsOfVariable = 60_000

export async function variableResults({ query, ...input }: Input): Promise<string[]> {
  const times = { start: String(input.bounds.fromMs / 1000), end: String(input.bounds.toMs / 1000) }
  const limit = String(maxOptions)
  const match = (text: string | undefined): Record<string, string> =>
    text === undefined || text.trim() === '' ? {} : { 'match[]': text }
  if (query.kind === 'label_values')
    return ask(
      input,
      `label/${encodeURIComponent(query.label)}/values`,
      { ...times, limit, ...match(query.match) },
      'GET',
    )
  if (query.kind === 'label_names') return ask(input, 'labels', { ...times, limit, ...match(query.match) })
  if (query.kind === 'metrics') {
    const names = await ask<string[]>(input, 'label/__name__/values', { ...times }, 'GET')
    // What is no pattern is looked for as it stands.
    const pattern = readPattern(query.regex)
    return names.filter((name) => pattern?.test(name) ?? name.includes(query.regex)).slice(0, maxOptions)
  }
  if (query.kind === 'series') {
    const series = await ask<Record<string, string>[]>(input, 'series', { ...times, limit, 'match[]': query.match })
    return queryResultTexts(series.map((labels) => ({ labels, value: '', timeMs: 0 }))).map((text) => text.trim())
  }
  if (query.kind === 'query_result') return results(input, query.query)
  throw new ApiError({ status: 400, code: 'bad_data', detail: `"${query.text}" is no question that is known here` })
}

async function results(input: Omit<Input, 'query'>, query: string): Promise<string[]> {
  const answer = await ask<Answer>(input, 'query', { query, time: String(input.bounds.toMs / 1000) })
  if (answer.resultType === 'scalar') {
    const [seconds, value] = answer.result
    return queryResultTexts([{ labels: {}, value, timeMs: seconds * 1000 }])
  }
  if (answer.resultType !== 'vector') return []
  const samples = answer.result.flatMap(({ metric, value }) =>
    value ? [{ labels: metric, value: value[1], timeMs: value[0] * 1000 }] : [],
  )
  return queryResultTexts(samples.slice(0, maxOptions))
}

type Told<T> = { data: T; error?: string; errorType?: string }

async function ask<T>(
  { workspace, signal }: Omit<Input, 'query'>,
  path: string,
  form: Record<string, string>,
  method: 'GET' | 'POST' = 'POST',
): Promise<T> {
  const body = new URLSearchParams(form)
  const url = `/prometheus/api/v1/${path}${method === 'GET' ? `?${body}` : ''}`
  const init = withSession(workspace, { method, signal, ...(method === 'POST' && { body }) })
  const response = await fetch(url, init).catch((cause: unknown) => {
    if (signal.aborted) throw cause
    throw new ApiError({ status: 0, code: 'unreachable', detail: 'the server cannot be reached', cause })
  })
  const told = (await response.json().catch(() => ({}))) as Partial<Told<T>> // the caller says what is answered
  if (response.ok && told.data !== undefined) return told.data
  const detail = told.error ?? 'the server did not answer as it should'
  throw new ApiError({ status: response.status, code: told.errorType ?? 'unknown', detail })
}
