/** What a panel with fixed values asks for in a range of time. Pure. */
import {
  interpolate,
  intervalsOf,
  readDurationMs,
  type Panel,
  type Target,
  type VariableValues,
} from '#common/dashboards'
import type { Question } from '#modules/metrics'

/** What agents and Prometheus do unless they are told otherwise. */
const scrapeIntervalMs = 15_000
/** One step a pixel is all that can be seen. */
const minWidthPx = 100
const maxWidthPx = 2_000
/** As many queries as one panel may have. */
export const maxQueriesPerPanel = 50

export type Range = { fromMs: number; toMs: number }
export type PanelQuery = { target: Target; instant: boolean; question: Question }
export type PanelQueries = Range & { stepMs: number; queries: PanelQuery[] }

/** `range` is that of the dashboard; a panel may look at another one, never at a longer one than `longestMs`. */
export function queriesOf(
  panel: Panel,
  values: VariableValues,
  { range, widthPx, longestMs }: { range: Range; widthPx: number; longestMs: number },
): PanelQueries {
  const { fromMs, toMs } = ownRange(panel, range, longestMs)
  const width = Math.min(maxWidthPx, Math.max(minWidthPx, Math.round(widthPx)))
  const all = { ...values, ...panel.scope }
  const asked = panel.targets.filter(({ hide, unsupported, expr }) => !hide && unsupported === undefined && expr !== '')
  let longestStepMs = 1_000
  const queries = asked.flatMap((target) => {
    const minIntervalMs = readDurationMs(target.interval ?? panel.interval ?? '')
    const { stepMs, rateIntervalMs } = intervalsOf({
      ...{ fromMs, toMs, widthPx: width, scrapeIntervalMs },
      // Whoever made the panel has no say in how much a visitor may ask for.
      ...(panel.maxDataPoints !== undefined && { maxDataPoints: Math.min(panel.maxDataPoints, maxWidthPx) }),
      ...(minIntervalMs !== undefined && { minIntervalMs }),
    })
    const safeStepMs = Math.max(1_000, stepMs, Math.ceil((toMs - fromMs) / maxWidthPx))
    longestStepMs = Math.max(longestStepMs, safeStepMs)
    const scope = { intervalMs: safeStepMs, rateIntervalMs, rangeMs: toMs - fromMs, fromMs, toMs }
    const query = interpolate(target.expr, all, scope, 'promql')
    const instant = { target, instant: true, question: { query, at: { kind: 'instant', timeMs: toMs } } } as const
    const at = {
      kind: 'range',
      startMs: Math.min(toMs, alignedUp(fromMs, safeStepMs)),
      endMs: toMs,
      stepMs: safeStepMs,
    } as const
    const ranged = { target, instant: false, question: { query, at } } as const
    return [...(target.range || !target.instant ? [ranged] : []), ...(target.instant ? [instant] : [])]
  })
  return { fromMs, toMs, stepMs: longestStepMs, queries: queries.slice(0, maxQueriesPerPanel) }
}

function ownRange({ timeFrom, timeShift }: Panel, range: Range, longestMs: number): Range {
  const lengthMs = Math.min(readDurationMs(timeFrom ?? '') ?? range.toMs - range.fromMs, longestMs)
  const shiftMs = readDurationMs(timeShift ?? '') ?? 0
  const toMs = range.toMs - shiftMs
  return { fromMs: toMs - lengthMs, toMs }
}

/** Inside the range: what lies before it is not for a visitor. */
function alignedUp(ms: number, stepMs: number): number {
  return Math.ceil(ms / stepMs) * stepMs
}
