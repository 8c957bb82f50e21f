/**
 * The language of the search: words, "phrases", `word*`, `field:value`, `field:"two words"`, `field:val*`, `field:>5`,
 * `field:*` (it is there), and `-` in front of each of them. All parts must hold. Pure.
 */
import { invalidRequest } from '#platform/errors'

export const maxQueryLength = 500
export const maxClauses = 20
/** Characters before a `*`. */
export const minPrefix = 2

export type Comparison = '>' | '>=' | '<' | '<='

export type Clause = {
  negated: boolean
  /** Of its first character in the query, from 1. */
  at: number
} & (
  | { kind: 'text'; text: string; isPrefix: boolean }
  | { kind: 'equals'; field: string; value: string; isPrefix: boolean }
  | { kind: 'exists'; field: string }
  | { kind: 'compares'; field: string; by: Comparison; value: string }
)

/** Throws invalid_request that names the character at which the query cannot be understood. */
export function parseQuery(query: string): Clause[] {
  if (query.length > maxQueryLength) throw wrong(maxQueryLength + 1, `a query has at most ${maxQueryLength} characters`)
  const clauses: Clause[] = []
  let at = 0
  while (at < query.length) {
    const space = /\s{0,500}/y
    space.lastIndex = at
    at += space.exec(query)?.[0].length ?? 0
    if (at >= query.length) break
    if (clauses.length === maxClauses) throw wrong(at + 1, `a query has at most ${maxClauses} parts`)
    const { clause, end } = readClause(query, at)
    clauses.push(clause)
    at = end
  }
  return clauses
}

/** A refusal with its place, in the form that the API has for fields. */
export function wrong(at: number, what: string) {
  const message = `character ${at}: ${what}`
  return invalidRequest(`query: ${message}`, [{ path: 'query.query', message }])
}

const fieldAt = /([A-Za-z_][\w.\-/]{0,99}):(?![:\\]|\/\/)/y

function readClause(query: string, start: number): { clause: Clause; end: number } {
  const negated = query[start] === '-' && start + 1 < query.length && !/\s/.test(query[start + 1] ?? '')
  const begin = negated ? start + 1 : start
  const common = { negated, at: start + 1 }
  fieldAt.lastIndex = begin
  const field = fieldAt.exec(query)?.[1]
  if (field === undefined) {
    const { value, quoted, end } = readValue(query, begin)
    const isPrefix = !quoted && value.endsWith('*')
    const text = isPrefix ? value.slice(0, -1) : value
    if (text.trim() === '') throw wrong(start + 1, 'there is nothing to look for')
    checkStars(text, { quoted, isPrefix, at: begin })
    return { clause: { ...common, kind: 'text', text, isPrefix }, end }
  }
  return readField(query, begin + field.length + 1, { ...common, field })
}

function readField(query: string, begin: number, common: { negated: boolean; at: number; field: string }) {
  const by = /(?:>=|<=|>|<)/y
  by.lastIndex = begin
  // One of the four, by the pattern.
  const comparison = by.exec(query)?.[0] as Comparison | undefined
  const { value, quoted, end } = readValue(query, begin + (comparison?.length ?? 0))
  if (value === '' && !quoted) throw wrong(begin + 1, `${common.field}: needs a value`)
  if (comparison) return { clause: { ...common, kind: 'compares' as const, by: comparison, value }, end }
  if (value === '*' && !quoted) return { clause: { ...common, kind: 'exists' as const }, end }
  const isPrefix = !quoted && value.endsWith('*')
  const text = isPrefix ? value.slice(0, -1) : value
  checkStars(text, { quoted, isPrefix, at: begin })
  return { clause: { ...common, kind: 'equals' as const, value: text, isPrefix }, end }
}

function checkStars(text: string, { quoted, isPrefix, at }: { quoted: boolean; isPrefix: boolean; at: number }) {
  if (quoted) return
  const star = text.indexOf('*')
  if (star >= 0) throw wrong(at + star + 1, '* may only stand at the end of a word')
  if (isPrefix && text.length < minPrefix) throw wrong(at + 1, `at least ${minPrefix} characters must stand before *`)
}

function readValue(query: string, begin: number): { value: string; quoted: boolean; end: number } {
  if (query[begin] !== '"') {
    const word = /\S{0,500}/y
    word.lastIndex = begin
    const value = word.exec(query)?.[0] ?? ''
    return { value, quoted: false, end: begin + value.length }
  }
  const phrase = /"((?:[^"\\]|\\.){0,500})"/sy
  phrase.lastIndex = begin
  const found = phrase.exec(query)
  if (!found) throw wrong(begin + 1, 'a quotation mark is not closed')
  const end = begin + found[0].length
  if (end < query.length && !/\s/.test(query[end] ?? '')) throw wrong(end + 1, 'a space must follow the quotation mark')
  return { value: (found[1] ?? '').replace(/\\(.)/gs, '$1'), quoted: true, end }
}
