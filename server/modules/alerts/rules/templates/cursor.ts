import { unquote } from '#modules/metrics'
import type { Token, TokenKind } from './lexer.ts'
import { TemplateError } from './template-error.ts'

/** Blocks and parentheses within each other. */
export const maxTemplateDepth = 50

/** Where the parser is in the tokens, and which variables may be used there. */
export type Cursor = {
  readonly atEnd: () => boolean
  readonly line: () => number
  readonly look: (ahead?: number) => Token | undefined
  readonly skip: (count: number) => void
  readonly peek: (kind: TokenKind, text?: string) => Token | undefined
  readonly accept: (kind: TokenKind, text?: string) => Token | undefined
  /** Throws `TemplateError` where something else stands. */
  readonly expect: (kind: TokenKind, text?: string) => Token
  readonly text: () => string
  readonly fail: (message: string) => never
  /** Counts how deep the parser is. */
  readonly nested: <T>(read: () => T) => T
  /** Names of variables, in the order of their declaration; a block cuts it back to what it found. */
  readonly known: string[]
}

export function createCursor(tokens: readonly Token[], variables: readonly string[]): Cursor {
  let [at, depth] = [0, 0]
  const line = () => (tokens[at] ?? tokens.at(-1))?.line ?? 1
  const fail = (message: string): never => {
    throw new TemplateError(message, line())
  }
  const peek = (kind: TokenKind, text?: string) => {
    const token = tokens[at]
    return token?.kind === kind && (text === undefined || token.text === text) ? token : undefined
  }
  const accept = (kind: TokenKind, text?: string) => {
    const token = peek(kind, text)
    if (token) at++
    return token
  }
  const expect = (kind: TokenKind, text?: string) =>
    accept(kind, text) ?? fail(`expected ${text ?? kind}, found ${tokens[at]?.text ?? 'the end'}`)
  return {
    atEnd: () => at >= tokens.length,
    line,
    look: (ahead = 0) => tokens[at + ahead],
    skip: (count) => (at += count),
    peek,
    accept,
    expect,
    text: () => {
      const { text } = expect('string')
      return unquote(text.slice(1, -1), text[0] ?? '"') ?? fail('a wrong escape in a string')
    },
    fail,
    nested: (read) => {
      if (++depth > maxTemplateDepth) fail(`nested deeper than ${maxTemplateDepth}`)
      const result = read()
      depth--
      return result
    },
    known: ['$', ...variables],
  }
}
