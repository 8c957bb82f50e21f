import type { PanelOf } from '#common/dashboards'
import { useMemo, useRef } from 'react'
import { fade } from '../../../../components/chart/look.ts'
import { useSize, type Size } from '../../../../components/chart/use-size.ts'
import { cn } from '../../../../components/class-names.ts'
import { legible } from '../colors.ts'
import { NoValue } from '../notes.tsx'
import type { PanelData } from '../panel-data.ts'
import { cellsOf, fitText } from './layout.ts'
import { More } from './more.tsx'
import { reducedOf, type Reduced } from './reduced.ts'
import { Sparkline } from './sparkline.tsx'

type StatPanel = PanelOf<'stat'>
type Props = { panel: StatPanel; data: PanelData }

/** Values in large, each with its course behind it. */
export function Stat({ panel, data }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const size = useSize(box)
  const { options } = panel
  const { values, total } = useMemo(() => reducedOf(panel, data.frames, options.reduce), [panel, data, options])
  const cells = cellsOf(values.length, size, options.orientation, { width: 60, height: 34 })
  if (values.length === 0) return <NoValue panel={panel} data={data} />
  return (
    <div ref={box} className={cn('h-full min-h-0', cells.scrolls ? 'overflow-auto' : 'overflow-hidden')}>
      {size.width > 0 && (
        <ul className="grid gap-1.5" style={{ gridTemplateColumns: `repeat(${cells.columns}, minmax(0, 1fr))` }}>
          {values.map((value) => (
            <li key={value.key} className="min-w-0">
              <One value={value} options={options} size={cells} alone={values.length === 1} />
            </li>
          ))}
        </ul>
      )}
      <More shown={values.length} total={total} />
    </div>
  )
}

type OneProps = { value: Reduced; options: StatPanel['options']; size: Size; alone: boolean }

function One({ value: { name, written, color, config, values, times }, options, size, alone }: OneProps) {
  const { colorMode, graphMode, textMode, justifyMode, textSize } = options
  const filled = colorMode === 'background' || colorMode === 'background_solid'
  const named = textMode === 'name' || textMode === 'value_and_name' || (textMode === 'auto' && !alone)
  const valued = textMode !== 'name' && textMode !== 'none'
  const sparks = graphMode === 'area' && times !== undefined && values.length > 1 && size.height > (named ? 92 : 60)
  const text = `${written.prefix}${written.text}${written.suffix}`
  const room = { width: size.width - 20, height: (size.height - 8) * (sparks ? 0.5 : 0.72) * (named ? 0.66 : 1) }
  const px = textSize.value ?? fitText(text, room, 72)
  const centered = justifyMode === 'center' || (justifyMode === 'auto' && alone && !named)
  return (
    <div
      className={cn(
        'relative flex min-w-0 flex-col overflow-hidden rounded-md px-2.5 py-1',
        centered ? 'items-center text-center' : 'items-start',
        sparks ? 'justify-start pt-2' : 'justify-center',
      )}
      // The ground stays soft, so that text on it is readable in both themes.
      style={{ height: size.height, ...(filled && { background: fade(color, 18), boxShadow: `inset 3px 0 ${color}` }) }}
    >
      {sparks && (
        <Sparkline
          {...{
            values,
            width: size.width,
            height: Math.round(size.height * 0.42),
            color: colorMode === 'none' ? 'var(--line-0)' : color,
          }}
          {...(config.min !== undefined && { min: config.min })}
          {...(config.max !== undefined && { max: config.max })}
        />
      )}
      {named && (
        <span
          className="relative max-w-full truncate text-muted"
          style={{ fontSize: textSize.title ?? 13 }}
          title={name}
        >
          {name}
        </span>
      )}
      {valued && (
        <span
          className="relative max-w-full truncate font-semibold tracking-tight"
          style={{ fontSize: px, lineHeight: 1.15, ...(colorMode === 'value' && { color: legible(color) }) }}
          title={text}
        >
          {written.prefix}
          {written.text}
          <span style={{ fontSize: '0.62em' }} className="font-medium">
            {written.suffix}
          </span>
        </span>
      )}
    </div>
  )
}
