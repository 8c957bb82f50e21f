import type { TokenReader } from './token-reader.ts'

/** A number or a duration with a sign, where no expression may stand; `context` is for the message. */
export function parseSignedNumber(tokens: TokenReader, context: string): number {
  const negative = tokens.takeSymbol('-')
  if (!negative) tokens.takeSymbol('+')
  const token = tokens.next()
  const word = token.kind === 'word' ? token.text.toLowerCase() : ''
  const value = word === 'inf' ? Infinity : word === 'nan' ? Number.NaN : token.value
  if (token.kind !== 'number' && token.kind !== 'duration' && word !== 'inf' && word !== 'nan') {
    throw tokens.error(token, `unexpected ${JSON.stringify(token.text)} in ${context}, expected number`)
  }
  return negative ? -value : value
}
