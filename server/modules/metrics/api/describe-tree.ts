/** The syntax tree of a query as Prometheus' `parse_query` gives it, for editors. Pure. */
import {
  childrenOf,
  signatures,
  typeOf,
  unwrap,
  type DurationNode,
  type Expression,
  type Matching,
  type Selector,
} from '../promql/syntax/index.ts'
import { formatNumber } from './format.ts'

export function describeTree(node: Expression): object {
  switch (node.kind) {
    case 'number':
      return { type: 'numberLiteral', val: formatNumber(node.value) }
    case 'string':
      return { type: 'stringLiteral', val: node.value }
    case 'paren':
      return { type: 'parenExpr', expr: describeTree(node.of) }
    case 'unary':
      return { type: 'unaryExpr', op: node.op, expr: describeTree(node.of) }
    case 'selector':
      return { type: 'vectorSelector', ...describeSelector(node) }
    case 'rangeSelector':
      return { type: 'matrixSelector', range: millis(node.range), ...describeSelector(node.selector) }
    case 'subquery':
      return {
        ...{ type: 'subquery', expr: describeTree(node.of), range: millis(node.range) },
        ...{ step: millis(node.step), ...describeTimes(node) },
      }
    case 'binary': {
      const { op, left, right, bool, matching } = node
      const areVectors = [left, right].every((side) => typeOf(unwrap(side)) === 'vector')
      return {
        ...{ type: 'binaryExpr', op, lhs: describeTree(left), rhs: describeTree(right), bool },
        matching: areVectors ? describeMatching(op, matching) : null,
      }
    }
    case 'aggregate': {
      const { op, of, parameter, grouping, without } = node
      return {
        ...{ type: 'aggregation', op, expr: describeTree(of), param: parameter ? describeTree(parameter) : null },
        ...{ grouping, without },
      }
    }
    case 'call':
      return { type: 'call', func: describeFunction(node.name), args: childrenOf(node).map(describeTree) }
  }
}

function describeSelector({ name = '', matchers, ...times }: Selector): object {
  const all = matchers.map((matcher) => ({ name: matcher.name, value: matcher.value, type: matcher.op }))
  return { name, matchers: all, ...describeTimes(times) }
}

function describeTimes({ offset, at }: Pick<Selector, 'offset' | 'at'>): object {
  return {
    offset: millis(offset),
    timestamp: typeof at === 'number' ? Math.round(at * 1000) : null,
    startOrEnd: typeof at === 'string' ? at : null,
  }
}

const groups = { none: 'one-to-one', left: 'many-to-one', right: 'one-to-many', both: 'many-to-many' } as const

function describeMatching(op: string, matching: Matching | undefined): object {
  const { group = 'none', labels = [], on = false, include = [] } = matching ?? {}
  const card = ['and', 'or', 'unless'].includes(op) ? 'many-to-many' : groups[group]
  return { card, labels, on, include }
}

function describeFunction(name: string): object {
  const { args = [], optional = 0, returns = 'vector' } = signatures.get(name) ?? {}
  return { name, argTypes: args, variadic: optional, returnType: returns }
}

/** Of a duration that is written out; what asks for the query's own times is none yet. */
function millis(node: DurationNode | undefined): number {
  if (node?.kind === 'seconds') return Math.round(node.seconds * 1000)
  if (node?.kind === 'negate') return -millis(node.of)
  return node?.kind === 'group' ? millis(node.of) : 0
}
