import GripVertical from 'lucide-react/icons/grip-vertical'
import { useRef, type PointerEvent } from 'react'
import { IconButton } from '../../components/button.tsx'
import type { Side } from './components-order.ts'

export type Target = { id: string; side: Side }

type Props = {
  id: string
  name: string
  step: (step: 1 | -1) => void
  over: (target: Target | undefined) => void
  drop: (target: Target) => void
}

const steps: Partial<Record<string, 1 | -1>> = { ArrowUp: -1, ArrowDown: 1 }

/** What a row is dragged by, with a mouse or a finger; with the arrow keys it moves by a step. */
export function Handle({ id, name, step, over, drop }: Props) {
  const target = useRef<Target | undefined>(undefined)
  const end = (event: PointerEvent<HTMLButtonElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    event.currentTarget.releasePointerCapture(event.pointerId)
    over(undefined)
    if (event.type === 'pointerup' && target.current && target.current.id !== id) drop(target.current)
    target.current = undefined
  }
  return (
    <IconButton
      label={`Move ${name}`}
      title={`Move ${name}: drag it, or press the arrow keys up and down`}
      data-handle={id}
      className="cursor-grab touch-none active:cursor-grabbing"
      onKeyDown={(event) => {
        const by = steps[event.key]
        if (!by) return
        event.preventDefault()
        step(by)
      }}
      onPointerDown={(event) => {
        if (event.button === 0) event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
        target.current = targetAt(event.clientX, event.clientY)
        over(target.current)
      }}
      onPointerUp={end}
      onPointerCancel={end}
    >
      <GripVertical aria-hidden />
    </IconButton>
  )
}

/** The row under the pointer, and which half of it. */
function targetAt(x: number, y: number): Target | undefined {
  const row = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-row]')
  const id = row?.dataset['row']
  if (!row || id === undefined) return undefined
  const { top, height } = row.getBoundingClientRect()
  return { id, side: y < top + height / 2 ? 'before' : 'after' }
}
