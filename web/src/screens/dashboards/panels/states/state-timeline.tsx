import type { PanelOf } from '#common/dashboards'
import { useMemo, useRef } from 'react'
import { useSize } from '../../../../components/chart/use-size.ts'
import { absolute, counted, duration } from '../../../../format.ts'
import type { PanelData } from '../panel-data.ts'
import { usePanelScope } from '../scope.ts'
import { seriesOf } from '../series.ts'
import { Ticks } from './ticks.tsx'
import { statesOf, type StateRow, type Stretch } from './model.ts'

type Panel = PanelOf<'state-timeline'>
type Props = { panel: Panel; data: PanelData }

const leastRow = 22

/** A band for each series: which state it was in, and from when to when. Where nothing is known it is hatched. */
export function StateTimeline({ panel, data }: Props) {
  const { timeZone } = usePanelScope()
  const box = useRef<HTMLDivElement>(null)
  const { width, height } = useSize(box)
  const { rows, legend, total } = useMemo(() => statesOf(panel, seriesOf(panel, data.frames)), [panel, data])
  const rowHeight = Math.max(leastRow, Math.min(64, (height - 22) / Math.max(1, rows.length)))
  const names = Math.min(width * 0.3, 12 + Math.max(0, ...rows.map(({ name }) => name.length)) * 6.6)
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div
        ref={box}
        className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto"
        tabIndex={0}
        role="group"
        aria-label={panel.title || 'States'}
      >
        <ul>
          {rows.map((row) => (
            <li key={row.key} className="flex items-center gap-2" style={{ height: rowHeight }}>
              <span
                className="shrink-0 truncate text-right text-xs text-muted"
                style={{ width: names }}
                title={row.name}
              >
                {row.name}
              </span>
              <Band
                {...{ row, panel, data }}
                widthPx={width - names - 8}
                height={rowHeight * panel.options.rowHeight}
              />
            </li>
          ))}
        </ul>
        <Ticks {...{ data, timeZone }} left={names + 8} width={width - names - 8} />
        {total > rows.length && (
          <p className="text-xs text-muted">
            The first {rows.length} of {total} series are shown.
          </p>
        )}
      </div>
      {panel.options.legend.show && (
        <ul aria-label="States" className="flex max-h-12 shrink-0 flex-wrap gap-x-3 overflow-auto pt-1 text-xs">
          {legend.map(({ text, color }) => (
            <li key={text} className="flex items-center gap-1.5">
              <span aria-hidden className="size-2.5 rounded-xs" style={{ background: color }} />
              {text}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

type BandProps = { row: StateRow; panel: Panel; data: PanelData; widthPx: number; height: number }

function Band({ row: { name, stretches }, panel, data: { fromMs, toMs }, widthPx, height }: BandProps) {
  const { showValue, alignValue } = panel.options
  const x = (ms: number): number => Math.min(100, Math.max(0, ((ms - fromMs) / (toMs - fromMs || 1)) * 100))
  const history = panel.type === 'status-history'
  return (
    <span
      role="img"
      aria-label={`${name}: ${wordsOf(stretches)}`}
      className="relative block min-w-0 flex-1 overflow-hidden rounded-sm hatched"
      style={{ height: Math.max(10, Math.min(height, height - 2)) }}
    >
      {stretches.map(({ fromMs: from, toMs: to, text, color }) => {
        const [left, right] = [x(from), x(to)]
        const px = ((right - left) / 100) * widthPx
        const fits = showValue === 'always' || (showValue === 'auto' && px > text.length * 6.5 + 10)
        return (
          <span
            key={from}
            title={`${text}\n${absolute(new Date(from))}, for ${duration(to - from)}`}
            className="absolute inset-y-0 truncate px-1 text-xs text-text"
            style={{
              ...{
                left: `${left}%`,
                width: history ? `max(2px, calc(${right - left}% - 1px))` : `max(1px, ${right - left}%)`,
              },
              // The ground is soft enough for text; the line above says the same in full color.
              ...{
                background: `color-mix(in srgb, ${color} 34%, var(--raised))`,
                boxShadow: `inset 0 3px ${color}`,
                textAlign: alignValue,
                lineHeight: `${Math.max(10, height)}px`,
              },
            }}
          >
            {fits && text}
          </span>
        )
      })}
    </span>
  )
}

function wordsOf(stretches: readonly Stretch[]): string {
  const last = stretches.at(-1)
  return last ? `${last.text} at the end, ${counted(stretches.length, 'stretch', 'stretches')}` : 'no sample'
}
