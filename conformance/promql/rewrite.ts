/** Queries that must give the same: with their time nailed down by `@`, evaluated at other times. */
import { type Expression, allFeatures, parse, print } from '../../server/modules/metrics/promql/index.ts'
import { contains } from '../../server/modules/metrics/promql/syntax/index.ts'

/** What depends on the time or the range of the query itself. */
const unsafe: ReadonlySet<string> = new Set([
  ...['days_in_month', 'day_of_month', 'day_of_week', 'day_of_year', 'end', 'hour', 'minute', 'month', 'year'],
  ...['predict_linear', 'range', 'start', 'step', 'time', 'timestamp'],
])
const rangeDependent: ReadonlySet<string> = new Set(['start', 'end', 'range', 'step'])

/** The same query at its time with `@`, and the times to evaluate it at; empty where its functions tell the time. */
export function pinnedQueries(query: string, timeMs: number): { query: string; timeMs: number }[] {
  const tree = parse(query, allFeatures)
  if (contains(tree, (node) => node.kind === 'call' && unsafe.has(node.name))) return []
  const pinned = print(pin(tree, timeMs / 1000))
  const times = timeMs === 0 ? [-1000, 0, 1000] : [-10 * timeMs, 0, Math.trunc(timeMs / 5), timeMs, 10 * timeMs]
  return times.map((at) => ({ query: pinned, timeMs: at }))
}

/** Whether the query asks for the ends or the step of a range query. */
export function dependsOnRange(query: string): boolean {
  const tree = parse(query, allFeatures)
  const isUnder = (node: Expression): boolean => {
    if (node.kind === 'call') return rangeDependent.has(node.name)
    if (node.kind === 'selector' || node.kind === 'subquery') {
      const durations = node.kind === 'subquery' ? [node.range, node.step, node.offset] : [node.offset]
      return typeof node.at === 'string' || /"queryTime"/.test(JSON.stringify(durations))
    }
    return node.kind === 'rangeSelector' && /"queryTime"/.test(JSON.stringify(node.range))
  }
  return contains(tree, isUnder)
}

/** Sets `@` where there is none; within a subquery its own time counts. */
function pin(node: Expression, seconds: number): Expression {
  switch (node.kind) {
    case 'selector':
      return { ...node, at: node.at ?? seconds }
    case 'rangeSelector':
      return { ...node, selector: { ...node.selector, at: node.selector.at ?? seconds } }
    case 'subquery':
      return { ...node, at: node.at ?? seconds }
    case 'paren':
    case 'unary':
      return { ...node, of: pin(node.of, seconds) }
    case 'binary':
      return { ...node, left: pin(node.left, seconds), right: pin(node.right, seconds) }
    case 'aggregate':
      return { ...node, of: pin(node.of, seconds), parameter: node.parameter && pin(node.parameter, seconds) }
    case 'call':
      return { ...node, args: node.args.map((arg) => pin(arg, seconds)) }
    default:
      return node
  }
}
