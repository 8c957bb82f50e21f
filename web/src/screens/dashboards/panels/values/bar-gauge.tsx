import type { PanelOf } from '#common/dashboards'
import { useMemo, useRef } from 'react'
import { useSize, type Size } from '../../../../components/chart/use-size.ts'
import { legible, type Range } from '../colors.ts'
import { NoValue } from '../notes.tsx'
import type { PanelData } from '../panel-data.ts'
import { Bar } from './bar.tsx'
import { More } from './more.tsx'
import { reducedOf, type Reduced } from './reduced.ts'

type BarGaugePanel = PanelOf<'bargauge'>
type Options = BarGaugePanel['options']

/** A bar for each value, as long as its share of the way to the most. */
export function BarGauge({ panel, data }: { panel: BarGaugePanel; data: PanelData }) {
  const box = useRef<HTMLDivElement>(null)
  const size = useSize(box)
  const { options } = panel
  const { values, total } = useMemo(() => reducedOf(panel, data.frames, options.reduce), [panel, data, options])
  if (values.length === 0) return <NoValue panel={panel} data={data} />
  const range = rangeOf(values)
  const lies = options.orientation === 'horizontal' || (options.orientation === 'auto' && size.width > size.height)
  return (
    <div ref={box} className="h-full min-h-0 overflow-auto">
      {size.width > 0 && (
        <ul className={lies ? 'flex min-h-full flex-col justify-center gap-1.5' : 'flex h-full min-w-max gap-1.5'}>
          {values.map((value) =>
            lies ? (
              <Lying key={value.key} {...{ value, options, range, size, count: values.length }} />
            ) : (
              <Standing key={value.key} {...{ value, options, range, size, count: values.length }} />
            ),
          )}
        </ul>
      )}
      <More shown={values.length} total={total} />
    </div>
  )
}

/** From the settings, or else from zero to the largest of them. */
function rangeOf(values: readonly Reduced[]): Range {
  const numbers = values.flatMap(({ value }) => (typeof value === 'number' && Number.isFinite(value) ? [value] : []))
  return { min: Math.min(0, ...numbers), max: Math.max(0, ...numbers) || 1 }
}

type OneProps = { value: Reduced; options: Options; range: Range; size: Size; count: number }

function Lying({ value: each, options, range, size, count }: OneProps) {
  const onTop = options.namePlacement === 'top' || (options.namePlacement === 'auto' && size.height / count >= 44)
  const barHeight = Math.max(14, Math.min(40, size.height / count - (onTop ? 24 : 6)))
  return (
    <li className="min-w-0">
      {onTop && options.namePlacement !== 'hidden' && <Name each={each} />}
      <div className="flex items-center gap-2">
        {!onTop && options.namePlacement !== 'hidden' && (
          <span className="w-[30%] shrink-0 truncate text-right text-xs text-muted" title={each.name}>
            {each.name}
          </span>
        )}
        <Bar {...{ each, options, range }} lies lengthPx={size.width} style={{ height: barHeight }} />
        <Value each={each} options={options} className="w-[22%] max-w-28 min-w-14 text-right" />
      </div>
    </li>
  )
}

function Standing({ value: each, options, range, size, count }: OneProps) {
  const width = Math.max(44, size.width / count - 6)
  return (
    <li className="flex h-full min-w-0 flex-col items-center gap-1" style={{ width }}>
      <Value each={each} options={options} className="text-center" />
      <Bar
        {...{ each, options, range }}
        lies={false}
        lengthPx={size.height}
        style={{ width: Math.min(72, width - 8), flex: 1 }}
      />
      {options.namePlacement !== 'hidden' && <Name each={each} />}
    </li>
  )
}

const Name = ({ each: { name } }: { each: Reduced }) => (
  <p className="max-w-full truncate text-xs text-muted" title={name}>
    {name}
  </p>
)

function Value({
  each: { written, color },
  options,
  className,
}: {
  each: Reduced
  options: Options
  className: string
}) {
  if (options.valueMode === 'hidden') return null
  const text = `${written.prefix}${written.text}${written.suffix}`
  return (
    <span
      className={`shrink-0 truncate font-semibold ${className}`}
      style={{
        fontSize: options.textSize.value ?? 15,
        ...(options.valueMode === 'color' && { color: legible(color) }),
      }}
      title={text}
    >
      {text}
    </span>
  )
}
