/** What a function over the samples of a time range is, and how it says what is odd about them. */
import type { Histogram } from '../../../histograms/histogram.ts'
import type { HistogramNote } from '../../../histograms/rate.ts'
import type { AnnotationList } from '../../annotations.ts'
import type { Span } from '../../syntax/index.ts'
import { type Window, nameOf } from '../columns.ts'

export type RangeCall = {
  readonly function: string
  /** Where the range stands in the query, for annotations. */
  readonly span: Span
  /** Where each argument stands. */
  readonly argSpans: readonly Span[]
  readonly annotations: AnnotationList
  readonly rangeMs: number
  /** Scalar arguments in order, at this step. */
  args: readonly number[]
  /** The step's own time; the window may lie elsewhere. */
  timeMs: number
}

/** The result at one step; undefined for none. The window holds at least one sample. */
export type RangeFunction = (window: Window, call: RangeCall) => number | Histogram | undefined

export const mixed = 'encountered a mix of histograms and floats'
export const mixedSchemas = 'vector contains a mix of histograms with exponential and custom buckets schemas'

export function warnOfMix(window: Window, { annotations, span }: RangeCall): undefined {
  annotations.warn(mixed, span, nameOf(window))
}

/** A function of floats alone leaves histograms out and says so where there were floats as well. */
export function noteIgnored(window: Window, call: RangeCall): void {
  const message = 'ignored histograms in a range containing both floats and histograms'
  call.annotations.info(message, call.span, nameOf(window))
}

export function annotate(notes: readonly HistogramNote[], window: Window, { annotations, span }: RangeCall): void {
  const name = nameOf(window)
  for (const note of notes) {
    if (note === 'not_a_counter') annotations.warn(`this native histogram metric is not a counter: "${name}"`, span)
    else if (note === 'not_a_gauge') annotations.warn(`this native histogram metric is not a gauge: "${name}"`, span)
    else if (note === 'mixed_schemas') annotations.warn(mixedSchemas, span, name)
    else {
      const operation = note === 'reconciled_in_addition' ? 'addition' : 'subtraction'
      annotations.info(`mismatched custom buckets were reconciled during ${operation}`, span)
    }
  }
}
