/** From the parameters of `query` and `query_range` to a query. */
import { invalidRequest } from '#platform/errors'
import type { Query } from '../query-threads/messages.ts'
import { invalidParameter, readLimit, required, type Parameters } from './parameters.ts'
import { readLength, readTime } from './times.ts'

/** Prometheus' defaults. */
export const lookbackMs = 5 * 60_000
export const maxTimeoutMs = 2 * 60_000
const maxPoints = 11_000
const maxQueryLength = 64 * 1024

export function readInstantQuery(parameters: Parameters, now: Date): Query {
  return { ...readShared(parameters), at: { kind: 'instant', timeMs: readTime(parameters, 'time') ?? now.getTime() } }
}

export function readRangeQuery(parameters: Parameters): Query {
  const [startMs, endMs] = [requiredTime(parameters, 'start'), requiredTime(parameters, 'end')]
  if (endMs < startMs) throw invalidParameter('end', 'end timestamp must not be before start time')
  const stepMs = readLength(parameters, 'step')
  if (stepMs === undefined) throw invalidParameter('step', 'it is missing')
  if (stepMs <= 0) throw invalidParameter('step', 'zero or negative query resolution step widths are not accepted')
  const at = { kind: 'range', startMs, endMs, stepMs } as const
  refuseTooManyPoints(at)
  return { ...readShared(parameters), at }
}

/** A question of our own, which has the defaults of the API. */
export type Question = Pick<Query, 'query' | 'at'>

/** Throws invalid_request for one out of bounds. */
export function questionOf({ query, at }: Question): Query {
  refuseTooLong(query)
  if (at.kind === 'range') refuseTooManyPoints(at)
  return { query, at, lookbackMs, timeoutMs: maxTimeoutMs, limit: 0 }
}

function refuseTooManyPoints({ startMs, endMs, stepMs }: { startMs: number; endMs: number; stepMs: number }): void {
  // Both ends are evaluated.
  if ((endMs - startMs) / stepMs <= maxPoints) return
  throw invalidRequest(
    'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
  )
}

function refuseTooLong(query: string): void {
  if (query.length > maxQueryLength) throw invalidParameter('query', `it is longer than ${maxQueryLength} characters`)
}

function readShared(parameters: Parameters): Omit<Query, 'at'> {
  const query = required(parameters, 'query')
  refuseTooLong(query)
  const lookback = readLength(parameters, 'lookback_delta') ?? lookbackMs
  if (lookback <= 0) throw invalidParameter('lookback_delta', 'it must be greater than 0')
  const timeout = readLength(parameters, 'timeout') ?? maxTimeoutMs
  if (timeout <= 0) throw invalidParameter('timeout', 'it must be greater than 0')
  return {
    query,
    lookbackMs: lookback,
    timeoutMs: Math.min(timeout, maxTimeoutMs),
    limit: readLimit(parameters),
    stats: parameters.get('stats') !== undefined,
  }
}

function requiredTime(parameters: Parameters, name: string): number {
  const ms = readTime(parameters, name)
  if (ms === undefined) throw invalidParameter(name, 'it is missing')
  return ms
}
