/** The syntax tree of PromQL. Every node carries the range of source characters that it was read from. */
import type { Matcher } from '../queryable.ts'

/** Offsets into the source, end exclusive. */
export type Span = { readonly start: number; readonly end: number }

export type ValueType = 'scalar' | 'vector' | 'matrix' | 'string'

/** A length of time: seconds, or an expression that may ask for the query's step and range. */
export type DurationNode =
  | { kind: 'seconds'; seconds: number; span: Span }
  /** `step()` and `range()` of the query. */
  | { kind: 'queryTime'; name: 'step' | 'range'; span: Span }
  | { kind: 'negate'; of: DurationNode; span: Span }
  | { kind: 'group'; of: DurationNode; span: Span }
  | { kind: 'operation'; op: ArithmeticOp; left: DurationNode; right: DurationNode; span: Span }
  | { kind: 'choose'; name: 'min_of' | 'max_of'; left: DurationNode; right: DurationNode; span: Span }

/** `@`: seconds since 1970, or an end of the query. */
export type AtModifier = number | 'start' | 'end'

export type Selector = {
  kind: 'selector'
  /** Written before the braces; a name within them is a matcher only. */
  name: string | undefined
  matchers: readonly Matcher[]
  offset: DurationNode | undefined
  at: AtModifier | undefined
  extension: 'anchored' | 'smoothed' | undefined
  span: Span
}

export type RangeSelector = { kind: 'rangeSelector'; selector: Selector; range: DurationNode; span: Span }

export type Subquery = {
  kind: 'subquery'
  of: Expression
  range: DurationNode
  /** The default of the engine where it is not given. */
  step: DurationNode | undefined
  offset: DurationNode | undefined
  at: AtModifier | undefined
  span: Span
}

export type ArithmeticOp = '+' | '-' | '*' | '/' | '%' | '^' | 'atan2'
export type ComparisonOp = '==' | '!=' | '<' | '>' | '<=' | '>='
export type SetOp = 'and' | 'or' | 'unless'
/** Cuts a histogram below or above a value. */
export type TrimOp = '</' | '>/'
export type BinaryOp = ArithmeticOp | ComparisonOp | SetOp | TrimOp

export type Matching = {
  /** True for `on`; with neither, it is `ignoring` nothing. */
  on: boolean
  labels: readonly string[]
  group: 'none' | 'left' | 'right' | 'both'
  /** Labels that the side with many takes over from the side with one. */
  include: readonly string[]
  fillLeft: number | undefined
  fillRight: number | undefined
}

export type Binary = {
  kind: 'binary'
  op: BinaryOp
  left: Expression
  right: Expression
  bool: boolean
  /** Between two vectors. */
  matching: Matching | undefined
  span: Span
}

export type Aggregation =
  | 'sum'
  | 'avg'
  | 'min'
  | 'max'
  | 'count'
  | 'group'
  | 'stddev'
  | 'stdvar'
  | 'topk'
  | 'bottomk'
  | 'quantile'
  | 'count_values'
  | 'limitk'
  | 'limit_ratio'

export type Aggregate = {
  kind: 'aggregate'
  op: Aggregation
  of: Expression
  parameter: Expression | undefined
  grouping: readonly string[]
  without: boolean
  span: Span
}

export type Call = { kind: 'call'; name: string; args: readonly Expression[]; span: Span }

export type Expression =
  | { kind: 'number'; value: number; /** Written with units. */ isDuration: boolean; span: Span }
  | { kind: 'string'; value: string; span: Span }
  | { kind: 'paren'; of: Expression; span: Span }
  | { kind: 'unary'; op: '+' | '-'; of: Expression; span: Span }
  | Selector
  | RangeSelector
  | Subquery
  | Binary
  | Aggregate
  | Call

export const comparisonOps: ReadonlySet<string> = new Set(['==', '!=', '<', '>', '<=', '>='])
export const setOps: ReadonlySet<string> = new Set(['and', 'or', 'unless'])

export function isComparison(op: BinaryOp): op is ComparisonOp {
  return comparisonOps.has(op)
}

export function isSetOp(op: BinaryOp): op is SetOp {
  return setOps.has(op)
}

/** What lies within parentheses, however many. */
export function unwrap(node: Expression): Expression {
  let inner = node
  while (inner.kind === 'paren') inner = inner.of
  return inner
}

/** The expressions right below a node. */
export function childrenOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'paren':
    case 'unary':
    case 'subquery':
      return [node.of]
    case 'rangeSelector':
      return [node.selector]
    case 'binary':
      return [node.left, node.right]
    case 'aggregate':
      return node.parameter ? [node.of, node.parameter] : [node.of]
    case 'call':
      return node.args
    default:
      return []
  }
}

/** Whether a node or one below it is of a kind. */
export function contains(node: Expression, is: (node: Expression) => boolean): boolean {
  return is(node) || childrenOf(node).some((child) => contains(child, is))
}
