/** Selectors: names and matchers in braces. */
import { matcherOf } from '../matchers.ts'
import { metricName } from '../labels.ts'
import type { Matcher } from '../queryable.ts'
import { RegexError } from '../regex/index.ts'
import type { Selector } from './ast.ts'
import { quoteText } from './strings.ts'
import type { TokenReader } from './token-reader.ts'

const matchOps = ['=', '!=', '=~', '!~'] as const

/** More matchers in one selector are refused. */
const maxMatchers = 200

/** A name, braces, or both. */
export function parseSelector(tokens: TokenReader): Selector {
  const first = tokens.peek()
  const name = first.kind === 'word' ? tokens.next().text : undefined
  const matchers: Matcher[] = []
  const nameToken = tokens.peek()
  if (tokens.isSymbol('{')) matchers.push(...parseMatchers(tokens))
  const inside = matchers.find(({ name: label }) => label === metricName)
  if (name !== undefined && inside) {
    const message = `metric name must not be set twice: ${quoteText(name)} or ${quoteText(inside.value)}`
    throw tokens.error(nameToken, message)
  }
  if (name !== undefined) matchers.push(matcherOf(metricName, '=', name))
  const span = { start: first.start, end: tokens.lastEnd }
  return { kind: 'selector', name, matchers, offset: undefined, at: undefined, extension: undefined, span }
}

function parseMatchers(tokens: TokenReader): Matcher[] {
  tokens.expectSymbol('{', 'label matching')
  const matchers: Matcher[] = []
  while (!tokens.isSymbol('}')) {
    if (matchers.length === maxMatchers) throw tokens.error(tokens.peek(), `more than ${maxMatchers} label matchers`)
    matchers.push(parseMatcher(tokens, matchers))
    if (!tokens.takeSymbol(',') && !tokens.isSymbol('}')) throw tokens.unexpected('label matching', '"," or "}"')
  }
  tokens.next()
  return matchers
}

function parseMatcher(tokens: TokenReader, before: readonly Matcher[]): Matcher {
  const label = tokens.peek()
  if (label.kind !== 'word' && label.kind !== 'string') throw tokens.unexpected('label matching', 'identifier or "}"')
  if (label.text.includes(':') && label.kind === 'word') throw tokens.unexpected('label matching', 'identifier or "}"')
  tokens.next()
  // A string alone names the metric.
  if (label.kind === 'string' && (tokens.isSymbol(',') || tokens.isSymbol('}'))) {
    const other = before.find(({ name, op }) => name === metricName && op === '=')
    if (other) {
      const message = `metric name must not be set twice: ${quoteText(other.value)} or ${quoteText(label.text)}`
      throw tokens.error(label, message)
    }
    return matcherOf(metricName, '=', label.text)
  }
  const op = matchOps.find((candidate) => tokens.isSymbol(candidate))
  if (!op) throw tokens.unexpected('label matching', 'label matching operator')
  tokens.next()
  const value = tokens.peek()
  if (value.kind !== 'string') throw tokens.unexpected('label matching', 'string')
  tokens.next()
  try {
    return matcherOf(label.text, op, value.text)
  } catch (error) {
    if (error instanceof RegexError) throw tokens.error(label, error.message)
    throw error
  }
}
