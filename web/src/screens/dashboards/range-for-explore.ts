/** The range of a dashboard as Explore writes it. */
import { presetOf, rangeBetween } from '../../components/time-range.ts'
import type { Bounds, Span } from './times.ts'

export function rangeForExplore({ from, to }: Span, { fromMs, toMs }: Bounds): string {
  const preset = to === 'now' && from.startsWith('now-') ? presetOf(from.slice(4)) : undefined
  return preset?.id ?? rangeBetween(new Date(fromMs), new Date(toMs))
}
