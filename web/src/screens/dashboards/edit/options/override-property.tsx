import Trash2 from 'lucide-react/icons/trash-2'
import type { JsonObject } from '#common/dashboards'
import { IconButton } from '../../../../components/button.tsx'
import { Choice, Switch, Text } from '../controls.tsx'
import { Numeric } from '../numeric.tsx'
import { JsonField } from '../json-field.tsx'
import { getIn, textOf } from '../set-in.ts'
import { ColorField } from './color-field.tsx'
import { UnitChoice } from './values.tsx'

/** What may be set for some series alone, with what it begins as. */
export const newProperties: readonly { id: string; word: string; value: unknown }[] = [
  { id: 'displayName', word: 'Name', value: '' },
  { id: 'color', word: 'Colour', value: { mode: 'fixed', fixedColor: 'blue' } },
  { id: 'unit', word: 'Unit', value: 'short' },
  { id: 'decimals', word: 'Decimals', value: 0 },
  { id: 'min', word: 'Least', value: 0 },
  { id: 'max', word: 'Most', value: 100 },
  { id: 'custom.transform', word: 'Upside down', value: 'negative-Y' },
  { id: 'custom.fillOpacity', word: 'Filled, %', value: 0 },
  { id: 'custom.lineWidth', word: 'Line, px', value: 2 },
  { id: 'custom.drawStyle', word: 'Drawn as', value: 'line' },
  { id: 'custom.lineStyle', word: 'Dashed', value: { fill: 'dash', dash: [10, 10] } },
  { id: 'custom.stacking', word: 'Stacked', value: { mode: 'none', group: 'A' } },
  { id: 'custom.axisPlacement', word: 'Axis', value: 'right' },
  { id: 'custom.hideFrom', word: 'Hidden', value: { viz: true, legend: true, tooltip: true } },
]

type Props = { property: JsonObject; onChange: (value: unknown) => void; onRemove: () => void }

export function OverrideProperty({ property, onChange, onRemove }: Props) {
  const id = textOf(property['id'])
  const word = newProperties.find((each) => each.id === id)?.word ?? id
  return (
    <div className="flex items-end gap-1">
      <div className="min-w-0 flex-1">
        <Value {...{ id, word, onChange }} value={property['value']} />
      </div>
      <IconButton label={`Remove ${word}`} onClick={onRemove}>
        <Trash2 aria-hidden />
      </IconButton>
    </div>
  )
}

const numbers: ReadonlySet<string> = new Set(['decimals', 'min', 'max', 'custom.fillOpacity', 'custom.lineWidth'])
const words = (...values: string[]) => values.map((value) => ({ value, word: value }))

type ValueProps = { id: string; word: string; value: unknown; onChange: (value: unknown) => void }

function Value({ id, word, value, onChange }: ValueProps) {
  const text = typeof value === 'string' ? value : ''
  if (numbers.has(id))
    return <Numeric label={word} value={typeof value === 'number' ? value : undefined} onChange={onChange} />
  if (id === 'displayName') return <Text label={word} value={text} onChange={onChange} />
  if (id === 'unit') return <UnitChoice label={word} value={text} onChange={onChange} />
  if (id === 'color') {
    const fixed = getIn(value, ['fixedColor'])
    const color = typeof fixed === 'string' ? fixed : 'blue'
    return <ColorField label={word} value={color} onChange={(next) => onChange({ mode: 'fixed', fixedColor: next })} />
  }
  if (id === 'custom.transform')
    return (
      <Switch label={word} on={text === 'negative-Y'} onChange={(on) => onChange(on ? 'negative-Y' : 'constant')} />
    )
  if (id === 'custom.drawStyle')
    return <Choice label={word} value={text} onChange={onChange} options={words('line', 'bars', 'points')} />
  if (id === 'custom.axisPlacement')
    return <Choice label={word} value={text} onChange={onChange} options={words('auto', 'left', 'right', 'hidden')} />
  if (id === 'custom.stacking') {
    const mode = textOf(getIn(value, ['mode'])) || 'none'
    return (
      <Choice
        label={word}
        value={mode}
        onChange={(next) => onChange({ group: 'A', mode: next })}
        options={words('none', 'normal', 'percent')}
      />
    )
  }
  if (id === 'custom.lineStyle') {
    const dashed = getIn(value, ['fill']) === 'dash'
    return (
      <Switch
        label={word}
        on={dashed}
        onChange={(on) => onChange(on ? { fill: 'dash', dash: [10, 10] } : { fill: 'solid' })}
      />
    )
  }
  if (id === 'custom.hideFrom') {
    const hidden = getIn(value, ['viz']) === true
    return <Switch label={word} on={hidden} onChange={(on) => onChange({ viz: on, legend: on, tooltip: on })} />
  }
  return <JsonField label={word} value={value} onChange={onChange} />
}
