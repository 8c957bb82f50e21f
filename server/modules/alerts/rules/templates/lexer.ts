import { TemplateError } from './template-error.ts'

export type TokenKind =
  | 'text'
  | 'open'
  | 'close'
  | 'string'
  | 'number'
  | 'char'
  | 'variable'
  | 'field'
  | 'word'
  | 'mark'

/** `spaced`: blanks come before it, so that `.a .b` are two operands and `.a.b` is one. `at` is its line, from one. */
export type Token = { readonly kind: TokenKind; readonly text: string; readonly spaced: boolean; readonly line: number }

/** What may stand between `{{` and `}}`. Strings and comments may contain `}}`. */
const patterns: readonly (readonly [TokenKind, RegExp])[] = [
  ['string', /"(?:\\.|[^"\\\n])*"|`[^`]*`/y],
  ['char', /'(?:\\[^\n]+?|[^'\\\n])'/y],
  ['number', /[+-]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/y],
  ['variable', /\$\w*/y],
  ['field', /\.[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ['word', /[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ['mark', /:=|[=|(),.]/y],
]

/** Texts and actions of a template, in Go's syntax: `{{-` and `-}}` take the blanks beside them away. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = []
  let [at, line, trimNext] = [0, 1, false]
  const countLines = (text: string) => (line += text.split('\n').length - 1)
  while (at < source.length) {
    const open = source.indexOf('{{', at)
    const end = open < 0 ? source.length : open
    const text = source.slice(at, end)
    const trimsBefore = /^\{\{-\s/.test(source.slice(open, open + 4))
    let kept = trimNext ? text.replace(/^\s+/, '') : text
    if (open >= 0 && trimsBefore) kept = kept.replace(/\s+$/, '')
    if (kept !== '') tokens.push({ kind: 'text', text: kept, spaced: false, line })
    countLines(text)
    trimNext = false
    if (open < 0) break
    at = open + (trimsBefore ? 3 : 2)
    const comment = /^\s*\/\*[^]*?\*\/(\s+-)?\}\}/.exec(source.slice(at))
    if (comment) {
      countLines(comment[0])
      at += comment[0].length
      trimNext = comment[1] !== undefined
      continue
    }
    ;({ at, line, trimNext } = readAction(source, at, line, tokens))
  }
  return tokens
}

type Position = { at: number; line: number; trimNext: boolean }

function readAction(source: string, from: number, firstLine: number, tokens: Token[]): Position {
  let [at, line] = [from, firstLine]
  tokens.push({ kind: 'open', text: '{{', spaced: false, line })
  for (;;) {
    const blanks = match(/\s*/y, source, at) ?? ''
    at += blanks.length
    line += blanks.split('\n').length - 1
    const close = match(/-?\}\}/y, source, at)
    if (close !== undefined && (close === '}}' || blanks !== '')) {
      tokens.push({ kind: 'close', text: '}}', spaced: false, line })
      return { at: at + close.length, line, trimNext: close === '-}}' }
    }
    if (at >= source.length) throw new TemplateError('unclosed action', firstLine)
    const found = patterns
      .map(([kind, pattern]) => [kind, match(pattern, source, at)] as const)
      .find(([, text]) => text)
    if (!found?.[1]) throw new TemplateError(`unexpected ${JSON.stringify(source[at])} in an action`, line)
    const [kind, text] = found
    tokens.push({ kind, text, spaced: blanks !== '', line })
    at += text.length
    line += text.split('\n').length - 1
  }
}

function match(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(source)?.[0]
}
