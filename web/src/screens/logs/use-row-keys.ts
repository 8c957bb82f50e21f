import type { RefObject } from 'react'
import { useKeys } from '../../keys.ts'

/** j and k move the focus from row to row; what has it answers enter by itself. Rows are `[data-row]`. */
export function useRowKeys(box: RefObject<HTMLElement | null>): void {
  const move = (step: 1 | -1): void => {
    const rows = [...(box.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]
    const at = rows.findIndex((row) => row.contains(document.activeElement))
    const next = rows[at === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))]
    next?.querySelector<HTMLElement>('button, a')?.focus()
  }
  useKeys([
    { keys: 'j', does: 'Next row', group: 'List', run: () => move(1) },
    { keys: 'k', does: 'Row before', group: 'List', run: () => move(-1) },
  ])
}
