import { bucketsOf } from './bucket-iteration.ts'
import type { Histogram } from './histogram.ts'

/** A number as Go's `%g` prints it: shortest, with an exponent of two digits from 1e+06 on and below 1e-04. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e')
  const power = Number(exponent)
  if (power >= -4 && power < 6) return plain(value)
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}

/** Without an exponent; JavaScript begins with one only below 1e-6, which is below what arrives here. */
const plain = (value: number): string => String(value)

/**
 * A histogram for people: `{count:4, sum:5, (0.5,1]:1, (1,2]:3}`. It is the value of the label that `count_values`
 * makes, and what a template shows.
 */
export function describeHistogram(of: Histogram): string {
  const buckets = bucketsOf(of).map(({ lower, upper, count, rule }) => {
    const [open, close] = [rule === 0 ? '(' : '[', rule === 1 ? ')' : ']']
    return `${open}${formatFloat(lower)},${formatFloat(upper)}${close}:${formatFloat(count)}`
  })
  return `{${[`count:${formatFloat(of.count)}`, `sum:${formatFloat(of.sum)}`, ...buckets].join(', ')}}`
}

/** The histogram of an answer of the HTTP API; every number but the rule is a string. Empty buckets are left out. */
export type HistogramBody = {
  count: string
  sum: string
  buckets?: [rule: number, lower: string, upper: string, count: string][]
}

export function toBody(of: Histogram): HistogramBody {
  const buckets = bucketsOf(of).map(({ rule, lower, upper, count }): [number, string, string, string] => [
    rule,
    bodyNumber(lower),
    bodyNumber(upper),
    bodyNumber(count),
  ])
  const body = { count: bodyNumber(of.count), sum: bodyNumber(of.sum) }
  return buckets.length === 0 ? body : { ...body, buckets }
}

/** As JSON writes numbers, and the three that JSON has not. */
function bodyNumber(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value)
  return formatFloat(value)
}
