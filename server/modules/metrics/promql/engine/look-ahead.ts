/** From which samples on a step of a range query does not depend on them. Pure. */
import type { DurationNode, Expression } from '../syntax/index.ts'
import { childrenOf } from '../syntax/index.ts'
import { type QueryTimes, durationMs } from './run.ts'

/** Of the query: what `step()` is, and how far `smoothed` looks. */
type Of = { stepMs: number; lookbackMs: number }

/**
 * The value at a step depends on samples up to so many milliseconds after it, and on no other step. Infinity: it depends
 * on where the query begins or ends, or on a time that is the same for all steps.
 */
export const lookAheadMs = (tree: Expression, of: Of): number => Math.max(0, reach(tree, of, 0))

/** The functions that tell the ends of the query. */
const ends: ReadonlySet<string> = new Set(['start', 'end', 'range'])

/** `laterMs`: how much after the step the node is looked at. */
function reach(node: Expression, of: Of, laterMs: number): number {
  switch (node.kind) {
    case 'selector':
      return shiftedBy(node, of, laterMs) + (node.extension === 'smoothed' ? of.lookbackMs : 0)
    case 'subquery':
      if (asksForRange(node.range) || (node.step && asksForRange(node.step))) return Infinity
      return reach(node.of, of, shiftedBy(node, of, laterMs))
    case 'rangeSelector':
      return asksForRange(node.range) ? Infinity : reach(node.selector, of, laterMs)
    case 'call':
      if (ends.has(node.name)) return Infinity
      break
    default:
  }
  return Math.max(0, ...childrenOf(node).map((child) => reach(child, of, laterMs)))
}

type Shift = Pick<Extract<Expression, { kind: 'subquery' }>, 'at' | 'offset'>

function shiftedBy({ at, offset }: Shift, { stepMs }: Of, laterMs: number): number {
  if (at !== undefined || (offset && asksForRange(offset))) return Infinity
  // Nothing in it asks for the ends of the query.
  const times: QueryTimes = { startMs: 0, endMs: 0, stepMs }
  return laterMs - (offset ? durationMs(times, offset) : 0)
}

function asksForRange(node: DurationNode): boolean {
  switch (node.kind) {
    case 'seconds':
      return false
    case 'queryTime':
      return node.name === 'range'
    case 'negate':
    case 'group':
      return asksForRange(node.of)
    case 'operation':
    case 'choose':
      return asksForRange(node.left) || asksForRange(node.right)
  }
}
