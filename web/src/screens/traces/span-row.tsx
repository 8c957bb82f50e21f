import ChevronRight from 'lucide-react/icons/chevron-right'
import CircleX from 'lucide-react/icons/circle-x'
import Unlink from 'lucide-react/icons/unlink'
import { memo } from 'react'
import type { TraceError, TraceSpan } from '../../api.ts'
import { cn } from '../../components/class-names.ts'
import { counted } from '../../format.ts'
import { SpanPanel } from './span-panel.tsx'
import { spanTime } from './span-time.ts'
import type { WaterfallRow } from './waterfall.ts'

export const rowGrid = 'md:grid md:grid-cols-[minmax(14rem,38%)_minmax(0,1fr)]'

/** Deeper ones are not moved further, so that names stay in sight. */
const deepestIndent = 16
const indentPx = 12

type Props = {
  row: WaterfallRow<TraceSpan>
  traceId: string
  startMicros: number
  lengthMicros: number
  criticalMicros: number
  errors: readonly TraceError[] | undefined
  isOpen: boolean
  isCursor: boolean
  isFolded: boolean
  onToggle: (spanId: string) => void
  onFold: (spanId: string) => void
}

export const SpanRow = memo(function SpanRow(props: Props) {
  const { row, isOpen, isCursor, isFolded, onToggle, onFold, errors = [] } = props
  const { span, depth, childCount, hiddenCount, isOrphan } = row
  const { spanId, service, name, status } = span
  const failed = status === 'error' || errors.length > 0
  return (
    <>
      <div
        className={cn(
          'relative border-b border-line hover:bg-hover has-[[data-span]:focus-visible]:outline-2 has-[[data-span]:focus-visible]:-outline-offset-2 has-[[data-span]:focus-visible]:outline-accent',
          rowGrid,
          (isOpen || isCursor) && 'bg-selected hover:bg-selected',
        )}
      >
        <div
          className="flex h-8 min-w-0 items-center gap-1 pr-2 pl-2 max-md:h-7"
          style={{ paddingLeft: 8 + indentPx * Math.min(depth, deepestIndent) }}
        >
          {childCount > 0 ? (
            <button
              type="button"
              tabIndex={-1}
              aria-label={isFolded ? `Unfold ${counted(hiddenCount, 'span')}` : 'Fold what is below'}
              onClick={() => onFold(spanId)}
              className="z-1 flex size-5 shrink-0 items-center justify-center rounded text-faint hover:text-text pointer-coarse:size-6"
            >
              <ChevronRight
                className={cn('size-3.5 transition-transform duration-100', !isFolded && 'rotate-90')}
                aria-hidden
              />
            </button>
          ) : (
            <span className="w-5 shrink-0" />
          )}
          <button
            type="button"
            data-span={spanId}
            aria-expanded={isOpen}
            onClick={() => onToggle(spanId)}
            className="flex min-w-0 flex-1 items-center gap-1.5 text-left outline-none after:absolute after:inset-0"
          >
            {isOrphan && (
              <span title="Its parent did not arrive" className="shrink-0 text-degraded">
                <Unlink className="size-3" aria-hidden />
                <span className="sr-only">Its parent did not arrive: </span>
              </span>
            )}
            {failed && (
              <span className="shrink-0 text-down" title="Failed">
                <CircleX className="size-3.5" strokeWidth={2.25} aria-hidden />
                <span className="sr-only">Failed: </span>
              </span>
            )}
            {span.isEntry && <span className="max-w-28 shrink-0 truncate font-medium">{service}</span>}
            <span className={cn('truncate', span.isEntry ? 'text-muted' : 'text-text')} title={name}>
              <bdi>{name || span.operation || 'without a name'}</bdi>
            </span>
            {isFolded && <span className="shrink-0 rounded bg-sunken px-1 text-2xs text-muted">+{hiddenCount}</span>}
            <span className="sr-only">, {spanTime(span.durationMicros)}</span>
          </button>
        </div>
        <Bar {...props} failed={failed} />
      </div>
      {isOpen && <SpanPanel row={row} traceId={props.traceId} criticalMicros={props.criticalMicros} errors={errors} />}
    </>
  )
})

/** Full where it is waited for, soft where it runs beside. */
function Bar({ row, startMicros, lengthMicros, criticalMicros, failed }: Props & { failed: boolean }) {
  const percent = (micros: number): number => (100 * micros) / Math.max(1, lengthMicros)
  const left = percent(row.startMicros - startMicros)
  const width = percent(row.endMicros - row.startMicros)
  return (
    <span aria-hidden className="relative mr-16 ml-3.5 block h-4 md:ml-0 md:h-8">
      <span
        className={cn(
          'absolute top-1/2 h-2.5 min-w-0.5 -translate-y-1/2 rounded-xs max-md:h-2',
          failed ? 'bg-down' : criticalMicros > 0 ? 'bg-accent' : 'bg-line-strong opacity-60',
        )}
        style={{ left: `${Math.min(left, 99.8)}%`, width: `${width}%` }}
      />
      <span
        className="absolute top-1/2 -translate-y-1/2 pl-1.5 text-2xs whitespace-nowrap text-muted"
        style={{ left: `${Math.min(left + width, 100)}%` }}
      >
        {spanTime(row.span.durationMicros)}
      </span>
    </span>
  )
}
