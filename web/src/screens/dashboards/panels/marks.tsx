import { Link } from '@tanstack/react-router'
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

/** What happened meanwhile: a thin line over the chart, a stretch for what lasted, and below it what leads to it. */
export function Marks({ marks, fromMs, toMs, area }: Props) {
  const seen = marks.filter(({ atMs, endMs }) => atMs <= toMs && (endMs ?? atMs) >= fromMs).slice(0, most)
  const x = (ms: number): number => Math.min(1, Math.max(0, (ms - fromMs) / (toMs - fromMs || 1))) * area.width
  return (
    <div className="pointer-events-none absolute" style={area}>
      {seen.map((mark) => {
        const { id, kind, atMs, endMs } = mark
        const color = mark.color === undefined ? colors[kind] : cssOf(mark.color)
        const left = x(atMs)
        return (
          <div key={id}>
            {endMs !== null && endMs > atMs && (
              <div
                aria-hidden
                className="absolute inset-y-0 opacity-10"
                style={{ left, width: Math.max(1, x(endMs) - left), background: color }}
              />
            )}
            {atMs >= fromMs && (
              <>
                <div
                  aria-hidden
                  className="absolute inset-y-0 border-l border-dashed opacity-70"
                  style={{ left, borderColor: color }}
                />
                <Sign mark={mark} left={left} color={color} />
              </>
            )}
          </div>
        )
      })}
    </div>
  )
}

function Sign({
  mark: { kind, title, text, atMs, endMs, href },
  left,
  color,
}: {
  mark: Mark
  left: number
  color: string
}) {
  const until = endMs === null ? '' : ` to ${absolute(new Date(endMs))}`
  const said = `${words[kind]}: ${title}${text === '' ? '' : `\n${text}`}\n${absolute(new Date(atMs))}${until}`
  const shape = <span aria-hidden className={`block size-2 ${shapes[kind]}`} style={{ background: color }} />
  const frame = 'pointer-events-auto absolute -bottom-1.5 -ml-2 flex size-4 items-center justify-center'
  if (href === null) {
    return (
      <span role="img" aria-label={said} title={said} className={frame} style={{ left }}>
        {shape}
      </span>
    )
  }
  return (
    <Link to={href.replace(/^\/app(?=\/)/, '')} aria-label={said} title={said} className={frame} style={{ left }}>
      {shape}
    </Link>
  )
}
