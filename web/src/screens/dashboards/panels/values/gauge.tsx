import type { PanelOf } from '#common/dashboards'
import { useMemo, useRef } from 'react'
import { useSize, type Size } from '../../../../components/chart/use-size.ts'
import { cn } from '../../../../components/class-names.ts'
import { cssOf, stepValue } from '../colors.ts'
import { NoValue } from '../notes.tsx'
import type { PanelData } from '../panel-data.ts'
import { writeValue } from '../write-value.ts'
import { arc, onArc } from './arc.ts'
import { cellsOf, fitText } from './layout.ts'
import { More } from './more.tsx'
import { reducedOf, type Reduced } from './reduced.ts'

type GaugePanel = PanelOf<'gauge'>
type Props = { panel: GaugePanel; data: PanelData }

/** Each value on an arc from its least to its most, with the thresholds around it. */
export function Gauge({ panel, data }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const size = useSize(box)
  const { options } = panel
  const { values, total } = useMemo(() => reducedOf(panel, data.frames, options.reduce), [panel, data, options])
  const cells = cellsOf(values.length, size, options.orientation, { width: 90, height: 64 }, 1.2)
  if (values.length === 0) return <NoValue panel={panel} data={data} />
  return (
    <div ref={box} className={cn('h-full min-h-0', cells.scrolls ? 'overflow-auto' : 'overflow-hidden')}>
      {size.width > 0 && (
        <ul className="grid gap-1.5" style={{ gridTemplateColumns: `repeat(${cells.columns}, minmax(0, 1fr))` }}>
          {values.map((value) => (
            <li key={value.key} className="min-w-0">
              <One value={value} options={options} size={cells} named={values.length > 1} />
            </li>
          ))}
        </ul>
      )}
      <More shown={values.length} total={total} />
    </div>
  )
}

/** Degrees clockwise from the top, on both sides. */
const half = 110

type OneProps = { value: Reduced; options: GaugePanel['options']; size: Size; named: boolean }

function One({ value: { name, value, written, color, config }, options, size, named }: OneProps) {
  const nameHeight = named ? 20 : 0
  const [width, height] = [size.width, size.height - nameHeight]
  // The arc is 1.34 radii high, since it does not close below.
  const radius = Math.max(20, Math.min(width / 2 - 4, (height - 6) / 1.36))
  const [cx, cy] = [width / 2, (height - radius * 1.34) / 2 + radius]
  const thick = Math.max(6, radius * 0.2)
  const ring = options.showThresholdMarkers ? Math.max(2.5, radius * 0.05) : 0
  const [min, max] = [config.min ?? 0, config.max ?? 100]
  const degrees = (at: number): number => -half + Math.min(1, Math.max(0, (at - min) / (max - min || 1))) * 2 * half
  const steps = config.thresholds.steps.map((step) => ({ at: stepValue(step.value, config), color: cssOf(step.color) }))
  const text = `${written.prefix}${written.text}${written.suffix}`
  const inner = radius - ring - 2
  const px = options.textSize.value ?? fitText(text, { width: (inner - thick) * 1.5, height: radius * 0.5 }, 56, 11)
  const number = typeof value === 'number' && !Number.isNaN(value) ? value : undefined
  return (
    <figure className="m-0 flex flex-col items-center" style={{ height: size.height }}>
      <svg width={width} height={height} role="img" aria-label={`${name}: ${text}`}>
        <path
          d={arc({ cx, cy, outer: inner, inner: inner - thick, from: -half, to: half })}
          fill="var(--line)"
          opacity="0.8"
        />
        {number !== undefined && (
          <path
            d={arc({ cx, cy, outer: inner, inner: inner - thick, from: -half, to: degrees(number) })}
            fill={color}
          />
        )}
        {ring > 0 &&
          steps.map(({ at, color: fill }, place) => (
            <path
              key={place}
              d={arc({
                ...{ cx, cy, outer: radius, inner: radius - ring, fill },
                from: degrees(Number.isFinite(at) ? at : min),
                to: degrees(steps[place + 1]?.at ?? max),
              })}
              fill={fill}
            />
          ))}
        {options.showThresholdLabels &&
          steps.slice(1).map(({ at }) => {
            const [x, y] = onArc(cx, cy, radius + 8, degrees(at))
            return (
              <text key={at} x={x} y={y} textAnchor="middle" fontSize="10" fill="var(--muted)">
                {writeValue(at, config)}
              </text>
            )
          })}
        <text x={cx} y={cy + px * 0.3} textAnchor="middle" fontSize={px} fontWeight="600" fill="var(--text)">
          {text}
        </text>
      </svg>
      {named && (
        <figcaption className="max-w-full truncate text-xs text-muted" title={name}>
          {name}
        </figcaption>
      )}
    </figure>
  )
}
