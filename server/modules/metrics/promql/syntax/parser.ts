/** PromQL by recursive descent; operators by their strength. `parse` also checks types. */
import type { BinaryOp, Expression, Span } from './ast.ts'
import { checkTypes } from './check.ts'
import type { Features } from './features.ts'
import { aggregations, experimentalAggregations, parametrised, signatures } from './functions.ts'
import type { Token } from './lexer.ts'
import { parseLabelList, parseMatching } from './parse-matching.ts'
import { parsePostfix } from './parse-postfix.ts'
import { parseSelector } from './parse-selector.ts'
import { TokenReader } from './token-reader.ts'

/** The tree of a query, well typed. Throws a `PromqlError` of kind `parse` that says where. */
export function parse(source: string, features: Features): Expression {
  const tokens = new TokenReader(source, features)
  if (tokens.peek().kind === 'end') throw tokens.error({ start: 0 }, 'no expression found in input')
  const tree = expression(tokens, 0)
  if (tokens.peek().kind !== 'end') throw tokens.unexpected('')
  checkTypes(tree, source)
  return tree
}

/** From the weakest to the strongest; unary signs bind as multiplication, and `^` to the right. */
const strengths: Readonly<Record<BinaryOp, number>> = {
  or: 1,
  ...{ and: 2, unless: 2 },
  ...{ '==': 3, '!=': 3, '<': 3, '>': 3, '<=': 3, '>=': 3, '</': 3, '>/': 3 },
  ...{ '+': 4, '-': 4 },
  ...{ '*': 5, '/': 5, '%': 5, atan2: 5 },
  '^': 6,
}
const unaryStrength = 5
const wordOps = new Set(['and', 'or', 'unless', 'atan2'])

function expression(tokens: TokenReader, weakest: number): Expression {
  return tokens.deeper(() => {
    let left = unary(tokens)
    for (;;) {
      const op = binaryOp(tokens.peek())
      if (op === undefined || strengths[op] < weakest) return left
      left = binary(tokens, left, op)
    }
  })
}

function binaryOp(token: Token): BinaryOp | undefined {
  const text = token.text.toLowerCase()
  const isOp = token.kind === 'symbol' || (token.kind === 'word' && wordOps.has(text))
  // The table's keys are all the operators there are.
  return isOp && Object.hasOwn(strengths, text) ? (text as BinaryOp) : undefined
}

function binary(tokens: TokenReader, left: Expression, op: BinaryOp): Expression {
  const opToken = tokens.next()
  tokens.countOperator(opToken)
  const { bool, matching } = parseMatching(tokens, op, opToken)
  const right = expression(tokens, op === '^' ? strengths[op] : strengths[op] + 1)
  const span = { start: left.span.start, end: right.span.end }
  return { kind: 'binary', op, left, right, bool, matching, span }
}

function unary(tokens: TokenReader): Expression {
  const op = (['+', '-'] as const).find((sign) => tokens.isSymbol(sign))
  if (!op) return parsePostfix(tokens, primary(tokens))
  const { start } = tokens.next()
  const of = expression(tokens, unaryStrength + 1)
  const span = { start, end: of.span.end }
  if (of.kind === 'number') return { ...of, value: op === '-' ? -of.value : of.value, span }
  return { kind: 'unary', op, of, span }
}

function primary(tokens: TokenReader): Expression {
  const token = tokens.peek()
  const span: Span = { start: token.start, end: token.end }
  if (token.kind === 'number' || token.kind === 'duration') {
    tokens.next()
    return { kind: 'number', value: token.value, isDuration: token.kind === 'duration', span }
  }
  if (token.kind === 'string') {
    tokens.next()
    return { kind: 'string', value: token.text, span }
  }
  if (tokens.takeSymbol('(')) {
    const of = expression(tokens, 0)
    const { end } = tokens.expectSymbol(')', 'paren expression')
    return { kind: 'paren', of, span: { start: token.start, end } }
  }
  if (tokens.isSymbol('{')) return parseSelector(tokens)
  if (token.kind !== 'word') throw tokens.unexpected('')
  return named(tokens, token, span)
}

