import type { PanelOf } from '#common/dashboards'
import { fade } from '../../../../components/chart/look.ts'
import { valueColor, type Range } from '../colors.ts'
import type { Reduced } from './reduced.ts'

type Options = PanelOf<'bargauge'>['options']

type BarProps = {
  each: Reduced
  options: Options
  range: Range
  lies: boolean
  lengthPx: number
  style: React.CSSProperties
}

/** The bar alone: in one color, growing stronger, or in cells of which each has the color of its height. */
export function Bar({ each: { value, color, config }, options, range, lies, lengthPx, style }: BarProps) {
  const [min, max] = [config.min ?? range.min, config.max ?? range.max]
  const share = typeof value === 'number' ? Math.min(1, Math.max(0, (value - min) / (max - min || 1))) : 0
  const ground = options.showUnfilled ? fade('var(--line)', 80) : 'transparent'
  const frame = { ...style, background: ground }
  if (options.displayMode === 'lcd') {
    const count = Math.max(8, Math.min(60, Math.floor(lengthPx / 14)))
    const cellColor = (at: number): string => valueColor(min + ((at + 0.5) / count) * (max - min), config, 0, range)
    return (
      <div aria-hidden className={`flex min-w-0 flex-1 gap-0.5 ${lies ? '' : 'flex-col-reverse'}`} style={style}>
        {Array.from({ length: count }, (_, at) => {
          const lit = at / count < share
          const background = config.color.mode.startsWith('palette') ? color : cellColor(at)
          return (
            <span
              key={at}
              className="min-h-0 min-w-0 flex-1 rounded-xs"
              style={{ background: lit ? background : ground }}
            />
          )
        })}
      </div>
    )
  }
  const toward = lies ? '90deg' : '0deg'
  const fill =
    options.displayMode === 'gradient' ? `linear-gradient(${toward}, ${fade(color, 35)}, ${color})` : fade(color, 80)
  const length = `${share * 100}%`
  return (
    <div
      aria-hidden
      className={`flex min-w-0 flex-1 overflow-hidden rounded-sm ${lies ? '' : 'items-end'}`}
      style={frame}
    >
      <div
        className="rounded-sm"
        style={{ background: fill, ...(lies ? { width: length, height: '100%' } : { height: length, width: '100%' }) }}
      />
    </div>
  )
}
