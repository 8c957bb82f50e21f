/** What a series is called. */
import type { Target } from '../model.ts'
import { own } from '../read/values.ts'

const maxLegendChars = 2000

/** Its legend with `{{label}}` filled in; without one its labels as PromQL writes them, or what was asked. */
export function legendOf(target: Pick<Target, 'legendFormat' | 'expr'>, labels: Record<string, string>): string {
  const { legendFormat } = target
  if (legendFormat === '' || legendFormat === '__auto')
    return (seriesText(labels) || target.expr).slice(0, maxLegendChars)
  return legendFormat
    .replaceAll(/\{\{([^{}]*)\}\}/g, (_whole, label: string) => own(labels, label.trim()) ?? '')
    .slice(0, maxLegendChars)
}

/** `up{job="api"}`; only a name, or nothing, when there is no more. */
export function seriesText(labels: Record<string, string>): string {
  const { __name__: name = '', ...others } = labels
  const written = Object.entries(others).map(([label, value]) => `${quoteLabel(label)}=${JSON.stringify(value)}`)
  return written.length === 0 ? name : `${name}{${written.join(', ')}}`
}

function quoteLabel(label: string): string {
  return /^[A-Za-z_]\w*$/.test(label) ? label : JSON.stringify(label)
}
