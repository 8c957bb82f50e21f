/** The tree of a trace, whatever of it arrived: parents may be missing, late, sampled away, or wrong. */
import type { SpanKind, Span } from '../records.ts'

export type TraceSpan = {
  projectId: string
  spanId: string
  parentSpanId: string | null
  service: string
  name: string
  operation: string
  kind: SpanKind
  status: Span['status']
  isEntry: boolean
  /** Microseconds since 1970. */
  startedMicros: number
  durationMicros: number
}

export type PlacedSpan = TraceSpan & {
  /** From the beginning of the trace. */
  offsetMicros: number
  /** 0 for a root. */
  depth: number
  /** It names a parent that is not here: not sent, not here yet, or beyond what is shown. */
  isOrphan: boolean
  childCount: number
}

/**
 * As they are read from top to bottom: each span followed by its children, siblings by time. A span whose parent is not
 * here stands as a root; so does one of a ring, which has no beginning. All that was given is in the answer, once.
 */
export function placeSpans(spans: readonly TraceSpan[]): PlacedSpan[] {
  const sorted = spans.toSorted((a, b) => a.startedMicros - b.startedMicros || (a.spanId < b.spanId ? -1 : 1))
  const known = new Set(sorted.map(({ spanId }) => spanId))
  const children = Map.groupBy(sorted, ({ parentSpanId }) => parentSpanId)
  const isOrphan = ({ spanId, parentSpanId }: TraceSpan) =>
    parentSpanId !== null && (parentSpanId === spanId || !known.has(parentSpanId))
  const beginMicros = sorted[0]?.startedMicros ?? 0
  const placed: PlacedSpan[] = []
  const done = new Set<string>()
  const place = (root: TraceSpan): void => {
    const waiting = [{ span: root, depth: 0 }]
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { span, depth } = next
      if (done.has(span.spanId)) continue
      done.add(span.spanId)
      const own = (children.get(span.spanId) ?? []).filter(({ spanId }) => !done.has(spanId))
      placed.push({
        ...span,
        offsetMicros: span.startedMicros - beginMicros,
        depth,
        isOrphan: depth === 0 && span.parentSpanId !== null,
        childCount: own.length,
      })
      for (const child of own.toReversed()) waiting.push({ span: child, depth: depth + 1 })
    }
  }
  for (const span of sorted) if (span.parentSpanId === null || isOrphan(span)) place(span)
  for (const span of sorted) if (!done.has(span.spanId)) place(span)
  return placed
}
