import Plus from 'lucide-react/icons/plus'
import Trash2 from 'lucide-react/icons/trash-2'
import { Button, IconButton } from '../../../../components/button.tsx'
import { Choice, Text } from '../controls.tsx'
import { getIn, objectsIn } from '../set-in.ts'
import { ColorField } from './color-field.tsx'
import { flatten, unflatten, type Flat } from './mapping-form.ts'
import type { OptionProps } from './panel-options.tsx'

const path = ['fieldConfig', 'defaults', 'mappings']

/** `1` as "up", everything over 90 as "full": a line for each. */
export function MappingOptions({ stored, setOption }: OptionProps) {
  const lines = flatten(objectsIn(getIn(stored, path)))
  const set = (next: readonly Flat[]): void => setOption(path, unflatten(next))
  const change = (place: number, part: Partial<Flat>): void =>
    set(lines.map((line, at) => (at === place ? { ...line, ...part } : line)))
  return (
    <>
      <ul aria-label="Words for values" className="flex flex-col gap-3">
        {lines.map((line, place) => (
          <li key={place} className="grid grid-cols-2 gap-1.5 rounded-md bg-sunken p-2">
            <Choice
              label="When it is"
              value={line.kind}
              onChange={(kind) => change(place, { kind })}
              options={[
                { value: 'value', word: 'The value' },
                { value: 'range', word: 'From … to' },
                { value: 'regex', word: 'Text like' },
                { value: 'special', word: 'Special' },
              ]}
            />
            <Match line={line} onChange={(part) => change(place, part)} />
            <Text label="Is shown as" value={line.text} onChange={(text) => change(place, { text })} />
            <ColorField label="In" value={line.color} onChange={(color) => change(place, { color })} />
            <div className="col-span-2 text-right">
              <IconButton label={`Remove word ${place + 1}`} onClick={() => set(lines.filter((_, at) => at !== place))}>
                <Trash2 aria-hidden />
              </IconButton>
            </div>
          </li>
        ))}
      </ul>
      <div>
        <Button
          icon={<Plus aria-hidden />}
          onClick={() => set([...lines, { kind: 'value', match: '', to: '', text: '', color: '', rest: {} }])}
        >
          Add word
        </Button>
      </div>
    </>
  )
}

function Match({ line, onChange }: { line: Flat; onChange: (part: Partial<Flat>) => void }) {
  if (line.kind === 'special') {
    return (
      <Choice
        label="Which"
        value={line.match || 'null'}
        onChange={(match) => onChange({ match })}
        options={['null', 'nan', 'null+nan', 'true', 'false', 'empty'].map((value) => ({ value, word: value }))}
      />
    )
  }
  if (line.kind === 'range') {
    return (
      <div className="grid grid-cols-2 gap-1">
        <Text label="From" value={line.match} onChange={(match) => onChange({ match })} />
        <Text label="To" value={line.to} onChange={(to) => onChange({ to })} />
      </div>
    )
  }
  return (
    <Text
      label={line.kind === 'regex' ? 'Pattern' : 'Value'}
      value={line.match}
      onChange={(match) => onChange({ match })}
    />
  )
}
