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

/** What members that are floats come to at each step, where `known`; elsewhere the fold itself has to be asked. */
export type Plain = { values: Float64Array; known: Uint8Array }

/**
 * Sums and means of floats at all steps, series by series as they lie in memory, to the bit those of `sumOf` and
 * `meanOf`. Not known where there is nothing, a histogram, or no finite sum.
 */
export function plainFold(op: Aggregation, members: readonly StepSeries[], count: number): Plain | undefined {
  if (op !== 'sum' && op !== 'avg') return undefined
  const sums = new Float64Array(count)
  const lost = new Float64Array(count)
  const found = new Uint32Array(count)
  const known = new Uint8Array(count)
  for (const { present, values } of members) {
    for (let step = 0; step < count; step++) {
      if (present[step] !== float) continue
      const value = values[step] ?? 0
      const sum = sums[step] ?? 0
      const next = sum + value
      lost[step] = (lost[step] ?? 0) + (Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum)
      sums[step] = next
      found[step] = (found[step] ?? 0) + 1
    }
  }
  const hasHistograms = members.some(({ histograms }) => histograms !== undefined)
  for (let step = 0; step < count; step++) {
    const sum = (sums[step] ?? 0) + (lost[step] ?? 0)
    const floats = found[step] ?? 0
    if (floats === 0 || !Number.isFinite(sum) || (hasHistograms && histogramsAt(members, step).length > 0)) continue
    sums[step] = op === 'sum' ? sum : sum / floats
    known[step] = 1
  }
  return { values: sums, known }
}
