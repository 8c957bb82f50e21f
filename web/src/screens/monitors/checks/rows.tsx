import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { ListedCheck } from '../../../api.ts'
import { cn } from '../../../components/class-names.ts'
import { Card } from '../../../components/screen.tsx'
import { useRowKeys } from '../../releases/use-row-keys.ts'
import { columns, Row, WaitingRow } from './row.tsx'

const rowPx = 57
const narrowRowPx = 140

type Props = {
  /** How many there are, fetched or not. */
  total: number
  monitorAt: (index: number) => ListedCheck | undefined
  /** Those in sight, for whoever fetches them. */
  onRange: (first: number, last: number) => void
}

/** Only the rows in sight are in the document, however many there are. */
export function Rows({ total, monitorAt, onRange }: Props) {
  const keys = useRowKeys()
  const box = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => document.querySelector<HTMLElement>('#content'),
    estimateSize: () => (matchMedia('(min-width: 48rem)').matches ? rowPx : narrowRowPx),
    overscan: 12,
    scrollMargin: top,
  })
  useLayoutEffect(() => {
    const scroller = document.querySelector<HTMLElement>('#content')
    const list = box.current
    if (!list || !scroller) return
    const measure = (): void => {
      setTop(list.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop)
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(scroller)
    return () => observer.disconnect()
  }, [])
  const shown = virtual.getVirtualItems()
  const [first, last] = [shown[0]?.index ?? 0, shown.at(-1)?.index ?? 0]
  useEffect(() => onRange(first, last), [onRange, first, last])
  return (
    <Card>
      <div aria-hidden className={cn('hidden h-8 border-b border-line px-4 text-xs text-faint', columns)}>
        <span>State</span>
        <span>Monitor</span>
        <span>Answered in</span>
        <span>Since</span>
        <span className="text-right">Last 30 checks</span>
      </div>
      <div ref={keys}>
        <div
          ref={box}
          role="list"
          aria-label="Monitors"
          className="relative"
          style={{ height: virtual.getTotalSize() }}
        >
          {shown.map(({ index, start, key }) => {
            const monitor = monitorAt(index)
            return (
              <div
                key={key}
                role="listitem"
                aria-setsize={total}
                aria-posinset={index + 1}
                data-index={index}
                ref={virtual.measureElement}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${start - top}px)` }}
              >
                {monitor ? <Row monitor={monitor} /> : <WaitingRow />}
              </div>
            )
          })}
        </div>
      </div>
    </Card>
  )
}
