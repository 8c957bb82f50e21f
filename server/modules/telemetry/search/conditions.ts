/** From a query that was understood to SQL. Whatever people wrote is bound, and never stands in the text. */
import type { QueryParams } from '#platform/columns'
import type { Field, SearchedTable } from './fields.ts'
import { wrong, type Clause } from './query.ts'
import { charactersOf, maxTermLength, termOf, wordsOf } from './terms.ts'

export type Condition = { sql: string; params: QueryParams }

/** What had to be looked up before. */
export type LookedUp = {
  /** Words of the store that begin with a prefix; undefined: too many to name. */
  prefixes: ReadonlyMap<string, readonly string[] | undefined>
  /** A template and those that it turned out to hold, whose lines keep the id that they were stored with. */
  templates: ReadonlyMap<string, readonly string[]>
}

/** Joined by `and`; parameters are numbered, so several queries must not be joined into one statement. */
export function conditionOf(table: SearchedTable, clauses: readonly Clause[], lookedUp: LookedUp): Condition {
  const params: QueryParams = {}
  const bind = (type: string, value: unknown): string => {
    const name = `q${Object.keys(params).length}`
    params[name] = value
    return `{${name}:${type}}`
  }
  const parts = clauses.map((clause) => {
    const sql = sqlOf(table, clause, lookedUp, bind)
    return clause.negated ? `not (${sql})` : `(${sql})`
  })
  return { sql: parts.length === 0 ? 'true' : parts.join(' and '), params }
}

/** Prefixes that the store must be asked for. */
export function prefixesOf(clauses: readonly Clause[]): string[] {
  return clauses.flatMap((clause) => {
    const last = clause.kind === 'text' && clause.isPrefix ? wordsOf(clause.text).at(-1) : undefined
    return last !== undefined && clause.kind === 'text' && endsInWord(clause.text) ? [last] : []
  })
}

/** Templates that the store must be asked for. */
export function templatesOf({ fields }: SearchedTable, clauses: readonly Clause[]): string[] {
  return clauses.flatMap((clause) =>
    clause.kind === 'equals' && Object.hasOwn(fields, clause.field) && fields[clause.field]?.kind === 'template'
      ? [clause.value]
      : [],
  )
}

const endsInWord = (text: string) => /[^\0-\x2f\x3a-\x60\x7b-\x7f]$/.test(text.toLowerCase())

type Bind = (type: string, value: unknown) => string

function sqlOf(table: SearchedTable, clause: Clause, lookedUp: LookedUp, bind: Bind): string {
  if (clause.kind === 'text') return textSql(table, clause, lookedUp, bind)
  const field = Object.hasOwn(table.fields, clause.field) ? table.fields[clause.field] : undefined
  return field ? fieldSql(table, field, clause, lookedUp, bind) : attributeSql(table, clause, bind)
}

/** The index finds the rows that have all the words; that they follow each other is looked up in those. */
function textSql(
  { words: { expression } }: SearchedTable,
  { text, isPrefix }: { text: string; isPrefix: boolean },
  lookedUp: LookedUp,
  bind: Bind,
): string {
  const wanted = text.toLowerCase().trim()
  const words = wordsOf(wanted)
  const whole = isPrefix && endsInWord(text) ? words.slice(0, -1) : words
  const parts = whole.length > 0 ? [`hasAllTokens(${expression}, ${bind('Array(String)', [...new Set(whole)])})`] : []
  const last = isPrefix && endsInWord(text) ? words.at(-1) : undefined
  if (last !== undefined) {
    const known = lookedUp.prefixes.get(last)
    if (known?.length === 0) return 'false'
    if (known) parts.push(`hasAnyTokens(${expression}, ${bind('Array(String)', known)})`)
    else
      parts.push(`match(${expression}, ${bind('String', `(^|[\\x00-\\x2f\\x3a-\\x60\\x7b-\\x7f])${escaped(last)}`)})`)
  }
  if (words.length !== 1 || words[0] !== wanted) parts.push(`position(${expression}, ${bind('String', wanted)}) > 0`)
  return parts.join(' and ')
}

const escaped = (text: string) => text.replace(/[\\^$.|?*+()[\]{}]/g, String.raw`\$&`)

type FieldClause = Exclude<Clause, { kind: 'text' }>

function fieldSql(
  table: SearchedTable,
  field: Field,
  clause: FieldClause,
  { templates }: LookedUp,
  bind: Bind,
): string {
  const { column, kind } = field
  if (clause.kind === 'exists') return `notEmpty(${column})`
  if (clause.kind === 'compares') return orderedSql(field, clause, bind)
  if (kind === 'ordered' && !clause.isPrefix && !field.values?.includes(clause.value.toLowerCase())) {
    throw wrong(clause.at, `${clause.field} is one of ${field.values?.join(', ')}`)
  }
  if (kind === 'exact') {
    return clause.isPrefix
      ? `startsWith(${column}, ${bind('String', clause.value)})`
      : `${column} = ${bind('String', clause.value)}`
  }
  if (kind === 'template') {
    return `${column} in ${bind('Array(String)', templates.get(clause.value) ?? [clause.value])}`
  }
  const value = bind('String', clause.value.toLowerCase())
  if (clause.isPrefix) return `startsWith(lowerUTF8(${column}), ${value})`
  const equal = `lowerUTF8(${column}) = ${value}`
  if (kind !== 'indexed' || clause.value === '') return equal
  return `hasAllTokens(${table.terms}, ${bind('Array(String)', [termOf(clause.field, clause.value)])}) and ${equal}`
}

function orderedSql(
  { column, kind, values = [] }: Field,
  clause: FieldClause & { kind: 'compares' },
  bind: Bind,
): string {
  const at = values.indexOf(clause.value.toLowerCase())
  if (kind !== 'ordered') throw wrong(clause.at, `${clause.field} has no order; only numbers and levels have one`)
  if (at < 0) throw wrong(clause.at, `${clause.field} is one of ${values.join(', ')}`)
  const holds = {
    '>': values.slice(at + 1),
    '>=': values.slice(at),
    '<': values.slice(0, at),
    '<=': values.slice(0, at + 1),
  }
  return `${column} in ${bind('Array(String)', holds[clause.by])}`
}

/** Names and values of attributes are compared without case. */
function attributeSql({ terms }: SearchedTable, clause: FieldClause, bind: Bind): string {
  const name = clause.field.toLowerCase()
  const has = (term: string) => `hasAllTokens(${terms}, ${bind('Array(String)', [term])})`
  if (clause.kind === 'exists') return has(termOf(name))
  const own = bind('String', name)
  if (clause.kind === 'compares') {
    const number = Number(clause.value)
    if (clause.value.trim() === '' || !Number.isFinite(number)) {
      throw wrong(clause.at, `${clause.field}:${clause.by} needs a number`)
    }
    const holds = `toFloat64OrNull(a.2) ${clause.by} ${bind('Float64', number)}`
    return `${has(termOf(name))} and arrayExists(a -> lowerUTF8(a.1) = ${own} and ifNull(${holds}, false), attributes)`
  }
  const value = bind('String', clause.value.toLowerCase())
  if (clause.isPrefix) {
    return `${has(termOf(name))} and arrayExists(a -> lowerUTF8(a.1) = ${own} and startsWith(lowerUTF8(a.2), ${value}), attributes)`
  }
  const exact = `arrayExists(a -> lowerUTF8(a.1) = ${own} and lowerUTF8(a.2) = ${value}, attributes)`
  const term = termOf(name, clause.value)
  return charactersOf(term).length < maxTermLength ? has(term) : `${has(term)} and ${exact}`
}
