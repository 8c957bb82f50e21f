/** Rules as people read them; `parseRules` reverses it. */
import type { GroupingRule } from './rule.ts'

export const formatRules = (rules: readonly GroupingRule[]): string =>
  rules.map((rule) => `${formatRule(rule)}\n`).join('')

/** One line. */
export function formatRule(rule: GroupingRule): string {
  const matchers = rule.matchers.map(({ field, pattern, not }) => `${not ? '!' : ''}${field}:${word(pattern)}`)
  return rule.fingerprint
    ? [...matchers, '->', ...rule.fingerprint.map(part)].join(' ')
    : [...matchers, ...rule.stack].join(' ')
}

const part = (text: string) => (/^\{\{ ?[\w.-]{1,220} ?\}\}$/.test(text) ? text : word(text))

/** In quotes where it would not be read as one word. */
const word = (text: string) =>
  text === '' || /[\s"#]|\{\{|^->$|^[+-](?:app|group)$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
