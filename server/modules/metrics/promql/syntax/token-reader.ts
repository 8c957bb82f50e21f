/** Walks over the tokens of one source; what a parser of a part of the language needs. */
import type { PromqlError } from '../errors.ts'
import type { Features } from './features.ts'
import { type Token, parseError, tokenize } from './lexer.ts'
import { quoteText } from './strings.ts'

/** Deeper expressions are refused, because the tree is walked by recursion. */
const maxDepth = 200
/** More binary operators in one query are refused. */
const maxOperators = 1000

export class TokenReader {
  readonly source: string
  readonly features: Features
  readonly #tokens: readonly Token[]
  #at = 0
  #depth = 0
  #operators = 0

  constructor(source: string, features: Features) {
    this.source = source
    this.features = features
    this.#tokens = tokenize(source)
  }

  peek(ahead = 0): Token {
    const last = this.#tokens.length - 1
    const token = this.#tokens[Math.min(this.#at + ahead, last)]
    if (!token) throw new Error('a token list ends with an end')
    return token
  }

  next(): Token {
    const token = this.peek()
    this.#at++
    return token
  }

  /** End of the last token that was taken. */
  get lastEnd(): number {
    return this.#tokens[this.#at - 1]?.end ?? 0
  }

  isSymbol(text: string, ahead = 0): boolean {
    const token = this.peek(ahead)
    return token.kind === 'symbol' && token.text === text
  }

  /** Keywords are read in any case. */
  isWord(text: string, ahead = 0): boolean {
    const token = this.peek(ahead)
    return token.kind === 'word' && token.text.toLowerCase() === text
  }

  takeSymbol(text: string): boolean {
    const is = this.isSymbol(text)
    if (is) this.#at++
    return is
  }

  takeWord(text: string): boolean {
    const is = this.isWord(text)
    if (is) this.#at++
    return is
  }

  expectSymbol(text: string, context: string): Token {
    if (!this.isSymbol(text)) throw this.unexpected(context, JSON.stringify(text))
    return this.next()
  }

  /** The tree of a chain of operators is as deep as the chain is long. */
  countOperator(at: { start: number }): void {
    if (++this.#operators > maxOperators) throw this.error(at, `more than ${maxOperators} operators`)
  }

  deeper<T>(read: () => T): T {
    if (++this.#depth > maxDepth) throw this.error(this.peek(), `expression nests deeper than ${maxDepth}`)
    const result = read()
    this.#depth--
    return result
  }

  error(at: { start: number }, message: string): PromqlError {
    return parseError(this.source, at.start, message)
  }

  unexpected(context: string, expected?: string): PromqlError {
    const where = context === '' ? '' : ` in ${context}`
    const wanted = expected === undefined ? '' : `, expected ${expected}`
    return this.error(this.peek(), `unexpected ${describe(this.peek())}${where}${wanted}`)
  }

  requireFeature(feature: keyof Features, at: { start: number }, what: string): void {
    if (!this.features[feature]) throw this.error(at, `${what} not enabled`)
  }
}

function describe(token: Token): string {
  switch (token.kind) {
    case 'end':
      return 'end of input'
    case 'string':
      return `string ${quoteText(token.text)}`
    case 'number':
      return `number ${quoteText(token.text)}`
    case 'duration':
      return `duration ${quoteText(token.text)}`
    case 'word':
      return `identifier ${quoteText(token.text)}`
    case 'symbol':
      return quoteText(token.text)
  }
}
