import type { Virtualizer } from '@tanstack/react-virtual'
import { useEffect, useState, type RefObject } from 'react'
import { useKeys } from '../../keys.ts'
import type { WaterfallRow } from './waterfall.ts'

type Options = {
  rows: readonly WaterfallRow[]
  open: string | undefined
  box: RefObject<HTMLElement | null>
  virtual: Virtualizer<HTMLElement, Element>
  toggle: (spanId: string) => void
  fold: (spanId: string) => void
}

/** j and k move, enter opens, left and right fold. A span in the URL is scrolled to. `point` is for the mouse. */
export function useSpanKeys({ rows, open, box, virtual, toggle, fold }: Options) {
  const [cursor, setCursor] = useState(open)
  const [wanted, setWanted] = useState(open)
  useEffect(() => {
    const index = wanted === undefined ? -1 : rows.findIndex(({ span }) => span.spanId === wanted)
    if (index === -1) return
    virtual.scrollToIndex(index, { align: 'auto' })
    // The row is drawn in the frame after the scrolling.
    const frame = requestAnimationFrame(() => {
      box.current?.querySelector<HTMLElement>(`[data-span="${wanted}"]`)?.focus({ preventScroll: true })
      setWanted(undefined)
    })
    return () => cancelAnimationFrame(frame)
  }, [wanted, rows, virtual, box])
  const move = (step: 1 | -1): void => {
    const focused = document.activeElement?.closest<HTMLElement>('[data-span]')?.dataset['span']
    const at = rows.findIndex(({ span }) => span.spanId === (focused ?? cursor))
    const next = rows[at === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))]
    if (!next) return
    setCursor(next.span.spanId)
    setWanted(next.span.spanId)
  }
  const foldCursor = (folding: boolean): void => {
    const row = rows.find(({ span }) => span.spanId === cursor)
    const at = row ? rows.indexOf(row) : -1
    const isFolded = row !== undefined && row.childCount > 0 && (rows[at + 1]?.depth ?? -1) <= row.depth
    if (row && row.childCount > 0 && isFolded !== folding) fold(row.span.spanId)
  }
  useKeys([
    { keys: 'j', does: 'Next span', group: 'List', run: () => move(1) },
    { keys: 'k', does: 'Span before', group: 'List', run: () => move(-1) },
    { keys: 'enter', does: 'Open the span', group: 'List', run: () => cursor !== undefined && toggle(cursor) },
    { keys: 'arrowleft', does: 'Fold what is below', group: 'List', run: () => foldCursor(true) },
    { keys: 'arrowright', does: 'Unfold', group: 'List', run: () => foldCursor(false) },
    { keys: 'escape', does: 'Close the span', group: 'List', run: () => open !== undefined && toggle(open) },
  ])
  return { cursor, point: setCursor }
}
