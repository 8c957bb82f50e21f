/** From the parameters of `query` and `query_range` to a query. */
import { invalidRequest } from '#platform/errors'
import type { Query } from '../query-threads/messages.ts'
import { invalidParameter, readLimit, required, type Parameters } from './parameters.ts'
import { readLength, readTime } from './times.ts'

/** Prometheus' defaults. */
const lookbackMs = 5 * 60_000
const maxTimeoutMs = 2 * 60_000
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
  // Both ends are evaluated.
  if ((endMs - startMs) / stepMs > maxPoints) {
    throw invalidRequest(
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    )
  }
  return { ...readShared(parameters), at: { kind: 'range', startMs, endMs, stepMs } }
}

function readShared(parameters: Parameters): Omit<Query, 'at'> {
  const query = required(parameters, 'query')
  if (query.length > maxQueryLength) throw invalidParameter('query', `it is longer than ${maxQueryLength} characters`)
  const lookback = readLength(parameters, 'lookback_delta') ?? lookbackMs
  if (lookback <= 0) throw invalidParameter('lookback_delta', 'it must be greater than 0')
  const timeout = readLength(parameters, 'timeout') ?? maxTimeoutMs
  if (timeout <= 0) throw invalidParameter('timeout', 'it must be greater than 0')
  return {
    query,
    lookbackMs: lookback,
    timeoutMs: Math.min(timeout, maxTimeoutMs),
    limit: readLimit(parameters),
  }
}

function requiredTime(parameters: Parameters, name: string): number {
  const ms = readTime(parameters, name)
  if (ms === undefined) throw invalidParameter(name, 'it is missing')
  return ms
}
