import { invalidRequest } from '#platform/errors'
import { formatRules } from '../grouping/rules/format-rules.ts'
import { parseRules } from '../grouping/rules/parse-rules.ts'
import type { GroupingRule } from '../grouping/rules/rule.ts'

/** Rules as text, or as data. */
export type RulesDraft = string | GroupingRule[]

/** The draft as text. Throws invalid_request with the place of each fault: line and column of the text. */
export function readDraft(draft: RulesDraft): string {
  const text = typeof draft === 'string' ? draft : formatRules(draft)
  const { errors } = parseRules(text)
  const fields = errors.map(({ line, column, message }) => ({
    path: 'rules',
    message: `line ${line}, column ${column}: ${message}`,
  }))
  const [first] = fields
  if (first) throw invalidRequest(`rules: ${first.message}`, fields)
  return text
}
