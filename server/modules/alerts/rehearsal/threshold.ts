/** What of an expression is drawn, and the line that it is compared with. Pure. */
import { parse, print, stableFeatures, type Expression } from '#modules/metrics'

export type Drawn = { expr: string; threshold: { op: string; value: number } | null }

const turned: Partial<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=', '==': '==', '!=': '!=' }

/** Of `a > 5` it is `a` and the line at 5; anything else is drawn as it is. The expression is good. */
export function drawnOf(expr: string): Drawn {
  const tree = unwrapped(parse(expr, stableFeatures))
  const whole = { expr, threshold: null }
  if (tree.kind !== 'binary' || tree.bool) return whole
  const back = turned[tree.op]
  if (back === undefined) return whole
  const [left, right] = [numberIn(tree.left), numberIn(tree.right)]
  if (right !== undefined && left === undefined) {
    return { expr: print(tree.left), threshold: { op: tree.op, value: right } }
  }
  if (left !== undefined && right === undefined)
    return { expr: print(tree.right), threshold: { op: back, value: left } }
  return whole
}

function unwrapped(node: Expression): Expression {
  return node.kind === 'paren' ? unwrapped(node.of) : node
}

function numberIn(node: Expression): number | undefined {
  const inner = unwrapped(node)
  if (inner.kind === 'number') return inner.value
  if (inner.kind !== 'unary') return undefined
  const value = numberIn(inner.of)
  return value === undefined ? undefined : inner.op === '-' ? -value : value
}
