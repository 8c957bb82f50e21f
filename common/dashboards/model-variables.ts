/** Variables of a dashboard: what may be chosen, and what is. */

export type VariableKind =
  | 'query'
  | 'custom'
  | 'constant'
  | 'interval'
  | 'textbox'
  | 'datasource'
  | 'adhoc'
  | 'unsupported'

export type Variable = {
  name: string
  label: string
  description: string
  kind: VariableKind
  /** What makes its options: a definition such as `label_values(up, job)`, a list of values, a constant, a text. */
  query: string
  /** Keeps or cuts out of what was found; `/…/flags` or plain. */
  regex: string
  sort: VariableSort
  multi: boolean
  includeAll: boolean
  /** Stands for all of them, as written: without it all values are listed. */
  allValue?: string
  refresh: 'never' | 'load' | 'time'
  hide: 'no' | 'label' | 'variable'
  /** What was chosen when it was saved; `$__all` stands for all. */
  current: string[]
  /** Of those that are not asked for: custom, interval, constant. */
  options: VariableOption[]
  /** Of an interval: one option is computed from the range. */
  auto?: { count: number; minMs: number }
}

export type VariableSort = {
  by: 'none' | 'text' | 'number' | 'text-without-case' | 'natural'
  descending: boolean
}

export type VariableOption = { text: string; value: string }

/** The value of one variable, ready to be written into a query. Made by `valueOf`. */
export type VariableValue = {
  values: string[]
  /** What people read of each value; in the same order. */
  texts: string[]
  /** Several may be chosen: then it is written as an alternative of a regular expression. */
  multi: boolean
  /** What stands for all of them, when all are chosen and the dashboard says what to write. */
  allValue?: string
  /** All are chosen. */
  all?: true
  /** Found, not written: as a part of a regular expression each stands for itself. */
  literal?: true
  /** Of an interval: so many steps within the range, none shorter than `minMs`. */
  auto?: { count: number; minMs: number }
  /** Written by the author of the dashboard, like the query itself: it may be a part of an expression. */
  fragment?: true
}
export type VariableValues = Record<string, VariableValue>

/** What the built-in variables are made of. */
export type Scope = { intervalMs: number; rateIntervalMs: number; rangeMs: number; fromMs: number; toMs: number }

/** What a variable of kind `query` asks for. `match` and `query` may have variables in them. */
export type VariableQuery =
  | { kind: 'label_values'; label: string; match?: string }
  | { kind: 'label_names'; match?: string }
  | { kind: 'metrics'; regex: string }
  | { kind: 'query_result'; query: string }
  | { kind: 'series'; match: string }
  | { kind: 'unknown'; text: string }
