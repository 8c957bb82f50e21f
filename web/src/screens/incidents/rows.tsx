import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import type { Incident } from '../../api.ts'
import { ErrorLine } from '../../components/error-panel.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { IncidentRow, RowHeader } from './row.tsx'

const comfortablePx = 60
const densePx = 36
/** Rows from the end at which the next page is asked for. */
const ahead = 20

type Props = {
  rows: readonly Incident[]
  dense: boolean
  cursor: string | undefined
  /** The row that should get the focus as soon as it is there. */
  wanted: string | undefined
  onFocused: () => void
  selected: ReadonlySet<string>
  onSelect: (id: string) => void
  more: (() => void) | undefined
  moreError: unknown
}

/** Only the rows in sight are in the document, so that ten thousand cost what fifty do. */
export function IncidentRows({ rows, dense, cursor, wanted, onFocused, selected, onSelect, more, moreError }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const height = dense ? densePx : comfortablePx
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 12,
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0

  useEffect(() => virtual.measure(), [virtual, height])
  useEffect(() => {
    if (more && last >= rows.length - ahead) more()
  }, [more, last, rows.length])
  useEffect(() => {
    const index = wanted === undefined ? -1 : rows.findIndex(({ id }) => id === wanted)
    if (index === -1) return
    virtual.scrollToIndex(index, { align: 'auto' })
    // The row is drawn in the frame after the scrolling.
    const frame = requestAnimationFrame(() => {
      box.current?.querySelector<HTMLElement>(`[data-row="${wanted}"] a`)?.focus({ preventScroll: true })
      onFocused()
    })
    return () => cancelAnimationFrame(frame)
  }, [wanted, rows, virtual, onFocused])

  return (
    <>
      <RowHeader />
      <div ref={box} className="min-h-0 flex-1 overflow-y-auto" data-scroll-restoration-id="incidents">
        <ul className="relative" style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start, key }) => {
            const incident = rows[index]
            if (!incident) return null
            return (
              <li
                key={key}
                aria-setsize={more ? -1 : rows.length}
                aria-posinset={index + 1}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${start}px)`, height }}
              >
                <IncidentRow
                  incident={incident}
                  dense={dense}
                  current={incident.id === cursor}
                  selected={selected.has(incident.id)}
                  onSelect={onSelect}
                />
              </li>
            )
          })}
        </ul>
        {moreError !== undefined ? <ErrorLine error={moreError} /> : more && <Skeleton className="mx-4 my-4 h-8" />}
        <div className="h-16" />
      </div>
    </>
  )
}
