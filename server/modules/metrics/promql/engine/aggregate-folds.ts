/** Aggregations that make one value of a group at each step. */
import type { Histogram } from '../../histograms/histogram.ts'
import { createHistogramSum } from '../../histograms/sum.ts'
import type { AnnotationList } from '../annotations.ts'
import type { Aggregation, Span } from '../syntax/index.ts'
import { type StepSeries, float, histogramValue } from './data.ts'
import { mixedSchemas } from './functions/range-function.ts'
import { meanOf, quantileOf, sumOf, varianceOf } from './sums.ts'

export type FoldCall = {
  readonly annotations: AnnotationList
  readonly span: Span
  readonly parameterSpan: Span
  /** At this step. */
  parameter: number
}

/** Undefined where the group has nothing at the step. */
export type Fold = (members: readonly StepSeries[], step: number, call: FoldCall) => number | Histogram | undefined

export const folds: Readonly<Partial<Record<Aggregation, Fold>>> = {
  sum: (members, step, call) => either(members, step, call, 'sum'),
  avg: (members, step, call) => either(members, step, call, 'avg'),
  count: (members, step) => {
    let found = 0
    for (const { present } of members) if (present[step] !== 0) found++
    return found === 0 ? undefined : found
  },
  group: (members, step) => (members.some(({ present }) => present[step] !== 0) ? 1 : undefined),
  min: ofFloats('min', (floats) => best(floats, (value, least) => value < least)),
  max: ofFloats('max', (floats) => best(floats, (value, most) => value > most)),
  stddev: ofFloats('stddev', (floats) => Math.sqrt(varianceOf(floats))),
  stdvar: ofFloats('stdvar', (floats) => varianceOf(floats)),
  quantile: ofFloats('quantile', (floats, call) => {
    warnOfQuantile(call.parameter, call.annotations, call.parameterSpan)
    return quantileOf(call.parameter, floats)
  }),
}

export function warnOfQuantile(phi: number, annotations: AnnotationList, span: Span): void {
  if (phi >= 0 && phi <= 1) return
  annotations.warn(`quantile value should be between 0 and 1, got ${Number.isNaN(phi) ? 'NaN' : String(phi)}`, span)
}

function floatsAt(members: readonly StepSeries[], step: number): number[] {
  const floats: number[] = []
  for (const { present, values } of members) if (present[step] === float) floats.push(values[step] ?? 0)
  return floats
}

export function histogramsAt(members: readonly StepSeries[], step: number): Histogram[] {
  const found: Histogram[] = []
  for (const { present, histograms } of members) {
    const one = present[step] === histogramValue ? histograms?.[step] : undefined
    if (one) found.push(one)
  }
  return found
}

function ofFloats(name: string, compute: (floats: number[], call: FoldCall) => number): Fold {
  return (members, step, call) => {
    const floats = floatsAt(members, step)
    if (members.some(({ present }) => present[step] === histogramValue)) noteIgnored(name, call)
    return floats.length === 0 ? undefined : compute(floats, call)
  }
}

export function noteIgnored(name: string, { annotations, span }: Pick<FoldCall, 'annotations' | 'span'>): void {
  annotations.info(`ignored histogram in ${name} aggregation`, span)
}

function best(floats: readonly number[], isBetter: (value: number, best: number) => boolean): number {
  let found = floats[0] ?? Number.NaN
  for (const value of floats) if (isBetter(value, found) || Number.isNaN(found)) found = value
  return found
}

/** Sum or mean of floats, or of histograms; of both there is none. */
function either(
  members: readonly StepSeries[],
  step: number,
  call: FoldCall,
  op: 'sum' | 'avg',
): number | Histogram | undefined {
  // The common case without a list for each step; a sum of floats that is NaN or infinite takes the long way as well.
  const plain = op === 'sum' ? plainSum(members, step) : undefined
  if (plain !== undefined) return plain
  const floats = floatsAt(members, step)
  const histograms = histogramsAt(members, step)
  const [first, ...others] = histograms
  if (!first) return floats.length === 0 ? undefined : op === 'sum' ? sumOf(floats) : meanOf(floats)
  const { annotations, span } = call
  if (floats.length > 0) {
    annotations.warn('encountered a mix of histograms and floats for aggregation', span)
    return undefined
  }
  const sum = createHistogramSum(first)
  for (const other of others) {
    if (sum.add(other)) continue
    annotations.warn(mixedSchemas, span)
    return undefined
  }
  if (sum.collided()) annotations.warn('conflicting counter resets during histogram aggregation', span)
  if (sum.reconciled()) annotations.info('mismatched custom buckets were reconciled during aggregation', span)
  return op === 'sum' ? sum.total() : sum.mean()
}

/** The sum of floats as `sumOf`; undefined where there is nothing, a histogram, or no finite sum. */
function plainSum(members: readonly StepSeries[], step: number): number | undefined {
  let sum = 0
  let lost = 0
  let found = false
  for (const { present, values } of members) {
    const kind = present[step]
    if (kind === histogramValue) return undefined
    if (kind !== float) continue
    found = true
    const value = values[step] ?? 0
    const next = sum + value
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum
    sum = next
  }
  return found && Number.isFinite(sum + lost) ? sum + lost : undefined
}
