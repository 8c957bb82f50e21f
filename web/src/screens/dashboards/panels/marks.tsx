import { Link } from '@tanstack/react-router'
import { useRef, useState, type KeyboardEvent } from 'react'
import { createPortal } from 'react-dom'
import { absolute } from '../../../format.ts'
import { cssOf } from './colors.ts'
import type { Mark } from './scope.ts'

type Props = {
  marks: readonly Mark[]
  fromMs: number
  toMs: number
  /** Of the ground that is drawn on, within the box. */ area: Area
}
export type Area = { left: number; top: number; width: number; height: number }

const most = 200
const colors: Record<Mark['kind'], string> = {
  incident: 'var(--down)',
  alert: 'var(--degraded)',
  deploy: 'var(--accent)',
  maintenance: 'var(--maintenance)',
  query: 'var(--muted)',
}
const words: Record<Mark['kind'], string> = {
  incident: 'Incident',
  alert: 'Alert',
  deploy: 'Deploy',
  maintenance: 'Maintenance',
  query: 'Mark',
}
/** Kinds are told by their shape as well. */
const shapes: Record<Mark['kind'], string> = {
  incident: 'rotate-45',
  alert: 'rotate-45 scale-90',
  deploy: 'rounded-full',
  maintenance: 'rounded-none',
  query: 'rounded-full scale-75',
}

/**
 * What happened meanwhile: a thin line over the chart, a stretch for what lasted, and below it a sign that says what it was
 * and leads to it. One of the signs is in the order of the keyboard; arrows lead to the others.
 */
export function Marks({ marks, fromMs, toMs, area }: Props) {
  const seen = marks.filter(({ atMs, endMs }) => atMs <= toMs && (endMs ?? atMs) >= fromMs).slice(0, most)
  const signs = seen.filter(({ atMs }) => atMs >= fromMs)
  const group = useRef<HTMLDivElement>(null)
  const [current, setCurrent] = useState<string>()
  const [told, setTold] = useState<{ mark: Mark; box: DOMRect }>()
  const x = (ms: number): number => Math.min(1, Math.max(0, (ms - fromMs) / (toMs - fromMs || 1))) * area.width
  const first = signs.some(({ id }) => id === current) ? current : signs[0]?.id
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.key === 'Escape' && told) setTold(undefined)
    else {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
      const at = signs.findIndex(({ id }) => id === first)
      const next = by === undefined ? undefined : signs[at + by]
      if (!next) return
      setCurrent(next.id)
      group.current?.querySelectorAll<HTMLElement>('[data-mark]')[signs.indexOf(next)]?.focus()
    }
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div
      ref={group}
      role="group"
      aria-label="Marks"
      className="pointer-events-none absolute"
      style={area}
      onKeyDown={onKeyDown}
    >
      {seen.map((mark) => {
        const { id, atMs, endMs } = mark
        const [left, color] = [x(atMs), colorOf(mark)]
        return (
          <div key={id} aria-hidden>
            {endMs !== null && endMs > atMs && (
              <div
                className="absolute inset-y-0 opacity-10"
                style={{ left, width: Math.max(1, x(endMs) - left), background: color }}
              />
            )}
            {atMs >= fromMs && (
              <div
                className="absolute inset-y-0 border-l border-dashed opacity-70"
                style={{ left, borderColor: color }}
              />
            )}
          </div>
        )
      })}
      {signs.map((mark) => (
        <Sign
          key={mark.id}
          mark={mark}
          left={x(mark.atMs)}
          isFirst={mark.id === first}
          onTell={(box) => {
            setTold(box && { mark, box })
            if (box) setCurrent(mark.id)
          }}
        />
      ))}
      {told && <Told {...told} />}
    </div>
  )
}

const colorOf = ({ kind, color }: Mark): string => (color === undefined ? colors[kind] : cssOf(color))

/** Kind, title, text and times, each on a line of its own. */
function linesOf({ kind, title, text, atMs, endMs }: Mark): string[] {
  const until = endMs === null ? '' : ` to ${absolute(new Date(endMs))}`
  return [`${words[kind]}: ${title}`, ...(text === '' ? [] : [text]), `${absolute(new Date(atMs))}${until}`]
}

type SignProps = { mark: Mark; left: number; isFirst: boolean; onTell: (box: DOMRect | undefined) => void }

function Sign({ mark, left, isFirst, onTell }: SignProps) {
  const tell = ({ currentTarget }: { currentTarget: HTMLElement }): void =>
    onTell(currentTarget.getBoundingClientRect())
  const shared = {
    'data-mark': mark.kind,
    'aria-label': linesOf(mark).join('\n'),
    tabIndex: isFirst ? 0 : -1,
    className:
      'pointer-events-auto absolute -bottom-1.5 -ml-2 flex size-4 items-center justify-center rounded pointer-coarse:-bottom-2.5 pointer-coarse:-ml-3 pointer-coarse:size-6',
    style: { left },
    onPointerEnter: tell,
    onPointerLeave: () => onTell(undefined),
    onFocus: tell,
    onBlur: () => onTell(undefined),
  }
  const shape = (
    <span aria-hidden className={`block size-2 ${shapes[mark.kind]}`} style={{ background: colorOf(mark) }} />
  )
  if (mark.href === null) {
    return (
      // It tells, and leads nowhere.
      <button type="button" {...shared} onClick={tell}>
        {shape}
      </button>
    )
  }
  return (
    <Link to={mark.href.replace(/^\/app(?=\/)/, '')} {...shared}>
      {shape}
    </Link>
  )
}

/** Above the sign. Who cannot see it has heard the same as the name of the sign. */
function Told({ mark, box }: { mark: Mark; box: DOMRect }) {
  const [head, ...others] = linesOf(mark)
  const middle = box.left + box.width / 2
  return createPortal(
    <div
      aria-hidden
      data-mark-told
      className="pointer-events-none fixed z-50 w-max max-w-72 rounded-lg bg-raised px-3 py-2 text-xs break-words text-text shadow-float"
      style={{
        bottom: innerHeight - box.top + 6,
        ...(middle > innerWidth / 2
          ? { right: Math.max(8, innerWidth - middle - 12) }
          : { left: Math.max(8, middle - 12) }),
      }}
    >
      <p className="flex items-start gap-1.5 font-medium">
        <span
          aria-hidden
          className={`mt-1 block size-2 shrink-0 ${shapes[mark.kind]}`}
          style={{ background: colorOf(mark) }}
        />
        {head}
      </p>
      {others.map((line) => (
        <p key={line} className="text-muted">
          {line}
        </p>
      ))}
    </div>,
    document.body,
  )
}
