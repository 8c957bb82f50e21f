/** What stands between an operator and its right side. */
import { type BinaryOp, type Matching, isComparison, isSetOp } from './ast.ts'
import type { Token } from './lexer.ts'
import { parseSignedNumber } from './parse-number.ts'
import type { TokenReader } from './token-reader.ts'

/** `bool`, `on` or `ignoring`, `group_left` or `group_right`, and what is filled in, behind an operator. */
export function parseMatching(
  tokens: TokenReader,
  op: BinaryOp,
  opToken: Token,
): { bool: boolean; matching: Matching | undefined } {
  const bool = tokens.isWord('bool')
  if (bool && !isComparison(op)) {
    throw tokens.error(tokens.peek(), 'bool modifier can only be used on comparison operators')
  }
  if (bool) tokens.next()
  let matching: Matching | undefined
  if (tokens.isWord('on') || tokens.isWord('ignoring')) {
    const on = tokens.next().text.toLowerCase() === 'on'
    matching = { ...defaultMatching(op), on, labels: parseLabelList(tokens) }
    if (tokens.isWord('group_left') || tokens.isWord('group_right')) {
      const token = tokens.next()
      if (isSetOp(op)) throw tokens.error(opToken, `no grouping allowed for "${op}" operation`)
      const include = tokens.isSymbol('(') ? parseLabelList(tokens) : []
      matching = { ...matching, group: token.text.toLowerCase() === 'group_left' ? 'left' : 'right', include }
      const twice = on ? include.find((label) => matching?.labels.includes(label)) : undefined
      if (twice !== undefined) {
        throw tokens.error(opToken, `label "${twice}" must not occur in ON and GROUP clause at once`)
      }
    }
  }
  for (;;) {
    const fill = fillOf(tokens)
    if (!fill) return { bool, matching }
    tokens.requireFeature('fillModifiers', tokens.peek(), 'binop fill modifiers are experimental and')
    if (isSetOp(op)) throw tokens.error(opToken, `fill modifiers are not allowed for "${op}" operation`)
    tokens.next()
    tokens.next()
    const value = parseSignedNumber(tokens, 'fill value')
    tokens.expectSymbol(')', 'fill value')
    matching ??= defaultMatching(op)
    if (fill !== 'fill_right') matching = { ...matching, fillLeft: value }
    if (fill !== 'fill_left') matching = { ...matching, fillRight: value }
  }
}

/** Without a parenthesis the word is a metric's name. */
function fillOf(tokens: TokenReader): 'fill' | 'fill_left' | 'fill_right' | undefined {
  if (!tokens.isSymbol('(', 1)) return undefined
  return (['fill', 'fill_left', 'fill_right'] as const).find((word) => tokens.isWord(word))
}

function defaultMatching(op: BinaryOp): Matching {
  const group = isSetOp(op) ? 'both' : 'none'
  return { on: false, labels: [], group, include: [], fillLeft: undefined, fillRight: undefined }
}

/** `(a, "b.c")`; any word may be a label here. */
export function parseLabelList(tokens: TokenReader): string[] {
  tokens.expectSymbol('(', 'grouping opts')
  const labels: string[] = []
  while (!tokens.isSymbol(')')) {
    const token = tokens.peek()
    if (
      (token.kind !== 'word' && token.kind !== 'string') ||
      token.text === '' ||
      (token.kind === 'word' && token.text.includes(':'))
    ) {
      throw tokens.unexpected('grouping opts', 'label')
    }
    labels.push(tokens.next().text)
    if (!tokens.takeSymbol(',') && !tokens.isSymbol(')')) throw tokens.unexpected('grouping opts', '"," or ")"')
  }
  tokens.next()
  return labels
}
