import type { TooltipOptions } from '#common/dashboards'
import { createPortal } from 'react-dom'
import { Swatch } from '../../../../components/chart/swatch.tsx'
import { absolute } from '../../../../format.ts'
import type { SeriesView } from '../series.ts'
import { writeValue } from '../write-value.ts'

const most = 12

export type TooltipRow = { series: SeriesView; value: number }

type Props = { atMs: number; rows: readonly TooltipRow[]; options: TooltipOptions; left: number; top: number }

/** What the series are at the time under the pointer. It lies above everything, since panels are small. */
export function Tooltip({ atMs, rows, options, left, top }: Props) {
  const shown = sorted(rows, options)
  const onRight = left > innerWidth / 2
  return createPortal(
    <div
      aria-hidden
      className="pointer-events-none fixed z-50 max-w-[min(26rem,80vw)] min-w-40 rounded-lg bg-raised px-3 py-2 text-xs text-text shadow-float"
      style={{
        ...(onRight ? { right: innerWidth - left + 14 } : { left: left + 14 }),
        ...(top > innerHeight / 2 ? { bottom: innerHeight - top } : { top }),
      }}
    >
      <p className="mb-1 text-faint">{absolute(new Date(atMs))}</p>
      {shown.length === 0 && <p className="text-muted">no sample</p>}
      {shown.slice(0, most).map(({ series, value }) => (
        <p key={series.key} className="flex items-center gap-2">
          <Swatch look={series.look} />
          <span className="min-w-0 flex-1 truncate">{series.name}</span>
          <span className="pl-3 font-medium whitespace-nowrap">{writeValue(value, series.config)}</span>
        </p>
      ))}
      {shown.length > most && <p className="text-faint">and {shown.length - most} more</p>}
    </div>,
    document.body,
  )
}

function sorted(rows: readonly TooltipRow[], { sort, hideZeros }: TooltipOptions): readonly TooltipRow[] {
  const kept = rows.filter(({ value }) => !hideZeros || value !== 0)
  if (sort === 'none') return kept
  const sign = sort === 'asc' ? 1 : -1
  return kept.toSorted((one, other) => sign * (one.value - other.value))
}
