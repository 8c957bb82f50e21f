import { useRef } from 'react'
import { useKeys } from '../../keys.ts'

/** j and k move the focus over the links of rows (`data-row-link`); enter, which a link answers by itself, opens. */
export function useRowKeys() {
  const list = useRef<HTMLDivElement>(null)
  const move = (step: 1 | -1): void => {
    const links = [...(list.current?.querySelectorAll<HTMLElement>('[data-row-link]') ?? [])]
    const at = links.findIndex((link) => link === document.activeElement)
    const next = links[at === -1 ? 0 : Math.min(links.length - 1, Math.max(0, at + step))]
    next?.focus()
    next?.scrollIntoView({ block: 'nearest' })
  }
  useKeys([
    { keys: 'j', does: 'Next row', group: 'List', run: () => move(1) },
    { keys: 'k', does: 'Row before', group: 'List', run: () => move(-1) },
  ])
  return list
}