/** What a word begins: a number, an aggregation, a call or a selector. */
function named(tokens: TokenReader, token: Token, span: Span): Expression {
  const word = token.text.toLowerCase()
  if ((word === 'inf' || word === 'nan') && !tokens.isSymbol('{', 1)) {
    tokens.next()
    return { kind: 'number', value: word === 'inf' ? Infinity : Number.NaN, isDuration: false, span }
  }
  const follows = tokens.isSymbol('(', 1)
  const isGrouped = tokens.isWord('by', 1) || tokens.isWord('without', 1)
  if (aggregations.has(word) && (follows || isGrouped)) return aggregate(tokens)
  if (follows) return call(tokens)
  if (
    ['bool', 'on', 'ignoring', 'group_left', 'group_right'].includes(word) ||
    (wordOps.has(word) && word === 'atan2')
  ) {
    throw tokens.unexpected('')
  }
  return parseSelector(tokens)
}

function aggregate(tokens: TokenReader): Expression {
  const token = tokens.next()
  const op = token.text.toLowerCase()
  if (experimentalAggregations.has(op) && !tokens.features.experimentalFunctions) {
    throw tokens.error(token, `${op}() is experimental and not enabled`)
  }
  const before = grouping(tokens)
  const args = callArguments(tokens, 'aggregation')
  const clause = before ?? grouping(tokens)
  const span = { start: token.start, end: tokens.lastEnd }
  const wanted = parametrised.has(op) ? 2 : 1
  if (args.length === 0) throw tokens.error(token, 'no arguments for aggregate expression provided')
  if (args.length !== wanted) {
    throw tokens.error(
      token,
      `wrong number of arguments for aggregate expression provided, expected ${wanted}, got ${args.length}`,
    )
  }
  const of = args.at(-1)
  if (!of) throw tokens.unexpected('aggregation')
  const parameter = wanted === 2 ? args[0] : undefined
  // The set of aggregations holds nothing else.
  const name = op as Extract<Expression, { kind: 'aggregate' }>['op']
  const { labels = [], without = false } = clause ?? {}
  return { kind: 'aggregate', op: name, of, parameter, grouping: labels, without, span }
}

function grouping(tokens: TokenReader): { labels: string[]; without: boolean } | undefined {
  const without = tokens.isWord('without')
  if (!without && !tokens.isWord('by')) return undefined
  tokens.next()
  return { labels: parseLabelList(tokens), without }
}

function callArguments(tokens: TokenReader, context: string): Expression[] {
  tokens.expectSymbol('(', context)
  const args: Expression[] = []
  while (!tokens.isSymbol(')')) {
    args.push(expression(tokens, 0))
    if (tokens.takeSymbol(',')) {
      if (tokens.isSymbol(')')) throw tokens.error(tokens.peek(), 'trailing commas not allowed in function call args')
    } else if (!tokens.isSymbol(')')) throw tokens.unexpected(context, '"," or ")"')
  }
  tokens.next()
  return args
}

function call(tokens: TokenReader): Expression {
  const token = tokens.next()
  const found = [token.text, token.text.toLowerCase()].find((name) => signatures.has(name))
  // Words that the grammar knows are calls in any case; other names are as they are written.
  const name =
    found !== undefined &&
    (found === token.text || ['start', 'end', 'step', 'range', 'min_of', 'max_of'].includes(found))
      ? found
      : undefined
  if (name === undefined) throw tokens.error(token, `unknown function with name "${token.text}"`)
  if (signatures.get(name)?.isExperimental === true && !tokens.features.experimentalFunctions) {
    throw tokens.error(token, `function "${name}" is not enabled`)
  }
  const args = callArguments(tokens, 'function call')
  return { kind: 'call', name, args, span: { start: token.start, end: tokens.lastEnd } }
}
