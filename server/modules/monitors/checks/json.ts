/** Paths and comparisons as data: nothing that anybody wrote is run. Pure. */
import type { SpecOf } from './spec.ts'

type Rule = SpecOf<'http'>['json'][number]

/** The first rule that does not hold, as a sentence that repeats nothing of the document; undefined: all hold. */
export function compareJson(text: string, rules: readonly Rule[]): string | undefined {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return 'the answer is not JSON'
  }
  const broken = rules.find((rule) => !holds(rule, valueAt(document, rule.path)))
  return broken && `${broken.path || 'the document'} is not ${describe(broken)}`
}

/** `a.b[0].c`, with or without `$` in front. Undefined where there is nothing. */
export function valueAt(document: unknown, path: string): unknown {
  const steps = path.replace(/^\$/, '').match(/[\w-]+/g) ?? []
  return steps.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return /^\d+$/.test(step) ? value[Number(step)] : undefined
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    return Object.entries(value).find(([key]) => key === step)?.[1]
  }, document)
}

function holds({ operator, value: expected }: Rule, actual: unknown): boolean {
  switch (operator) {
    case 'exists':
      return actual !== undefined
    case 'missing':
      return actual === undefined
    case '==':
      return same(actual, expected)
    case '!=':
      return actual !== undefined && !same(actual, expected)
    case 'contains':
      if (Array.isArray(actual)) return actual.some((item) => same(item, expected))
      return typeof actual === 'string' && actual.includes(String(expected))
    case 'length ==':
      return lengthOf(actual) === Number(expected)
    case 'length >=':
      return (lengthOf(actual) ?? -1) >= Number(expected)
    default:
      return inOrder(operator, actual, expected)
  }
}

/** Numbers as numbers; a number that was typed as text equals itself. */
function same(actual: unknown, expected: Rule['value']): boolean {
  if (actual === expected) return true
  if (typeof actual === 'number' && typeof expected === 'string') return String(actual) === expected.trim()
  if (typeof actual === 'boolean' && typeof expected === 'string') return String(actual) === expected
  return false
}

function inOrder(operator: '<' | '<=' | '>' | '>=', actual: unknown, expected: Rule['value']): boolean {
  const left =
    typeof actual === 'number' ? actual : typeof actual === 'string' && actual !== '' ? Number(actual) : Number.NaN
  const right = typeof expected === 'number' ? expected : typeof expected === 'string' ? Number(expected) : Number.NaN
  if (Number.isNaN(left) || Number.isNaN(right)) return false
  if (operator === '<') return left < right
  if (operator === '<=') return left <= right
  return operator === '>' ? left > right : left >= right
}

function lengthOf(value: unknown): number | undefined {
  if (typeof value === 'string' || Array.isArray(value)) return value.length
  return typeof value === 'object' && value !== null ? Object.keys(value).length : undefined
}

function describe({ operator, value }: Rule): string {
  if (operator === 'exists') return 'there'
  if (operator === 'missing') return 'missing'
  return `${operator} ${JSON.stringify(value)}`
}
