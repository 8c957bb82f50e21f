import { formatFloat, describeHistogram, labelsKey, PromqlError } from '#modules/metrics'
import { requirePermission, type Context } from '#platform/context'
import type { FieldError } from '#platform/errors'
import { checkRule } from '../groups/check-draft.ts'
import type { RuleDraft, Texts } from '../rule.ts'
import { findAlerts } from '../rules/find-alerts.ts'
import { recordSeries } from '../rules/record-series.ts'
import type { VectorElement } from '../rules/templates/expand.ts'
import { createHost } from './ask.ts'
import type { GroupOfDraft } from './rehearse-rule.ts'
import { drawnOf, type Drawn } from './threshold.ts'

export type Match = { labels: Texts; annotations: Texts; value: string }

export type Preview = {
  /** Of fields of the rule, with line and column in their words. */
  problems: FieldError[]
  /** What the expression gives now, at most `maxMatches` of it; null when it cannot be asked. */
  matches: Match[] | null
  total: number
  /** Series that it found samples of; null: it looks at none. */
  seriesRead: number | null
  drawn: Drawn | null
}

export const maxMatches = 20

/** What a draft would find now, with its labels and annotations rendered. Nothing is written; ends with the request. */
export async function previewRule(
  ctx: Context,
  { rule, group }: { rule: RuleDraft; group: Pick<GroupOfDraft, 'labels' | 'queryOffsetMs'> },
  signal: AbortSignal,
): Promise<Preview> {
  requirePermission(ctx, 'metrics.read')
  const problems = checkRule(rule)
  const nothing = { problems, matches: null, total: 0, seriesRead: null, drawn: null }
  if (problems.some(({ path }) => path === 'expr')) return nothing
  const drawn = drawnOf(rule.expr)
  const host = createHost(ctx, signal)
  const nowMs = ctx.now().getTime() - group.queryOffsetMs
  try {
    const { elements, seriesRead } = await host.query(rule.expr, nowMs)
    const shown = elements.slice(0, maxMatches)
    const query = async (text: string) => (await host.query(text, nowMs)).elements
    const found = problems.length > 0 ? [] : await render(rule, group.labels, shown, { ...host, nowMs, query })
    return {
      problems: 'error' in found ? [{ path: 'labels', message: found.error }] : problems,
      matches: 'error' in found ? null : found,
      total: elements.length,
      seriesRead: seriesRead < 0 ? null : seriesRead,
      drawn,
    }
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error
    return { ...nothing, problems: [...problems, { path: 'expr', message: error.message }], drawn }
  }
}

async function render(
  rule: RuleDraft,
  groupLabels: Texts,
  elements: readonly VectorElement[],
  context: Parameters<typeof findAlerts>[3],
): Promise<Match[] | { error: string }> {
  const labels = new Map(Object.entries({ ...groupLabels, ...rule.labels }))
  if (rule.kind === 'recording') {
    const recorded = recordSeries({ record: rule.name }, labels, elements)
    if ('error' in recorded) return recorded
    return recorded.samples.map((sample) => matchOf({ ...sample, annotations: [] }))
  }
  const annotations = new Map(Object.entries(rule.annotations))
  const found = await findAlerts({ alert: rule.name, annotations }, labels, elements, context)
  if (new Set(found.map((one) => labelsKey(one.labels))).size < found.length) {
    return { error: 'vector contains metrics with the same labelset after applying alert labels' }
  }
  return found.map(matchOf)
}

type Found = Awaited<ReturnType<typeof findAlerts>>[number]

const matchOf = ({ labels, annotations, value }: Found): Match => ({
  labels: Object.fromEntries(labels),
  annotations: Object.fromEntries(annotations),
  value: typeof value === 'number' ? formatFloat(value) : describeHistogram(value),
})
