/** Answers of queries as a panel gets them, and what visitors see of them. */
import type { Panel, Target, VariableValues } from '#common/dashboards'
import { askMetrics } from '#modules/metrics'
import type { Context } from '#platform/context'
import { queriesOf, type PanelQuery, type Range } from './panel-queries.ts'

/** Of one panel. Some panels are answered at once, and of a workspace twenty queries run at a time, whoever asks. */
const queriesAtOnce = 2

export type PanelAnswer = Range & { key: string; stepMs: number; results: Result[] }

type Result = { refId: string; instant: boolean } & (
  | { status: 'success'; data: Data }
  | { status: 'error'; errorType: string; error: string }
)
type Data = { resultType: string; result: unknown }

/** As the Prometheus API answers. */
type Envelope = { status: string; data?: Data; errorType?: string }

export type Look = { range: Range; widthPx: number; longestMs: number }

/**
 * Everything that the panel shows in a range, and no more: labels that are not seen are left out, and so are the engine's
 * words, which name metrics and labels.
 */
export async function answerPanel(
  ctx: Context,
  panel: Panel,
  { values, look, signal }: { values: VariableValues; look: Look; signal: AbortSignal },
): Promise<PanelAnswer> {
  const { queries, ...range } = queriesOf(panel, values, look)
  const results: Result[] = []
  const waiting = [...queries.entries()]
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [place, query] = next
      results[place] = await ask(ctx, panel, query, signal)
    }
  }
  await Promise.all(Array.from({ length: queriesAtOnce }, work))
  return { key: panel.key, ...range, results }
}

async function ask(
  ctx: Context,
  panel: Panel,
  { target, instant, question }: PanelQuery,
  signal: AbortSignal,
): Promise<Result> {
  const about = { refId: target.refId, instant }
  const { body } = await askMetrics(ctx, question, signal)
  // Our own JSON.
  const { data, errorType = 'execution' } = JSON.parse(text(body)) as Envelope
  if (!data) return { ...about, status: 'error', errorType, error: 'this could not be computed' }
  return { ...about, status: 'success', data: withoutUnseen(data, labelsSeen(panel, target)) }
}

const text = (body: string | Uint8Array<ArrayBuffer> | null): string =>
  typeof body === 'string' ? body : Buffer.from(body ?? new Uint8Array()).toString('utf8')

/** Null: all of them. A legend of one's own shows the labels that it names; names of fields may name others. */
export function labelsSeen(panel: Panel, { format, legendFormat }: Target): ReadonlySet<string> | null {
  if (format !== 'time_series' || panel.kind === 'table' || panel.kind === 'heatmap') return null
  if (legendFormat === '' || legendFormat === '__auto' || panel.transformations.length > 0) return null
  const ofFields = JSON.stringify([panel.field, panel.overrides, panel.title])
  return new Set([
    ...[...legendFormat.matchAll(/\{\{\s*([^{}\s]+)\s*\}\}/g)].map((match) => match[1] ?? ''),
    ...[...ofFields.matchAll(/labels(?:\.(\w+)|\[\\?["']([^"'\\]+)\\?["']\])/g)].map((m) => m[1] ?? m[2] ?? ''),
  ])
}

function withoutUnseen(data: Data, seen: ReadonlySet<string> | null): Data {
  if (seen === null || !Array.isArray(data.result) || !/^(vector|matrix)$/.test(data.resultType)) return data
  // Elements of both have their labels under this name.
  const result = (data.result as { metric: Record<string, string> }[]).map(({ metric, ...rest }) => ({
    metric: Object.fromEntries(Object.entries(metric).filter(([name]) => seen.has(name))),
    ...rest,
  }))
  return { ...data, result }
}
