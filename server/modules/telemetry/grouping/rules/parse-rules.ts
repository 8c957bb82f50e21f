/**
 * Rules as people write them, one a line:
 *
 *     # calls of one partner, by what went wrong
 *     type:HTTPError path:"*\/partner/*" -> partner {{ attribute.region }}
 *     value:"*timed out*" !environment:dev -> {{ default }} timeout
 *     path:**\/generated/** -app -group
 */
import { readWords, type Word } from './read-words.ts'
import {
  eventFields,
  exceptionFields,
  frameFields,
  ruleLimits,
  stackActions,
  type GroupingRule,
  type Matcher,
  type RuleError,
  type RuleField,
  type StackAction,
} from './rule.ts'
import { isVariable, variablesIn } from './variables.ts'

type Problem = Omit<RuleError, 'line'>
type Line = { rule?: GroupingRule; problems: Problem[] }

/** Either all rules, or what is wrong with them; never throws. */
export function parseRules(text: string): { rules: GroupingRule[]; errors: RuleError[] } {
  if (text.length > ruleLimits.text) {
    return { rules: [], errors: [{ line: 1, column: 1, message: `more than ${ruleLimits.text} characters` }] }
  }
  const rules: GroupingRule[] = []
  const errors: RuleError[] = []
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    const { rule, problems } = parseLine(content)
    errors.push(...problems.map((problem) => ({ line: index + 1, ...problem })))
    if (rule) rules.push(rule)
    if (rules.length > ruleLimits.rules) {
      errors.push({ line: index + 1, column: 1, message: `more than ${ruleLimits.rules} rules` })
      break
    }
  }
  return errors.length > 0 ? { rules: [], errors: errors.slice(0, ruleLimits.errors) } : { rules, errors }
}

function parseLine(content: string): Line {
  const { words, error } = readWords(content)
  if (error) return { problems: [error] }
  if (words.length === 0) return { problems: [] }
  const arrow = words.findIndex(({ text, isQuoted }) => text === '->' && !isQuoted)
  const firstAction = words.findIndex(isAction)
  const end = arrow !== -1 ? arrow : firstAction !== -1 ? firstAction : words.length
  const read = words.slice(0, end).map(readMatcher)
  const matchers = read.flatMap((part) => ('field' in part ? [part] : []))
  const problems = read.flatMap((part) => ('message' in part ? [part] : []))
  const rest = words.slice(arrow === -1 ? end : end + 1)
  const column = words[0]?.column ?? 1
  if (end === 0) problems.push({ column, message: 'what is to match comes first, as in type:HTTPError' })
  if (matchers.length > ruleLimits.matchersPerRule) {
    problems.push({ column, message: `more than ${ruleLimits.matchersPerRule} things to match` })
  }
  const found = arrow === -1 ? readActions(rest, content) : readFingerprint(rest, content)
  problems.push(...found.problems)
  return problems.length > 0 ? { problems } : { rule: { matchers, ...found.result }, problems }
}

const isAction = ({ text, isQuoted }: Word) => !isQuoted && /^[+-]\w/.test(text)

function readMatcher({ text, column }: Word): Matcher | Problem {
  const not = text.startsWith('!')
  const start = not ? 1 : 0
  const colon = text.indexOf(':')
  if (colon === -1) return { column, message: `expected something like type:${text.slice(0, 40)}, -> or an action` }
  const field = text.slice(start, colon)
  const pattern = text.slice(colon + 1)
  if (!isField(field)) return { column: column + start, message: `there is no field ${field.slice(0, 60)}` }
  if (pattern === '') return { column: column + colon + 1, message: `what should ${field} be?` }
  if (text.length > 2 * ruleLimits.word || pattern.length > ruleLimits.word) {
    return { column: column + colon + 1, message: `more than ${ruleLimits.word} characters` }
  }
  return { field, pattern, not }
}

const fields = new Set<string>([...frameFields, ...exceptionFields, ...eventFields])
const isField = (name: string): name is RuleField => fields.has(name) || /^attribute\.[\w.-]{1,200}$/.test(name)

function readFingerprint(words: Word[], content: string): { result: { fingerprint: string[] }; problems: Problem[] } {
  const result = { fingerprint: words.map(({ text }) => text) }
  if (words.length === 0) return { result, problems: [atEnd(content, 'what to group by is missing after ->')] }
  if (words.length > ruleLimits.partsPerRule) {
    return { result, problems: [atEnd(content, `more than ${ruleLimits.partsPerRule} parts`)] }
  }
  return { result, problems: words.flatMap(problemsOfPart) }
}

function problemsOfPart({ text, column }: Word): Problem[] {
  if (text === '') return [{ column, message: 'a part without text says nothing' }]
  if (text.length > ruleLimits.word) return [{ column, message: `more than ${ruleLimits.word} characters` }]
  const unknown = variablesIn(text).find((name) => !isVariable(name))
  if (unknown !== undefined) return [{ column, message: `there is no variable {{ ${unknown.slice(0, 60)} }}` }]
  const isMixed = variablesIn(text).includes('default') && !/^\{\{\s*default\s*\}\}$/.test(text)
  if (isMixed) return [{ column, message: '{{ default }} stands alone, as a part of its own' }]
  // What looks like a variable and is none would stay as it is written.
  const isOpen = variablesIn(text).length !== text.split('{{').length - 1
  return isOpen ? [{ column, message: 'a variable is written {{ name }}' }] : []
}

function readActions(words: Word[], content: string): { result: { stack: StackAction[] }; problems: Problem[] } {
  const result = { stack: words.flatMap(({ text }) => stackActions.filter((action) => action === text)) }
  if (words.length === 0) {
    return { result, problems: [atEnd(content, `expected -> or one of ${stackActions.join(' ')}`)] }
  }
  const problems = words.flatMap(({ text, column, isQuoted }) =>
    !isQuoted && stackActions.some((action) => action === text)
      ? []
      : [{ column, message: `expected one of ${stackActions.join(' ')}` }],
  )
  for (const what of ['app', 'group']) {
    const column = words.findLast(({ text }) => text === `-${what}`)?.column
    const both = result.stack.includes(`+${what}` as StackAction) && result.stack.includes(`-${what}` as StackAction) // of this form, by its parts
    if (both && column !== undefined) problems.push({ column, message: `+${what} and -${what} at once` })
  }
  return { result, problems }
}

const atEnd = (content: string, message: string): Problem => ({ column: content.trimEnd().length + 1, message })
