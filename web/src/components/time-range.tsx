import CalendarRange from 'lucide-react/icons/calendar-range'
import ChevronDown from 'lucide-react/icons/chevron-down'
import ZoomOut from 'lucide-react/icons/zoom-out'
import { useState } from 'react'
import { useForm } from '../form.ts'
import { IconButton, buttonClass } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { TextField } from './field.tsx'
import { FormFrame } from './form-frame.tsx'
import { Menu, MenuChoice, MenuItem, MenuSeparator } from './menu.tsx'
import {
  boundsOf,
  localInput,
  longestMs,
  presetOf,
  presets,
  rangeBetween,
  rangeWords,
  widerRange,
  type PresetId,
} from './time-range.ts'

type Props = {
  range: string
  /** What an address without a range means. */
  fallback: PresetId
  onChange: (range: string) => void
}

/** From when to when: one of the usual stretches, or two times. */
export function TimeRange({ range, fallback, onChange }: Props) {
  const [choosing, setChoosing] = useState(false)
  const chosen = presetOf(range)?.id ?? (range.includes('/') ? undefined : fallback)
  return (
    <div className="flex shrink-0 items-center gap-0.5">
      <Menu
        trigger={
          <button
            type="button"
            className={buttonClass('secondary')}
            aria-label={`Time: ${rangeWords(range, fallback)}`}
          >
            <CalendarRange aria-hidden />
            {rangeWords(range, fallback)}
            <ChevronDown aria-hidden className="text-faint" />
          </button>
        }
      >
        {presets.map(({ id, words }) => (
          <MenuChoice key={id} chosen={id === chosen} onClick={() => onChange(id)}>
            {words}
          </MenuChoice>
        ))}
        <MenuSeparator />
        <MenuItem icon={<CalendarRange aria-hidden />} onClick={() => setChoosing(true)}>
          From and to …
        </MenuItem>
      </Menu>
      <IconButton
        label="Twice as long"
        className="max-md:hidden"
        onClick={() => onChange(widerRange(range, new Date(), fallback))}
      >
        <ZoomOut aria-hidden />
      </IconButton>
      <Dialog open={choosing} onClose={() => setChoosing(false)} title="From and to">
        <div className="px-5 pb-5">
          <FromAndTo
            range={range}
            fallback={fallback}
            onCancel={() => setChoosing(false)}
            onChange={(next) => {
              setChoosing(false)
              onChange(next)
            }}
          />
        </div>
      </Dialog>
    </div>
  )
}

function FromAndTo({ range, fallback, onChange, onCancel }: Props & { onCancel: () => void }) {
  const now = new Date()
  const { from, to = now } = boundsOf(range, now, fallback)
  const unknown = (value: string): string | undefined =>
    Number.isNaN(new Date(value).getTime()) ? 'A day and a time are needed.' : undefined
  const form = useForm({
    initial: { from: localInput(from), to: localInput(to) },
    rules: {
      from: (values) => unknown(values.from),
      to: (values) => {
        const lengthMs = new Date(values.to).getTime() - new Date(values.from).getTime()
        if (lengthMs <= 0) return 'The end must be after the beginning.'
        return lengthMs > longestMs ? 'At most 400 days can be searched at once.' : unknown(values.to)
      },
    },
    submit: async (values) => onChange(rangeBetween(new Date(values.from), new Date(values.to))),
  })
  return (
    <FormFrame form={form} action="Show" onCancel={onCancel}>
      <div className="grid gap-3 md:grid-cols-2">
        <TextField form={form} name="from" label="From" type="datetime-local" step={1} />
        <TextField form={form} name="to" label="To" type="datetime-local" step={1} />
      </div>
    </FormFrame>
  )
}
