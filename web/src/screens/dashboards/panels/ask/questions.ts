/** What a panel asks: its targets with their variables filled in, over whole steps. */
import { interpolate, intervalsOf, readDurationMs, type Panel, type Scope, type Target } from '#common/dashboards'
import type { PanelScope } from '../scope.ts'
import type { Question } from './answer.ts'

/** Eyes see no more, and the engine computes every one of them. */
const pxPerPoint = 2
/** A panel that becomes a little wider asks the same. */
const widthStepPx = 200
const longestPx = 2400

type Window = Pick<PanelScope, 'fromMs' | 'toMs' | 'values' | 'scrapeIntervalMs'>

/** A question with its target. */
export type Asked = Question & { target: Target }

export function questionsOf(panel: Panel, window: Window, widthPx: number): Asked[] {
  const { fromMs, toMs } = windowOf(panel, window)
  const values = { ...window.values, ...panel.scope }
  return panel.targets
    .filter((target) => !target.hide && target.unsupported === undefined && target.expr.trim() !== '')
    .flatMap((target): Asked[] => {
      const { stepMs, rateIntervalMs } = intervalsOf({
        ...{ fromMs, toMs, scrapeIntervalMs: window.scrapeIntervalMs },
        widthPx: Math.min(longestPx, Math.max(1, Math.ceil(widthPx / widthStepPx)) * widthStepPx) / pxPerPoint,
        ...leastOf(panel, target, { values, window }),
      })
      const scope: Scope = { intervalMs: stepMs, rateIntervalMs, rangeMs: toMs - fromMs, fromMs, toMs }
      const expr = interpolate(target.expr, values, scope, 'promql').trim()
      const whole = (ms: number): number => Math.floor(ms / stepMs) * stepMs
      const base = { panelKey: panel.key, refId: target.refId, expr, stepMs, target }
      const overTime: Asked = { ...base, instant: false, fromMs: whole(fromMs), toMs: whole(toMs) }
      const atEnd: Asked = { ...base, instant: true, fromMs, toMs }
      if (target.instant && target.range) return [overTime, atEnd]
      return [target.instant ? atEnd : overTime]
    })
}

type Known = { values: PanelScope['values']; window: Window }

/** The least step, of the query or else of the panel; and how many points the panel takes at most. */
function leastOf({ interval, maxDataPoints }: Panel, target: Target, { values, window }: Known) {
  const { fromMs, toMs, scrapeIntervalMs } = window
  const scope = {
    intervalMs: scrapeIntervalMs,
    rateIntervalMs: 4 * scrapeIntervalMs,
    rangeMs: toMs - fromMs,
    fromMs,
    toMs,
  }
  const text = interpolate(target.interval ?? interval ?? '', values, scope, 'text')
  const minIntervalMs = readDurationMs(text.replace(/^[>=\s]+/, ''))
  return {
    ...(minIntervalMs !== undefined && { minIntervalMs }),
    ...(maxDataPoints !== undefined && { maxDataPoints }),
  }
}

/** A panel may look at another stretch than its dashboard: the last `2h`, a day earlier. */
export function windowOf({ timeFrom, timeShift }: Panel, { fromMs, toMs }: Pick<Window, 'fromMs' | 'toMs'>) {
  const lengthMs = readDurationMs((timeFrom ?? '').replace(/^now-/, ''))
  const shiftMs = readDurationMs((timeShift ?? '').replace(/^now-|^-/, '')) ?? 0
  const begin = lengthMs === undefined ? fromMs : toMs - lengthMs
  return { fromMs: begin - shiftMs, toMs: toMs - shiftMs }
}
