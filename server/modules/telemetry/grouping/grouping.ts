/** What grouping answers, and how a key is made of what counted. */
import { hash } from 'node:crypto'

export type GroupingMethod =
  | 'explicit'
  | 'rule'
  | 'builtIn'
  | 'stack'
  | 'exception'
  | 'message'
  | 'template'
  | 'fallback'

/** Something that was looked at. `counted`: it is in the key; otherwise `why` says why not. */
export type Contribution = {
  kind: 'fingerprint' | 'type' | 'frame' | 'file' | 'message' | 'template' | 'platform' | 'route'
  value: string
  counted: boolean
  why?: string
}

export type Grouping = {
  /** 32 lower-case hex digits: 128 bits, so that nobody can make two that collide. */
  key: string
  /** Of the algorithm. */
  version: number
  method: GroupingMethod
  contributions: Contribution[]
  /** What decided, where a rule did: the line of the project's rules, or the name of a built-in one. */
  rule?: string
  /** Keys by what held for the project before, newest first: see `Signal.formerKeys`. */
  formerKeys?: string[]
  /** Grouping failed and the fallback was used: a bug of ours, to be logged. */
  failure?: unknown
}

export type Decision = { method: GroupingMethod; contributions: Contribution[]; rule?: string }

/** What people wrote themselves does not change with the algorithm: such keys are those of version 1 for ever. */
const versionOfWords = 1

/** The key of what counted. Each part has its length in front, so that (`a`, `bc`) and (`ab`, `c`) differ. */
export function toGrouping({ method, contributions, rule }: Decision, version: number): Grouping {
  const counted = contributions.filter((part) => part.counted)
  const isWords = counted.length > 0 && counted.every(({ kind }) => kind === 'fingerprint')
  const fields = [String(isWords ? versionOfWords : version), ...counted.flatMap((part) => [part.kind, part.value])]
  const text = fields.map((field) => `${field.length}:${field}`).join('')
  const key = hash('sha256', text).slice(0, 32)
  return { key, version, method, contributions, ...(rule !== undefined && { rule }) }
}

export const counted = (kind: Contribution['kind'], value: string): Contribution => ({ kind, value, counted: true })
export const ignored = (kind: Contribution['kind'], value: string, why: string): Contribution => ({
  kind,
  value,
  counted: false,
  why,
})
