/** Matchers as Alertmanager's clients write them: `severity=~"warn|crit"`. Pure. */
import { invalidRequest } from '#platform/errors'
import { maxMatchers, problemOf, type Matcher } from './silence.ts'

/** Throws invalid_request. */
export function readFilter(text: string): Matcher {
  const [, name, operator = '', written] =
    /^\s*("(?:[^"\\]|\\.)*"|[^\s=!~"]+)\s*(=~|!~|!=|=)\s*([\s\S]*?)\s*$/.exec(text) ?? []
  if (name === undefined || written === undefined) throw invalidRequest(`filter: ${text.slice(0, 100)} is no matcher`)
  const matcher = {
    ...{ name: unquoted(name), value: unquoted(written) },
    ...{ isRegex: operator.endsWith('~'), isEqual: !operator.startsWith('!') },
  }
  // Emptiness is nothing bad in a filter.
  const problem = problemOf([matcher, { name: 'x', value: 'x', isRegex: false, isEqual: true }])
  if (problem !== undefined) throw invalidRequest(`filter: ${problem}`)
  return matcher
}

function unquoted(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text
  return text.slice(1, -1).replaceAll(/\\(["\\n])/g, (_, char: string) => (char === 'n' ? '\n' : char))
}

/** Of a silence that is posted. Throws invalid_request. */
export function readMatchers(value: unknown): Matcher[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > maxMatchers) {
    throw invalidRequest(`matchers: from 1 to ${maxMatchers} of them`)
  }
  return (value as unknown[]).map((one) => {
    const { name, value: text, isRegex = false, isEqual = true } = (one ?? {}) as Record<string, unknown>
    const isGood =
      typeof name === 'string' &&
      name.length <= 200 &&
      typeof text === 'string' &&
      text.length <= 2000 &&
      typeof isRegex === 'boolean' &&
      typeof isEqual === 'boolean'
    if (!isGood) throw invalidRequest('matchers: each has name, value and isRegex')
    return { name, value: text, isRegex, isEqual }
  })
}
