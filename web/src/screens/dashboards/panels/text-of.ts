import { interpolate, type Panel } from '#common/dashboards'
import type { PanelScope } from './scope.ts'

/** A text of a panel with its variables filled in. */
export function textOf(text: string, panel: Panel, { values, fromMs, toMs, scrapeIntervalMs }: PanelScope): string {
  if (!/[$[]/.test(text)) return text
  const intervals = { intervalMs: scrapeIntervalMs, rateIntervalMs: 4 * scrapeIntervalMs }
  return interpolate(
    text,
    { ...values, ...panel.scope },
    { ...intervals, rangeMs: toMs - fromMs, fromMs, toMs },
    'text',
  )
}
