/** Whether anything that an expression looks at is there: asked of all steps at once. */
import { childrenOf, formatDuration, parse, print, stableFeatures, type Expression } from '#modules/metrics'

/** What an instant selector looks back. */
const lookbackMs = 5 * 60_000

export type Presence =
  /** It looks at no series: nothing of it can be missing. */
  | { kind: 'nothing' }
  /** An expression that gives something where any of its selectors finds a sample; `longerMs`: in so much longer windows. */
  | { kind: 'asked'; over: (longerMs: number) => string }
  /** Ends of the query stand in it, so that each step is a query of its own. */
  | { kind: 'stepwise' }

/** Throws PromqlError for what is no PromQL. */
export function presenceOf(expr: string): Presence {
  const windows: Window[] = []
  const tree = parse(expr, stableFeatures)
  const isPlain = collect(tree, { lengthMs: 0, offsetMs: 0 }, windows)
  if (!isPlain) return { kind: 'stepwise' }
  if (windows.length === 0) return { kind: 'nothing' }
  return {
    kind: 'asked',
    over: (longerMs) => [...new Set(windows.map((one) => countIn(one, longerMs)))].join(' or '),
  }
}

/** Back from `offsetMs` before the step. */
type Window = { series: string; lengthMs: number; offsetMs: number }

function countIn({ series, lengthMs, offsetMs }: Window, longerMs: number): string {
  const offset = offsetMs === 0 ? '' : ` offset ${offsetMs < 0 ? '-' : ''}${formatDuration(Math.abs(offsetMs))}`
  return `count(count_over_time(${series}[${formatDuration(lengthMs + longerMs)}]${offset}))`
}

/** The window that the subqueries around a selector add to its own. */
type Around = { lengthMs: number; offsetMs: number }

/** Answers false where times depend on the query and not only on the step. */
function collect(node: Expression, around: Around, windows: Window[]): boolean {
  if (node.kind === 'selector') return add(node, lookbackMs, around, windows)
  if (node.kind === 'rangeSelector') {
    const rangeMs = lengthOf(node.range)
    return rangeMs !== undefined && add(node.selector, rangeMs, around, windows)
  }
  if (node.kind === 'subquery') {
    const [lengthMs, offsetMs] = [lengthOf(node.range), lengthOf(node.offset)]
    if (lengthMs === undefined || offsetMs === undefined || node.at !== undefined) return false
    const wider = { lengthMs: around.lengthMs + lengthMs, offsetMs: around.offsetMs + offsetMs }
    return collect(node.of, wider, windows)
  }
  return childrenOf(node).every((child) => collect(child, around, windows))
}

type Selector = Extract<Expression, { kind: 'selector' }>

function add(selector: Selector, ownMs: number, around: Around, windows: Window[]): boolean {
  const own = lengthOf(selector.offset)
  if (own === undefined || selector.at !== undefined || selector.extension !== undefined) return false
  const series = print({ ...selector, offset: undefined })
  windows.push({ series, lengthMs: ownMs + around.lengthMs, offsetMs: own + around.offsetMs })
  return true
}

/** Milliseconds; undefined where it is not written out. */
function lengthOf(node: Selector['offset']): number | undefined {
  if (node === undefined) return 0
  if (node.kind === 'negate') {
    const ms = lengthOf(node.of)
    return ms === undefined ? undefined : -ms
  }
  return node.kind === 'seconds' ? Math.round(node.seconds * 1000) : undefined
}
