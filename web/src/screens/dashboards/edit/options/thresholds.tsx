import Plus from 'lucide-react/icons/plus'
import Trash2 from 'lucide-react/icons/trash-2'
import { Button, IconButton } from '../../../../components/button.tsx'
import { Choice } from '../controls.tsx'
import { Numeric } from '../numeric.tsx'
import { ColorField } from './color-field.tsx'
import type { OptionProps } from './panel-options.tsx'

const path = ['fieldConfig', 'defaults', 'thresholds']

/** From which value on which colour holds; the first one is the base. */
export function ThresholdOptions({ panel: { field, kind }, setOption }: OptionProps) {
  const { mode, steps } = field.thresholds
  const set = (next: { value: number; color: string }[]): void =>
    setOption(
      [...path, 'steps'],
      next.map(({ value, color }, place) => ({ color, value: place === 0 ? null : value })),
    )
  const change = (place: number, step: Partial<{ value: number; color: string }>): void =>
    set(steps.map((each, at) => (at === place ? { ...each, ...step } : each)))
  const top = steps.at(-1)?.value ?? 0
  return (
    <>
      <ul aria-label="Thresholds" className="flex flex-col gap-2">
        {steps.map((step, place) => (
          <li key={place} className="grid grid-cols-[5rem_minmax(0,1fr)_auto] items-end gap-1.5">
            {place === 0 ? (
              <span className="pb-1.5 text-muted">Base</span>
            ) : (
              <Numeric
                label="From"
                value={step.value}
                onChange={(value) => value !== undefined && change(place, { value })}
              />
            )}
            <ColorField
              bare
              label={`Colour of threshold ${place + 1}`}
              value={step.color}
              onChange={(color) => change(place, { color })}
            />
            <IconButton
              label={`Remove threshold ${place + 1}`}
              disabled={place === 0}
              onClick={() => set(steps.filter((_, at) => at !== place))}
            >
              <Trash2 aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
      <div>
        <Button
          icon={<Plus aria-hidden />}
          onClick={() => set([...steps, { value: Number.isFinite(top) ? top + 10 : 80, color: 'red' }])}
        >
          Add threshold
        </Button>
      </div>
      <Choice
        label="They are"
        value={mode}
        onChange={(next) => setOption([...path, 'mode'], next)}
        options={[
          { value: 'absolute', word: 'Values' },
          { value: 'percentage', word: 'Per cent of least to most' },
        ]}
      />
      {kind === 'timeseries' && (
        <Choice
          label="In the graph"
          value={field.custom.thresholdsStyle}
          onChange={(style) => setOption(['fieldConfig', 'defaults', 'custom', 'thresholdsStyle', 'mode'], style)}
          options={[
            { value: 'off', word: 'Not shown' },
            { value: 'line', word: 'Lines' },
            { value: 'dashed', word: 'Dashed lines' },
            { value: 'area', word: 'Areas' },
            { value: 'line+area', word: 'Lines and areas' },
          ]}
        />
      )}
    </>
  )
}
