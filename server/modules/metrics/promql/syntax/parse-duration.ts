/** Lengths of time: a number of seconds or a duration, and behind a switch arithmetic with them. */
import type { ArithmeticOp, DurationNode } from './ast.ts'
import type { TokenReader } from './token-reader.ts'

const levels: readonly (readonly ArithmeticOp[])[] = [
  ['+', '-'],
  ['*', '/', '%'],
]

/** Within brackets: a whole expression. */
export function parseRangeDuration(tokens: TokenReader): DurationNode {
  const start = tokens.peek()
  const node = binary(tokens, 0)
  if (node.kind !== 'seconds')
    tokens.requireFeature('durationExpressions', start, 'experimental duration expression is')
  return node
}

/** After `offset`: one operand with a sign at most, so that what follows is arithmetic of the result. */
export function parseOffsetDuration(tokens: TokenReader): DurationNode {
  const start = tokens.peek()
  const node = signed(tokens, () => primary(tokens))
  if (node.kind !== 'seconds')
    tokens.requireFeature('durationExpressions', start, 'experimental duration expression is')
  return node
}

function binary(tokens: TokenReader, level: number): DurationNode {
  const ops = levels[level]
  if (!ops) return signed(tokens, () => power(tokens))
  let left = tokens.deeper(() => binary(tokens, level + 1))
  for (;;) {
    const op = ops.find((candidate) => tokens.isSymbol(candidate))
    if (!op) return left
    tokens.countOperator(tokens.next())
    const right = tokens.deeper(() => binary(tokens, level + 1))
    left = { kind: 'operation', op, left, right, span: { start: left.span.start, end: right.span.end } }
  }
}

function signed(tokens: TokenReader, operand: () => DurationNode): DurationNode {
  const { start } = tokens.peek()
  if (tokens.takeSymbol('+')) return tokens.deeper(() => signed(tokens, operand))
  if (!tokens.takeSymbol('-')) return operand()
  const of = tokens.deeper(() => signed(tokens, operand))
  const span = { start, end: of.span.end }
  return of.kind === 'seconds' ? { ...of, seconds: -of.seconds, span } : { kind: 'negate', of, span }
}

function power(tokens: TokenReader): DurationNode {
  const left = primary(tokens)
  if (!tokens.takeSymbol('^')) return left
  const right = tokens.deeper(() => signed(tokens, () => power(tokens)))
  return { kind: 'operation', op: '^', left, right, span: { start: left.span.start, end: right.span.end } }
}

function primary(tokens: TokenReader): DurationNode {
  const token = tokens.peek()
  const { start } = token
  if (token.kind === 'number' || token.kind === 'duration') {
    tokens.next()
    return { kind: 'seconds', seconds: token.value, span: { start, end: token.end } }
  }
  if (tokens.takeSymbol('(')) {
    const of = tokens.deeper(() => binary(tokens, 0))
    return { kind: 'group', of, span: { start, end: tokens.expectSymbol(')', 'duration expression').end } }
  }
  const name = token.text.toLowerCase()
  if (token.kind === 'word' && tokens.isSymbol('(', 1) && (name === 'step' || name === 'range')) {
    tokens.next()
    tokens.next()
    return { kind: 'queryTime', name, span: { start, end: tokens.expectSymbol(')', 'duration expression').end } }
  }
  if (token.kind === 'word' && tokens.isSymbol('(', 1) && (name === 'min_of' || name === 'max_of')) {
    tokens.next()
    tokens.next()
    const left = tokens.deeper(() => binary(tokens, 0))
    tokens.expectSymbol(',', 'duration expression')
    const right = tokens.deeper(() => binary(tokens, 0))
    const { end } = tokens.expectSymbol(')', 'duration expression')
    return { kind: 'choose', name, left, right, span: { start, end } }
  }
  throw tokens.unexpected('duration', 'number, duration or expression')
}
