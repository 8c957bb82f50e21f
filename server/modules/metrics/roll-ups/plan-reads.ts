/** What of a time is read rolled up and what as samples. Pure. */
import type { MadeHours } from './made-hours.ts'
import { hourMs } from './widths.ts'

export type Span = { fromMs: number; toMs: number }

export type Plan = {
  /** Hours that are read rolled up, by their start. */
  hours: MadeHours
  /** What is read as samples: after `fromMs` up to `toMs`. */
  spans: readonly Span[]
}

/** Many small reads cost more than a few that read more than they must. */
const maxSpans = 4

export function planReads(made: MadeHours, { fromMs, toMs }: Span): Plan {
  let spans: Span[] = []
  for (let hour = Math.floor(fromMs / hourMs) * hourMs; hour < toMs; hour += hourMs) {
    if (made.has(hour)) continue
    const span = { fromMs: Math.max(hour, fromMs), toMs: Math.min(hour + hourMs, toMs) }
    const last = spans.at(-1)
    if (last && last.toMs === span.fromMs) last.toMs = span.toMs
    else spans.push(span)
  }
  while (spans.length > maxSpans) spans = withoutLeastGap(spans)
  const isRaw = (hour: number): boolean => spans.some((span) => hour < span.toMs && hour + hourMs > span.fromMs)
  const hours = new Map([...made].filter(([hour]) => hour < toMs && hour + hourMs > fromMs && !isRaw(hour)))
  return { hours, spans }
}

function withoutLeastGap(spans: readonly Span[]): Span[] {
  const gapAfter = (at: number): number => (spans[at + 1]?.fromMs ?? Infinity) - (spans[at]?.toMs ?? 0)
  const least = spans.reduce((best, _, at) => (gapAfter(at) < gapAfter(best) ? at : best), 0)
  return spans.flatMap((span, at) => {
    if (at === least + 1) return []
    return [at === least ? { fromMs: span.fromMs, toMs: spans[at + 1]?.toMs ?? span.toMs } : span]
  })
}
