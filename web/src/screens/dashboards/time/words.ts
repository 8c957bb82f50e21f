/** A range as a button says it. */
import { clock, date, duration } from '../../../format.ts'
import { presets, type Bounds, type Span } from '../times.ts'

export function spanWords({ from, to }: Span, { fromMs, toMs }: Bounds): string {
  const preset = to === 'now' ? presets.find(([id]) => id === from)?.[1] : undefined
  if (preset) return preset
  if (to === 'now' && from.startsWith('now-') && !from.includes('/')) return `Last ${duration(toMs - fromMs)}`
  if (from === 'now/d' && (to === 'now/d' || to === 'now')) return 'Today'
  const [begin, end] = [new Date(fromMs), new Date(toMs)]
  const until = date(begin) === date(end) ? clock(end) : `${date(end)}, ${clock(end)}`
  return `${date(begin)}, ${clock(begin)} to ${until}`
}
