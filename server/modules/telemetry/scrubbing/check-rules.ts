/** A rule that can do nothing is refused, with the reason: whoever set it would believe that it does something. Pure. */
import { AppError, invalidRequest, type FieldError } from '#platform/errors'
import { compilePattern } from './pattern.ts'
import type { RuleSet, ScrubRule } from './rule.ts'
import { covers, parseSelector, selectsSomewhere } from './selector.ts'

/** `earlier`: those that work before them. Throws invalid_request with a sentence for each rule that is refused. */
export function checkRules(rules: readonly ScrubRule[], earlier: RuleSet): void {
  const before = earlier.map(({ rule, origin }) => ({
    rule,
    name: `a rule of the ${origin === 'default' ? 'defaults' : origin}`,
  }))
  const fields: FieldError[] = []
  for (const [index, rule] of rules.entries()) {
    const reason = reasonAgainst(rule, before)
    if (reason) fields.push({ path: `rules.${index}.${reason.path}`, message: reason.message })
    before.push({ rule, name: `rule ${index + 1}` })
  }
  if (fields.length > 0) throw invalidRequest(`${fields[0]?.path}: ${fields[0]?.message}`, fields)
}

type Reason = { path: string; message: string }

function reasonAgainst(rule: ScrubRule, before: readonly { rule: ScrubRule; name: string }[]): Reason | undefined {
  const selector = parseSelector(rule.selector)
  if (!selector) {
    const message = 'this is no selector: write it like $user.email, $request.headers.*, $extra.** or **'
    return { path: 'selector', message }
  }
  if (!selectsSomewhere(selector))
    return { path: 'selector', message: 'the selector matches no field of any telemetry' }
  if (rule.dataType === 'anything' && selector[0] === '**') {
    return { path: 'selector', message: 'everything of everything would be scrubbed: name a place' }
  }
  return fit(rule) ?? covered(rule, before)
}

function fit({ dataType, pattern, method, replacement, ignoreCase }: ScrubRule): Reason | undefined {
  if (dataType === 'pattern') {
    try {
      compilePattern(pattern ?? '', { ignoreCase: ignoreCase ?? false })
    } catch (error) {
      if (error instanceof AppError) return { path: 'pattern', message: error.message }
      throw error
    }
  } else if (pattern !== undefined) {
    return { path: 'pattern', message: 'only a rule for the data type pattern has one' }
  }
  if (replacement !== undefined && method !== 'replace') {
    return { path: 'replacement', message: 'only the method replace puts a text of your own there' }
  }
  return undefined
}

function covered(rule: ScrubRule, before: readonly { rule: ScrubRule; name: string }[]): Reason | undefined {
  const selector = parseSelector(rule.selector) ?? []
  const other = before.find((one) => {
    const outer = parseSelector(one.rule.selector)
    if (!outer || !covers(outer, selector)) return false
    // What a whole value was put for may still be found by a rule for what is in it; what was hidden may not.
    if (one.rule.dataType === 'anything') return one.rule.method !== 'replace' || rule.dataType === 'anything'
    if (one.rule.dataType !== rule.dataType) return false
    if (rule.dataType !== 'pattern') return true
    return (
      one.rule.pattern === rule.pattern && (one.rule.ignoreCase === rule.ignoreCase || one.rule.ignoreCase === true)
    )
  })
  return other && { path: 'dataType', message: `${other.name} has done this before it gets there` }
}
