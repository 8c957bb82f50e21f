/** Times and lengths of time as the Prometheus API takes them. All answers are in milliseconds. */
import { parseDuration } from '../promql/syntax/durations.ts'
import { invalidParameter, type Parameters } from './parameters.ts'

/** RFC 3339, or seconds since 1970 with decimals. Undefined where the parameter is missing. */
export function readTime(parameters: Parameters, name: string): number | undefined {
  const text = parameters.get(name)
  if (text === undefined) return undefined
  const ms = numberOf(text) ?? timeOf(text)
  if (ms === undefined || Math.abs(ms) > maxTimeMs)
    throw invalidParameter(name, `cannot parse ${quoted(text)} to a valid timestamp`)
  return Math.round(ms)
}

/** A duration such as `5m`, or seconds with decimals. Undefined where the parameter is missing. */
export function readLength(parameters: Parameters, name: string): number | undefined {
  const text = parameters.get(name)
  if (text === undefined) return undefined
  const ms = numberOf(text) ?? parseDuration(text)
  if (ms === undefined || Math.abs(ms) > maxTimeMs)
    throw invalidParameter(name, `cannot parse ${quoted(text)} to a valid duration`)
  return Math.round(ms)
}

/** What a Date can hold (ECMA-262 §21.4.1.1). */
const maxTimeMs = 8.64e15

function numberOf(text: string): number | undefined {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text)) return undefined
  return Number(text) * 1000
}

function timeOf(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/i.test(text)) return undefined
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? undefined : ms
}

const quoted = (text: string) => JSON.stringify(text.slice(0, 100))
