/**
 * The rows of a waterfall. Spans come from machines whose clocks disagree, and not all of them come: a span whose parent
 * is not here stands as a root, and one that another service is said to have begun before it was called is moved.
 */

export type WaterfallSpan = {
  spanId: string
  parentSpanId: string | null
  service: string
  name: string
  operation: string
  status: 'unset' | 'ok' | 'error'
  isEntry: boolean
  /** From the beginning of the trace, by the clock of the sender. */
  offsetMicros: number
  durationMicros: number
}

export type WaterfallRow<S extends WaterfallSpan = WaterfallSpan> = {
  span: S
  /** 0 for a root. */
  depth: number
  /** Direct ones; `hiddenCount` counts all below it. */
  childCount: number
  hiddenCount: number
  /** It names a parent that is not here. */
  isOrphan: boolean
  startMicros: number
  endMicros: number
  /** How far its start was moved to lie within its parent; 0 for nearly all. */
  shiftedMicros: number
}

export type Waterfall<S extends WaterfallSpan = WaterfallSpan> = {
  /** From top to bottom, each span followed by its children. */
  rows: WaterfallRow<S>[]
  startMicros: number
  endMicros: number
}

/** Rings lose nobody: whoever comes first in time stands as a root. Any depth; no recursion. */
export function layOut<S extends WaterfallSpan>(spans: readonly S[]): Waterfall<S> {
  const sorted = spans.toSorted((a, b) => a.offsetMicros - b.offsetMicros || (a.spanId < b.spanId ? -1 : 1))
  const known = new Set(sorted.map(({ spanId }) => spanId))
  const children = Map.groupBy(sorted, ({ parentSpanId }) => parentSpanId)
  const rows: WaterfallRow<S>[] = []
  const done = new Set<string>()
  const place = (root: S): void => {
    const waiting: { span: S; parent: WaterfallRow<S> | undefined }[] = [{ span: root, parent: undefined }]
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { span, parent } = next
      if (done.has(span.spanId)) continue
      done.add(span.spanId)
      const own = (children.get(span.spanId) ?? []).filter(({ spanId }) => !done.has(spanId))
      const row = rowOf(span, parent, own.length)
      rows.push(row)
      for (const child of own.toReversed()) waiting.push({ span: child, parent: row })
    }
  }
  const isRoot = ({ spanId, parentSpanId }: S) =>
    parentSpanId === null || parentSpanId === spanId || !known.has(parentSpanId)
  for (const span of sorted) if (isRoot(span)) place(span)
  for (const span of sorted) if (!done.has(span.spanId)) place(span)
  countHidden(rows)
  let [startMicros, endMicros] = [rows[0]?.startMicros ?? 0, 0]
  for (const row of rows) {
    startMicros = Math.min(startMicros, row.startMicros)
    endMicros = Math.max(endMicros, row.endMicros)
  }
  return { rows, startMicros, endMicros }
}

function rowOf<S extends WaterfallSpan>(span: S, parent: WaterfallRow<S> | undefined, childCount: number) {
  const said = span.offsetMicros + (parent?.shiftedMicros ?? 0)
  const startMicros = parent ? withinParent(span, said, parent) : said
  return {
    span,
    depth: parent ? parent.depth + 1 : 0,
    childCount,
    hiddenCount: 0,
    isOrphan: !parent && span.parentSpanId !== null,
    startMicros,
    endMicros: startMicros + span.durationMicros,
    shiftedMicros: startMicros - span.offsetMicros,
  }
}

/**
 * Nothing begins before it was called. Only between services, whose clocks may differ: the span is put in the middle of
 * its parent, where the ways there and back take equally long; if it is longer than its parent, at its beginning.
 */
function withinParent<S extends WaterfallSpan>(span: S, said: number, parent: WaterfallRow<S>): number {
  if (said >= parent.startMicros || span.service === parent.span.service) return said
  const room = parent.span.durationMicros - span.durationMicros
  return parent.startMicros + Math.max(0, Math.floor(room / 2))
}

/** From the bottom up: what follows deeper than a row is below it. */
function countHidden(rows: readonly WaterfallRow[]): void {
  const open: WaterfallRow[] = []
  for (const row of rows) {
    while ((open.at(-1)?.depth ?? -1) >= row.depth) close(open)
    open.push(row)
  }
  while (open.length > 0) close(open)
}

function close(open: WaterfallRow[]): void {
  const row = open.pop()
  const parent = open.at(-1)
  if (row && parent) parent.hiddenCount += row.hiddenCount + 1
}

/** Without what is below the rows that are folded. */
export function visibleRows<S extends WaterfallSpan>(
  rows: readonly WaterfallRow<S>[],
  folded: ReadonlySet<string>,
): WaterfallRow<S>[] {
  if (folded.size === 0) return [...rows]
  const shown: WaterfallRow<S>[] = []
  let below = Infinity
  for (const row of rows) {
    if (row.depth > below) continue
    below = folded.has(row.span.spanId) ? row.depth : Infinity
    shown.push(row)
  }
  return shown
}

/** Round steps for an axis: at most `most` marks from 0 to the length, all multiples of 1, 2 or 5 times a power of ten. */
export function axisMarks(lengthMicros: number, most: number): number[] {
  if (lengthMicros <= 0) return [0]
  const rough = lengthMicros / most
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((times) => times * power).find((candidate) => candidate >= rough) ?? rough
  return Array.from({ length: Math.floor(lengthMicros / step) + 1 }, (_, at) => at * step)
}

/** What is around a span: its parents, itself, what it called, and then its neighbours, at most so many rows in order. */
export function rowsAround<S extends WaterfallSpan>(
  rows: readonly WaterfallRow<S>[],
  spanId: string,
  most: number,
): WaterfallRow<S>[] {
  const at = rows.findIndex(({ span }) => span.spanId === spanId)
  if (at === -1) return rows.slice(0, most)
  const wanted = new Set([at])
  for (let i = at - 1, depth = rows[at]?.depth ?? 0; i >= 0 && depth > 0; i--) {
    const row = rows[i]
    if (!row || row.depth >= depth) continue
    depth = row.depth
    wanted.add(i)
  }
  // Deeper than can be shown: the nearest parents and the root tell most.
  const parents = [...wanted].toSorted((a, b) => b - a)
  const kept = new Set(parents.length > most ? [...parents.slice(0, most - 1), ...parents.slice(-1)] : parents)
  for (let distance = 1; distance < rows.length && kept.size < most; distance++) {
    for (const near of [at + distance, at - distance]) {
      if (near >= 0 && near < rows.length && kept.size < most) kept.add(near)
    }
  }
  return [...kept].toSorted((a, b) => a - b).flatMap((i) => rows[i] ?? [])
}
