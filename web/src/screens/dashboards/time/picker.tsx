import CalendarRange from 'lucide-react/icons/calendar-range'
import ChevronDown from 'lucide-react/icons/chevron-down'
import ChevronLeft from 'lucide-react/icons/chevron-left'
import ChevronRight from 'lucide-react/icons/chevron-right'
import RefreshCw from 'lucide-react/icons/refresh-cw'
import ZoomOut from 'lucide-react/icons/zoom-out'
import { useState } from 'react'
import { cn } from '../../../components/class-names.ts'
import { buttonClass, IconButton } from '../../../components/button.tsx'
import { Select } from '../../../components/field.tsx'
import { Menu, MenuChoice, MenuItem, MenuSeparator } from '../../../components/menu.tsx'
import { refreshes } from '../refreshes.ts'
import { isMoving, presets, shifted, wider, type Bounds, type Span } from '../times.ts'
import { FromAndTo } from './from-and-to.tsx'
import { spanWords } from './words.ts'

type Props = {
  span: Span
  bounds: Bounds
  refresh: string | undefined
  fetching: boolean
  utc: boolean
  onSpan: (span: Span) => void
  onRefresh: (refresh: string) => void
  onNow: () => void
  onUtc: (utc: boolean) => void
}

/** From when to when, and how often it is asked again. */
export function TimePicker({ span, bounds, refresh, fetching, utc, onSpan, onRefresh, onNow, onUtc }: Props) {
  const [choosing, setChoosing] = useState(false)
  const words = spanWords(span, bounds)
  return (
    <div className="flex flex-wrap items-center gap-1">
      <IconButton label="Earlier" className="max-sm:hidden" onClick={() => onSpan(shifted(bounds, -1, Date.now()))}>
        <ChevronLeft aria-hidden />
      </IconButton>
      <Menu
        align="end"
        trigger={
          <button type="button" className={buttonClass('secondary', 'max-w-72')} aria-label={`Time: ${words}`}>
            <CalendarRange aria-hidden />
            <span className="truncate">{words}</span>
            <ChevronDown aria-hidden className="text-faint" />
          </button>
        }
      >
        {presets.map(([from, name]) => (
          <MenuChoice
            key={from}
            chosen={span.from === from && span.to === 'now'}
            onClick={() => onSpan({ from, to: 'now' })}
          >
            {name}
          </MenuChoice>
        ))}
        <MenuChoice chosen={span.from === 'now/d'} onClick={() => onSpan({ from: 'now/d', to: 'now' })}>
          Today
        </MenuChoice>
        <MenuSeparator />
        <MenuItem icon={<CalendarRange aria-hidden />} onClick={() => setChoosing(true)}>
          From and to …
        </MenuItem>
        <MenuChoice chosen={utc} onClick={() => onUtc(!utc)}>
          Times in UTC
        </MenuChoice>
      </Menu>
      <IconButton
        label="Later"
        className="max-sm:hidden"
        disabled={isMoving(span)}
        onClick={() => onSpan(shifted(bounds, 1, Date.now()))}
      >
        <ChevronRight aria-hidden />
      </IconButton>
      <IconButton label="Twice as long" onClick={() => onSpan(wider(bounds, Date.now()))}>
        <ZoomOut aria-hidden />
      </IconButton>
      <IconButton label="Refresh" onClick={onNow}>
        <RefreshCw aria-hidden className={cn(fetching && 'motion-safe:animate-spin')} />
      </IconButton>
      <Select
        aria-label="Refresh every"
        value={refreshes.some(({ value }) => value === refresh) ? refresh : 'off'}
        disabled={!isMoving(span)}
        title={isMoving(span) ? undefined : 'A range with a fixed end does not change.'}
        onChange={({ target }) => onRefresh(target.value)}
        options={refreshes}
      />
      {choosing && (
        <FromAndTo
          span={span}
          bounds={bounds}
          onClose={() => setChoosing(false)}
          onChange={(next) => {
            setChoosing(false)
            onSpan(next)
          }}
        />
      )}
    </div>
  )
}
