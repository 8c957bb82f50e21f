import type { PanelOf } from '#common/dashboards'
import { useMemo, useRef, useState } from 'react'
import { useSize } from '../../../../components/chart/use-size.ts'
import { cn } from '../../../../components/class-names.ts'
import { Sentence } from '../notes.tsx'
import type { PanelData } from '../panel-data.ts'
import { arc, onArc } from '../values/arc.ts'
import { reducedOf, type Reduced } from '../values/reduced.ts'

type PiePanel = PanelOf<'piechart'>
type Slice = Reduced & { number: number; share: number; from: number; to: number }

/** Shares of a whole; what is below zero has none. */
export function Pie({ panel, data }: { panel: PiePanel; data: PanelData }) {
  const box = useRef<HTMLDivElement>(null)
  const size = useSize(box)
  const [at, setAt] = useState<string>()
  const { options } = panel
  const slices = useMemo(() => slicesOf(reducedOf(panel, data.frames, options.reduce).values), [panel, data, options])
  if (slices.length === 0) return <Sentence>There is nothing above zero to share out.</Sentence>
  const outer = Math.max(0, Math.min(size.width, size.height) / 2 - 4)
  const inner = options.pieType === 'donut' ? outer * 0.6 : 0
  const [cx, cy] = [size.width / 2, size.height / 2]
  const current = slices.find(({ key }) => key === at)
  const right = options.legend.placement === 'right'
  return (
    <div className={cn('flex h-full min-h-0', right ? 'flex-row gap-3' : 'flex-col gap-1')}>
      <div ref={box} className="min-h-0 min-w-0 flex-1 overflow-hidden">
        <svg
          width={size.width}
          height={size.height}
          role="img"
          aria-label={`${panel.title}: ${slices.slice(0, 8).map(sentenceOf).join(', ')}`}
        >
          {slices.map(({ key, from, to, color }) => (
            <path
              key={key}
              d={arc({ cx, cy, outer, inner, from, to })}
              fill={color}
              stroke="var(--raised)"
              strokeWidth="1.5"
              opacity={current && current.key !== key ? 0.35 : 1}
              onPointerEnter={() => setAt(key)}
              onPointerLeave={() => setAt(undefined)}
            />
          ))}
          {slices.map((slice) => {
            const label = labelOf(slice, options.displayLabels)
            if (label === '' || slice.share < 0.06) return null
            const [x, y] = onArc(cx, cy, inner > 0 ? (outer + inner) / 2 : outer * 0.66, (slice.from + slice.to) / 2)
            return (
              <text
                key={slice.key}
                x={x}
                y={y + 4}
                textAnchor="middle"
                fontSize="11"
                fontWeight="600"
                fill="var(--text)"
                stroke="var(--raised)"
                strokeWidth="3"
                paintOrder="stroke"
                pointerEvents="none"
              >
                {label}
              </text>
            )
          })}
          {inner > 34 && current && (
            <text
              x={cx}
              y={cy + 5}
              textAnchor="middle"
              fontSize="15"
              fontWeight="600"
              fill="var(--text)"
              pointerEvents="none"
            >
              {percentOf(current)}
            </text>
          )}
        </svg>
      </div>
      {options.legend.show && (
        <ul
          aria-label="Shares"
          tabIndex={0}
          className={cn(
            'shrink-0 overflow-auto text-xs',
            right ? 'max-h-full max-w-[50%] min-w-28 self-center' : 'flex max-h-[34%] flex-wrap justify-center gap-x-3',
          )}
        >
          {slices.map((slice) => (
            <li
              key={slice.key}
              onPointerEnter={() => setAt(slice.key)}
              onPointerLeave={() => setAt(undefined)}
              className={cn('flex min-h-5.5 items-center gap-1.5 rounded px-1', at === slice.key && 'bg-hover')}
            >
              <span aria-hidden className="size-2.5 shrink-0 rounded-xs" style={{ background: slice.color }} />
              <span className="min-w-0 flex-1 truncate" title={slice.name}>
                {slice.name}
              </span>
              {options.legend.calcs.includes('value') && <span className="text-muted">{textOf(slice)}</span>}
              <span className="text-muted">{percentOf(slice)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** From the top, clockwise, in the order of the series. */
function slicesOf(values: readonly Reduced[]): Slice[] {
  const positive = values.flatMap((each) =>
    typeof each.value === 'number' && each.value > 0 && Number.isFinite(each.value)
      ? [{ ...each, number: each.value }]
      : [],
  )
  const total = positive.reduce((sum, { number }) => sum + number, 0)
  let from = 0
  return positive.map((each) => {
    const share = each.number / total
    const slice = { ...each, share, from, to: from + share * 360 }
    from = slice.to
    return slice
  })
}

const textOf = ({ written: { prefix, text, suffix } }: Slice): string => `${prefix}${text}${suffix}`
const percentOf = ({ share }: Slice): string => `${share >= 0.1 ? Math.round(share * 100) : (share * 100).toFixed(1)} %`
const sentenceOf = (slice: Slice): string => `${slice.name} ${percentOf(slice)}`

const labelOf = (slice: Slice, wanted: readonly ('name' | 'value' | 'percent')[]): string =>
  wanted.map((what) => ({ name: slice.name, value: textOf(slice), percent: percentOf(slice) })[what]).join(' ')
