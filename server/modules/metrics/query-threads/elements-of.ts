import { executionError } from '../promql/errors.ts'
import type { QueryResult } from '../promql/index.ts'
import type { Elements } from './messages.ts'

/** The elements of an instant query's result; a scalar is one without labels. Throws `PromqlError` for anything else. */
export function elementsOf(result: QueryResult): Elements['elements'] {
  if (result.type === 'scalar') return result.points.map(({ value }) => ({ labels: [], value }))
  if (result.type !== 'vector') throw executionError('rule result is not a vector or scalar')
  return result.series.flatMap(({ labels, points }) => points.map(({ value }) => ({ labels, value })))
}
