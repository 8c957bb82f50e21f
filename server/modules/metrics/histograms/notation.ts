import { bucketsFrom, customSchema, histogram, usesCustomBuckets, type Histogram, type ResetHint } from './histogram.ts'
import { toDense } from './layout.ts'
import { formatFloat } from './text.ts'

/** `position` is the offset in the text, from zero. */
export class NotationError extends Error {
  override name = 'NotationError'
  readonly position: number

  constructor(message: string, position: number) {
    super(message)
    this.position = position
  }
}

/** A histogram of a test or rule file can have this many buckets a side. */
export const maxNotationBuckets = 10_000

const hints: readonly ResetHint[] = ['unknown', 'reset', 'not_reset', 'gauge']

/**
 * Reads `{{schema:1 sum:-0.3 count:3.1 z_bucket:7.1 z_bucket_w:0.05 buckets:[5.1 10] offset:-3 n_buckets:[4] n_offset:-5
 * counter_reset_hint:gauge custom_values:[5 10]}}`: every field optional, in any order. `statesHint` says whether it
 * named a hint. Throws `NotationError`.
 */
export function parseHistogram(text: string): { histogram: Histogram; statesHint: boolean } {
  const fields = readFields(text)
  const number = (name: string) => numbersOf(fields, name)?.[0] ?? 0
  const schema = number('schema')
  const hint = fields.get('counter_reset_hint')?.text
  return {
    statesHint: hint !== undefined,
    histogram: histogram({
      schema,
      count: number('count'),
      sum: number('sum'),
      zeroThreshold: number('z_bucket_w'),
      zeroCount: number('z_bucket'),
      positive: bucketsFrom(numbersOf(fields, 'buckets') ?? [], number('offset')),
      negative: bucketsFrom(numbersOf(fields, 'n_buckets') ?? [], number('n_offset')),
      customBounds: schema === customSchema ? (numbersOf(fields, 'custom_values') ?? []) : [],
      resetHint: hint === undefined ? 'unknown' : readHint(hint, fields.get('counter_reset_hint')?.position ?? 0),
    }),
  }
}

/** Writes what `parseHistogram` reads; fields that have their default are left out. */
export function printHistogram(of: Histogram): string {
  const parts: string[] = []
  const field = (name: string, value: number) => value !== 0 && parts.push(`${name}:${formatFloat(value)}`)
  field('schema', of.schema)
  field('count', of.count)
  field('sum', of.sum)
  field('z_bucket', of.zeroCount)
  field('z_bucket_w', of.zeroThreshold)
  if (usesCustomBuckets(of)) parts.push(`custom_values:${list(of.customBounds)}`)
  for (const [prefix, side] of [
    ['', of.positive],
    ['n_', of.negative],
  ] as const) {
    if (side.indexes.length === 0) continue
    const { offset, counts } = toDense(side)
    field(`${prefix}offset`, offset)
    parts.push(`${prefix}buckets:${list(counts)}`)
  }
  if (of.resetHint !== 'unknown') parts.push(`counter_reset_hint:${of.resetHint}`)
  return `{{${parts.join(' ')}}}`
}

const list = (values: readonly number[]): string => `[${values.map(formatFloat).join(' ')}]`

type Field = { text: string; position: number }

const numberFields = ['schema', 'sum', 'count', 'z_bucket', 'z_bucket_w', 'offset', 'n_offset']
const listFields = ['buckets', 'n_buckets', 'custom_values']

function readFields(text: string): Map<string, Field> {
  const inner = /^\{\{([^{}]*)\}\}$/u.exec(text)?.[1]
  if (inner === undefined) throw new NotationError('a histogram is written as {{…}}', 0)
  const fields = new Map<string, Field>()
  const pattern = /\s*(?:([a-z_]+):(\[[^\]]*\]|[^\s[\]]+)|$)/uy
  while (pattern.lastIndex < inner.length) {
    const position = pattern.lastIndex + 2
    const match = pattern.exec(inner)
    if (!match) throw new NotationError('expected a field, as in count:3', position)
    const [, name, value] = match
    if (name === undefined || value === undefined) break
    const isList = value.startsWith('[')
    if (!(isList ? listFields : [...numberFields, 'counter_reset_hint']).includes(name)) {
      throw new NotationError(`a histogram has no ${isList ? 'list' : 'field'} "${name}"`, position)
    }
    if (fields.has(name)) throw new NotationError(`the field "${name}" is there twice`, position)
    fields.set(name, { text: value, position })
  }
  return fields
}

function numbersOf(fields: Map<string, Field>, name: string): number[] | undefined {
  const field = fields.get(name)
  if (!field) return undefined
  const words = field.text.replaceAll(/[[\]]/gu, ' ').split(/\s+/u).filter(Boolean)
  if (words.length > maxNotationBuckets)
    throw new NotationError(`more than ${maxNotationBuckets} numbers`, field.position)
  return words.map((word) => readNumber(word, name, field.position))
}

function readNumber(word: string, name: string, position: number): number {
  const infinite = /^([+-]?)inf(?:inity)?$/iu.exec(word)
  const value = infinite
    ? infinite[1] === '-'
      ? -Infinity
      : Infinity
    : /^[+-]?nan$/iu.test(word)
      ? Number.NaN
      : Number(word)
  if (Number.isNaN(value) && !/nan$/iu.test(word)) throw new NotationError(`"${word}" is not a number`, position)
  const whole = ['schema', 'offset', 'n_offset'].includes(name)
  if (whole && (!Number.isInteger(value) || Math.abs(value) > maxIndex)) {
    throw new NotationError(`${name} is a whole number, not "${word}"`, position)
  }
  return value
}

/** The largest bucket index that a double can have: 1024 powers of two in 2^8 steps each, twice for the small ones. */
const maxIndex = 2 ** 20

function readHint(text: string, position: number): ResetHint {
  const hint = hints.find((known) => known === text)
  if (!hint) throw new NotationError(`no counter reset hint "${text}"`, position)
  return hint
}
