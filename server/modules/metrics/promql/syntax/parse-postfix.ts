/** What follows a selector or an expression and changes the time it looks at. */
import type { AtModifier, Expression } from './ast.ts'
import { parseOffsetDuration, parseRangeDuration } from './parse-duration.ts'
import { parseSignedNumber } from './parse-number.ts'
import type { TokenReader } from './token-reader.ts'

/** Ranges, subqueries, `offset`, `@` and the extensions belong to what stands right before them. */
export function parsePostfix(tokens: TokenReader, before: Expression): Expression {
  let node = before
  for (;;) {
    if (tokens.isSymbol('[')) node = brackets(tokens, node)
    else if (tokens.isWord('offset')) node = offset(tokens, node)
    else if (tokens.isSymbol('@')) node = at(tokens, node)
    else if (tokens.isWord('anchored') || tokens.isWord('smoothed')) node = extension(tokens, node)
    else return node
  }
}

function brackets(tokens: TokenReader, node: Expression): Expression {
  const open = tokens.next()
  const range = parseRangeDuration(tokens)
  if (range.kind === 'seconds' && !(range.seconds > 0))
    throw tokens.error(range.span, 'duration must be greater than 0')
  if (tokens.takeSymbol(':')) {
    const step = tokens.isSymbol(']') ? undefined : parseRangeDuration(tokens)
    if (step?.kind === 'seconds' && !(step.seconds > 0))
      throw tokens.error(step.span, 'duration must be greater than 0')
    const { end } = tokens.expectSymbol(']', 'subquery selector')
    return {
      kind: 'subquery',
      of: node,
      range,
      step,
      offset: undefined,
      at: undefined,
      span: { start: node.span.start, end },
    }
  }
  const { end } = tokens.expectSymbol(']', 'subquery or range selector')
  if (node.kind !== 'selector') throw tokens.error(open, 'ranges only allowed for vector selectors')
  if (node.offset) throw tokens.error(open, 'no offset modifiers allowed before range')
  if (node.at !== undefined) throw tokens.error(open, 'no @ modifiers allowed before range')
  return { kind: 'rangeSelector', selector: node, range, span: { start: node.span.start, end } }
}

const modifiable = 'must be preceded by an instant vector selector or range vector selector or a subquery'

/** Sets a modifier on a selector, also on that of a range, or on a subquery. */
function modified(
  tokens: TokenReader,
  node: Expression,
  name: 'offset' | '@',
  change: Partial<Pick<Extract<Expression, { kind: 'selector' }>, 'offset' | 'at'>>,
): Expression {
  const target = node.kind === 'rangeSelector' ? node.selector : node
  if (target.kind !== 'selector' && target.kind !== 'subquery')
    throw tokens.error(node.span, `${name} modifier ${modifiable}`)
  const isSet = name === 'offset' ? target.offset !== undefined : target.at !== undefined
  if (isSet) throw tokens.error(node.span, `${name === '@' ? '@ <timestamp>' : name} may not be set multiple times`)
  const span = { start: node.span.start, end: tokens.lastEnd }
  if (node.kind === 'rangeSelector') return { ...node, selector: { ...node.selector, ...change }, span }
  return { ...target, ...change, span }
}

function offset(tokens: TokenReader, node: Expression): Expression {
  tokens.next()
  return modified(tokens, node, 'offset', { offset: parseOffsetDuration(tokens) })
}

function at(tokens: TokenReader, node: Expression): Expression {
  tokens.next()
  return modified(tokens, node, '@', { at: atTime(tokens) })
}

function atTime(tokens: TokenReader): AtModifier {
  const end = (['start', 'end'] as const).find((word) => tokens.isWord(word))
  if (end) {
    tokens.next()
    tokens.expectSymbol('(', 'at modifier')
    tokens.expectSymbol(')', 'at modifier')
    return end
  }
  const token = tokens.peek()
  const seconds = parseSignedNumber(tokens, '@')
  // Beyond this, milliseconds are no longer whole.
  if (!(Math.abs(seconds) <= 9_007_199_254_740))
    throw tokens.error(token, `timestamp out of bounds for @ modifier: ${seconds}`)
  return seconds
}

function extension(tokens: TokenReader, node: Expression): Expression {
  const token = tokens.next()
  const word = token.text.toLowerCase() === 'anchored' ? 'anchored' : 'smoothed'
  tokens.requireFeature('extendedSelectors', token, `${word} modifier is experimental and`)
  const target = node.kind === 'rangeSelector' ? node.selector : node
  if (target.kind !== 'selector') {
    throw tokens.error(
      node.span,
      `${word} modifier must be preceded by an instant vector selector or range vector selector`,
    )
  }
  if (target.extension) throw tokens.error(node.span, `${word} modifier may not be set with ${target.extension}`)
  if (word === 'anchored' && node.kind === 'selector') {
    throw tokens.error(node.span, 'anchored modifier must be preceded by a range vector selector')
  }
  const selector = { ...target, extension: word } as const
  const span = { start: node.span.start, end: token.end }
  return node.kind === 'rangeSelector' ? { ...node, selector, span } : { ...selector, span }
}
