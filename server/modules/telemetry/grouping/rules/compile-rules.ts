/** Rules as they are applied: patterns taken apart once, not at each event. */
import { formatRule } from './format-rules.ts'
import { compileGlob, type Glob } from './glob.ts'
import type { GroupingRule, RuleField, StackAction } from './rule.ts'

export type CompiledMatcher = { field: RuleField; glob: Glob; not: boolean }
export type CompiledFingerprintRule = { matchers: CompiledMatcher[]; fingerprint: string[]; text: string }
export type CompiledStackRule = { matchers: CompiledMatcher[]; actions: readonly StackAction[]; text: string }

/** In the order in which they were written. */
export type CompiledRules = { fingerprint: CompiledFingerprintRule[]; stack: CompiledStackRule[] }

export const noRules: CompiledRules = { fingerprint: [], stack: [] }

export function compileRules(rules: readonly GroupingRule[]): CompiledRules {
  const compiled: CompiledRules = { fingerprint: [], stack: [] }
  for (const rule of rules) {
    const matchers = rule.matchers.map(({ field, pattern, not }) => ({ field, glob: compileGlob(pattern), not }))
    const text = formatRule(rule)
    if (rule.fingerprint) compiled.fingerprint.push({ matchers, fingerprint: rule.fingerprint, text })
    else compiled.stack.push({ matchers, actions: rule.stack, text })
  }
  return compiled
}
