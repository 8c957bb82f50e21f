import type { Batch, Point } from './series.ts'

/** Prometheus' text format of what a request would carry: the same labels, the same values, the same moment. */
export function formatText({ timeMs, points }: Batch): string {
  const byName = new Map<string, Point[]>()
  for (const point of points) {
    const name = nameOf(point)
    const others = byName.get(name)
    if (others) others.push(point)
    else byName.set(name, [point])
  }
  const lines: string[] = []
  for (const [name, [first, ...others]] of byName) {
    if (first === undefined) continue
    // Series of histograms and summaries are not declared one by one.
    const { type } = first.series
    if (type === 'counter' || type === 'gauge') lines.push(`# TYPE ${name} ${type}`)
    for (const point of [first, ...others]) lines.push(`${name}${labelsOf(point)} ${valueOf(point)} ${timeMs}`)
  }
  return `${lines.join('\n')}\n`
}

function nameOf({ series: { labels } }: Point): string {
  return labels[labels.indexOf('__name__') + 1] ?? ''
}

function labelsOf({ series: { labels } }: Point): string {
  const pairs: string[] = []
  for (let index = 0; index + 1 < labels.length; index += 2) {
    const [name, value = ''] = [labels[index], labels[index + 1]]
    if (name !== '__name__') pairs.push(`${name}="${value.replaceAll(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`)
  }
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

function valueOf({ value }: Point): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  return String(value)
}
