/** What decides how long a trace takes: making anything else faster changes nothing. */
import type { Waterfall, WaterfallRow } from './waterfall.ts'

export type CriticalPath = {
  /** Microseconds that a span is on the path while nothing that it called is; by span id. */
  bySpan: Map<string, number>
  /** The same by service, longest first. The parts add up to the length of the trace. */
  byService: { service: string; micros: number }[]
  /** Where nothing is known to have run: between roots, or between a span's end and what it left behind. */
  gapMicros: number
}

type Stretch = { row: WaterfallRow | undefined; from: number; until: number }

/**
 * From the end backwards: whichever child ended last before this moment is what its parent waited for; where there is
 * none it is the parent itself. A child that goes on after its parent, as behind a queue, counts as long as it goes on.
 */
export function criticalPath({ rows, startMicros, endMicros }: Waterfall): CriticalPath {
  const { children, endOf } = familyOf(rows)
  const bySpan = new Map<string, number>()
  const services = new Map<string, number>()
  let gapMicros = 0
  const count = (row: WaterfallRow | undefined, from: number, until: number): void => {
    const own = row ? Math.max(0, Math.min(until, row.endMicros) - from) : 0
    gapMicros += until - from - own
    if (!row || own === 0) return
    bySpan.set(row.span.spanId, (bySpan.get(row.span.spanId) ?? 0) + own)
    services.set(row.span.service, (services.get(row.span.service) ?? 0) + own)
  }
  const waiting: Stretch[] = [{ row: undefined, from: startMicros, until: endMicros }]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { row, from, until } = next
    let at = until
    for (const child of children.get(row) ?? []) {
      if (at <= from) break
      const [begins, ends] = [Math.max(from, child.startMicros), Math.min(at, endOf(child))]
      if (ends <= begins) continue
      count(row, ends, at)
      waiting.push({ row: child, from: begins, until: ends })
      at = begins
    }
    count(row, from, at)
  }
  const byService = [...services].map(([service, micros]) => ({ service, micros }))
  return { bySpan, byService: byService.toSorted((a, b) => b.micros - a.micros), gapMicros }
}

/** Children, those that end last first, roots being the children of nobody; and when a row and all below it are over. */
function familyOf(rows: readonly WaterfallRow[]) {
  const children = new Map<WaterfallRow | undefined, WaterfallRow[]>()
  const parents = new Map<WaterfallRow, WaterfallRow>()
  const open: WaterfallRow[] = []
  for (const row of rows) {
    while ((open.at(-1)?.depth ?? -1) >= row.depth) open.pop()
    const parent = open.at(-1)
    const siblings = children.get(parent)
    if (siblings) siblings.push(row)
    else children.set(parent, [row])
    if (parent) parents.set(row, parent)
    open.push(row)
  }
  const ends = new Map<WaterfallRow, number>()
  const endOf = (row: WaterfallRow): number => ends.get(row) ?? row.endMicros
  for (const row of rows.toReversed()) {
    const parent = parents.get(row)
    if (parent) ends.set(parent, Math.max(endOf(parent), endOf(row)))
  }
  for (const siblings of children.values()) siblings.sort((a, b) => endOf(b) - endOf(a))
  return { children, endOf }
}
