/** Conditions on labels. */
import { type Labels, labelValue } from './labels.ts'
import type { Matcher } from './queryable.ts'
import { compileRegex } from './regex/index.ts'

/** Throws `RegexError` where the value is no regular expression that RE2 accepts. */
export function matcherOf(name: string, op: Matcher['op'], value: string): Matcher {
  return { name, op, value, matches: condition(op, value) }
}

export function matchesAll(labels: Labels, matchers: readonly Matcher[]): boolean {
  return matchers.every(({ name, matches }) => matches(labelValue(labels, name)))
}

function condition(op: Matcher['op'], value: string): Matcher['matches'] {
  if (op === '=') return (label) => label === value
  if (op === '!=') return (label) => label !== value
  const regex = compileRegex(value, { dotAll: true })
  return op === '=~' ? regex.matchesAll : (label) => !regex.matchesAll(label)
}
