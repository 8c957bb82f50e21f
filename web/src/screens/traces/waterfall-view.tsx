import { useVirtualizer } from '@tanstack/react-virtual'
import { getRouteApi } from '@tanstack/react-router'
import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { Trace, TraceSpan } from '../../api.ts'
import type { CriticalPath } from './critical-path.ts'
import { spanTime } from './span-time.ts'
import { useSpanKeys } from './use-span-keys.ts'
import { axisMarks, visibleRows, type Waterfall } from './waterfall.ts'
import { SpanRow, rowGrid } from './span-row.tsx'

const route = getRouteApi('/$workspace/traces/$traceId')
const rowPx = 32

type Props = { trace: Trace; waterfall: Waterfall<TraceSpan>; path: CriticalPath }

/** Only the rows in sight are in the document. The span that is open stands in the URL, its detail below its row. */
export function WaterfallView({ trace, waterfall, path }: Props) {
  const { span: open } = route.useSearch()
  const navigate = route.useNavigate()
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set())
  const rows = useMemo(() => visibleRows(waterfall.rows, folded), [waterfall.rows, folded])
  const errors = useMemo(() => Map.groupBy(trace.errors, ({ spanId }) => spanId), [trace.errors])
  const box = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  const virtual = useVirtualizer({
    count: rows.length,
    // The whole screen scrolls, so that nothing scrolls within something that scrolls.
    getScrollElement: () => document.querySelector<HTMLElement>('#content'),
    estimateSize: () => rowPx,
    getItemKey: (index) => rows[index]?.span.spanId ?? index,
    overscan: 16,
    scrollMargin: top,
  })
  useLayoutEffect(() => {
    const scroller = document.querySelector<HTMLElement>('#content')
    const list = box.current
    if (!list || !scroller) return
    const measure = (): void =>
      setTop(list.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(scroller)
    return () => observer.disconnect()
  }, [])
  const toggle = (spanId: string): void =>
    void navigate({ search: open === spanId ? {} : { span: spanId }, replace: true, resetScroll: false })
  const fold = (spanId: string): void =>
    setFolded((ids) => (ids.has(spanId) ? new Set([...ids].filter((id) => id !== spanId)) : new Set([...ids, spanId])))
  const { cursor, point } = useSpanKeys({ rows, open, box, virtual, toggle, fold })
  const length = waterfall.endMicros - waterfall.startMicros
  return (
    <div className="-mx-4 border-y border-line md:mx-0 md:rounded-lg md:border-x">
      <Axis lengthMicros={length} />
      <div ref={box} role="list" aria-label="Spans" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const row = rows[index]
          if (!row) return null
          const { spanId } = row.span
          return (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              role="listitem"
              aria-setsize={rows.length}
              aria-posinset={index + 1}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${start - top}px)` }}
            >
              <SpanRow
                row={row}
                traceId={trace.traceId}
                startMicros={waterfall.startMicros}
                lengthMicros={length}
                criticalMicros={path.bySpan.get(spanId) ?? 0}
                errors={errors.get(spanId)}
                isOpen={open === spanId}
                isCursor={cursor === spanId}
                isFolded={folded.has(spanId)}
                onToggle={(id) => {
                  point(id)
                  toggle(id)
                }}
                onFold={fold}
              />
            </div>
          )
        })}
      </div>
    </div>
  )
}

/** Times from the beginning, at round places; it stays in sight. */
function Axis({ lengthMicros }: { lengthMicros: number }) {
  return (
    <div
      aria-hidden
      className="sticky top-0 z-10 h-7 border-b border-line bg-surface text-2xs text-faint md:rounded-t-lg"
    >
      <div className={rowGrid}>
        <span className="flex h-7 items-center px-3.5 max-md:hidden">Service and name</span>
        <span className="relative mr-16 ml-3.5 block h-7 md:ml-0">
          {axisMarks(lengthMicros, 5).map((at) => (
            <span
              key={at}
              className="absolute inset-y-0 flex items-center border-l border-line pl-1 whitespace-nowrap"
              style={{ left: `${(100 * at) / Math.max(1, lengthMicros)}%` }}
            >
              {at === 0 ? '0' : spanTime(at)}
            </span>
          ))}
        </span>
      </div>
    </div>
  )
}
