/** Scrubbing rules in words, and what the API says of them. Pure. */
import type { InheritedRule, ScrubbingRule } from '../../../api.ts'

export const methods = [
  { value: 'replace', word: 'Replace' },
  { value: 'mask', word: 'Mask' },
  { value: 'hash', word: 'Hash' },
  { value: 'remove', word: 'Remove' },
] as const satisfies { value: ScrubbingRule['method']; word: string }[]

/** What is left of what was found. */
export function leaves({ method, dataType, replacement }: ScrubbingRule): string {
  const label = `[${dataType === 'anything' ? 'removed' : dataType}]`
  if (method === 'remove') return 'nothing is left of it'
  if (method === 'hash')
    return `the same value is always the same ${label.replace(']', ':1f3a…]')}, so one can still count`
  if (method === 'replace') return `${replacement ? replacement : label} takes its place`
  const isSecret = ['password', 'secret', 'jwt', 'privateKey', 'anything'].includes(dataType)
  return isSecret ? 'always eight stars, whatever its length' : 'a star for each letter and digit'
}

export const dataTypes = [
  { value: 'email', word: 'E-mail addresses' },
  { value: 'ip', word: 'IP addresses' },
  { value: 'phone', word: 'Phone numbers' },
  { value: 'userName', word: 'User names in paths' },
  { value: 'mac', word: 'MAC addresses' },
  { value: 'ssn', word: 'Social security numbers (US)' },
  { value: 'card', word: 'Card numbers' },
  { value: 'iban', word: 'Bank accounts (IBAN)' },
  { value: 'password', word: 'Passwords' },
  { value: 'secret', word: 'Secrets (keys, Bearer …)' },
  { value: 'jwt', word: 'JSON Web Tokens' },
  { value: 'privateKey', word: 'Private keys' },
  { value: 'pattern', word: 'A pattern of your own' },
  { value: 'anything', word: 'The whole value' },
] as const satisfies { value: ScrubbingRule['dataType']; word: string }[]

/** To choose from; everything else that docs/scrubbing.md names can be typed. */
export const selectors: readonly [selector: string, words: string][] = [
  ['**', 'everywhere'],
  ['$message', 'the message, but not the title made of it'],
  ['$title', 'the title'],
  ['$exception.value', 'texts of exceptions'],
  ['$user', 'all of the user'],
  ['$user.email', 'the user’s e-mail address'],
  ['$user.ipAddress', 'the user’s IP address'],
  ['$request.url', 'addresses of requests'],
  ['$request.query', 'query strings'],
  ['$request.headers.*', 'headers of requests'],
  ['$request.data', 'bodies of requests'],
  ['$breadcrumb.message', 'breadcrumbs'],
  ['$breadcrumb.data', 'data of breadcrumbs'],
  ['$frame.vars', 'variables of frames'],
  ['$attributes', 'attributes'],
  ['$extra.**', 'extra data'],
  ['$contexts', 'contexts'],
  ['$log.body', 'log lines'],
  ['$log.attributes', 'attributes of log lines'],
  ['$span.attributes', 'attributes of spans'],
]

export const wordOf = <T extends string>(options: readonly { value: T; word: string }[], value: T): string =>
  options.find((option) => option.value === value)?.word ?? value

/** `Replace e-mail addresses everywhere`. */
export function ruleWords({ method, dataType, selector, pattern }: ScrubbingRule): string {
  const what = dataType === 'pattern' ? `/${pattern ?? ''}/` : lower(wordOf(dataTypes, dataType))
  return `${wordOf(methods, method)} ${what}${selector === '**' ? ' everywhere' : ` in ${selector}`}`
}

/** But not what is spelled so: `IP addresses`. */
const lower = (text: string): string => (/^[A-Z][A-Z]/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1))

export const newRule: ScrubbingRule = { method: 'replace', dataType: 'email', selector: '**' }

/** Without what belongs to another method or type: the API refuses it. */
export function cleanRule({
  method,
  dataType,
  selector,
  pattern,
  ignoreCase,
  replacement,
}: ScrubbingRule): ScrubbingRule {
  return {
    ...{ method, dataType, selector: selector.trim() },
    ...(dataType === 'pattern' && { pattern: pattern ?? '', ...(ignoreCase && { ignoreCase }) }),
    ...(method === 'replace' && replacement && { replacement }),
  }
}

export type Origin = InheritedRule['origin']
export type RuleRef = { origin: Origin; number: number }

/** `email, rule 1 of the project; jwt, rule 2 of the defaults`: which rules did it, each list counted from 1. */
export function rulesIn(text: string): RuleRef[] {
  return [...text.matchAll(/rule (\d+) of the (defaults|workspace|project)/g)].map(([, number, origin]) => ({
    origin: origin === 'defaults' ? 'default' : (origin as Origin), // one of the three, by the expression
    number: Number(number),
  }))
}

/** By rule and field, from paths such as `rules.0.selector` or `workspace.rules.1.pattern`. */
export function errorsAt(fields: readonly { path: string; message: string }[]): Record<string, string> {
  const found: Record<string, string> = {}
  for (const { path, message } of fields) {
    const [, index, field] = /(?:^|\.)rules\.(\d+)(?:\.(\w+))?/.exec(path) ?? []
    if (index !== undefined) found[`${index}.${field ?? 'selector'}`] ??= message
  }
  return found
}
