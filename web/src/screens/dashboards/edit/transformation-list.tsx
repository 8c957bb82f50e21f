import ArrowDown from 'lucide-react/icons/arrow-down'
import ArrowUp from 'lucide-react/icons/arrow-up'
import Eye from 'lucide-react/icons/eye'
import EyeOff from 'lucide-react/icons/eye-off'
import Trash2 from 'lucide-react/icons/trash-2'
import { knownTransformations, type JsonObject, type Panel } from '#common/dashboards'
import { IconButton } from '../../../components/button.tsx'
import { Choice } from './controls.tsx'
import { JsonField } from './json-field.tsx'
import type { SetOption } from './panel-editor.tsx'
import { objectsIn, textOf } from './set-in.ts'

type Props = { panel: Panel; stored: JsonObject; setOption: SetOption }

/** What is done to the answers before they are shown, one after the other. */
export function TransformationList({ stored, setOption }: Props) {
  const list = objectsIn(stored['transformations'])
  const set = (next: JsonObject[]): void => setOption(['transformations'], next.length > 0 ? next : undefined)
  const swap = (place: number, by: 1 | -1): void => {
    const other = list[place + by]
    const own = list[place]
    if (!other || !own) return
    set(list.map((each, at) => (at === place ? other : at === place + by ? own : each)))
  }
  return (
    <section aria-label="Transformations">
      <h2 className="mb-2 text-sm font-semibold">Transformations</h2>
      <ol className="flex flex-col gap-2">
        {list.map((each, place) => {
          const id = textOf(each['id'])
          const name = knownTransformations.find((known) => known.id === id)?.name
          const disabled = each['disabled'] === true
          return (
            <li key={`${id} ${place}`} className="rounded-lg border border-line bg-raised p-3">
              <div className="mb-1 flex items-center gap-1">
                <span className="min-w-0 flex-1 truncate font-medium">
                  {name ?? id}
                  {name === undefined && <span className="text-degraded"> is not known here</span>}
                </span>
                <IconButton label="Earlier" disabled={place === 0} onClick={() => swap(place, -1)}>
                  <ArrowUp aria-hidden />
                </IconButton>
                <IconButton label="Later" disabled={place === list.length - 1} onClick={() => swap(place, 1)}>
                  <ArrowDown aria-hidden />
                </IconButton>
                <IconButton
                  label={disabled ? `Switch ${name ?? id} on` : `Switch ${name ?? id} off`}
                  aria-pressed={disabled}
                  onClick={() => set(list.map((one, at) => (at === place ? { ...one, disabled: !disabled } : one)))}
                >
                  {disabled ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
                </IconButton>
                <IconButton label={`Remove ${name ?? id}`} onClick={() => set(list.filter((_, at) => at !== place))}>
                  <Trash2 aria-hidden />
                </IconButton>
              </div>
              <JsonField
                label="Options"
                rows={4}
                value={each['options'] ?? {}}
                onChange={(options) => set(list.map((one, at) => (at === place ? { ...one, options } : one)))}
              />
            </li>
          )
        })}
      </ol>
      <Choice
        label="Add a transformation"
        className="mt-2 max-w-72"
        value=""
        onChange={(id) => id !== '' && set([...list, { id, options: {} }])}
        options={[
          { value: '', word: 'Choose …' },
          ...knownTransformations.map(({ id, name }) => ({ value: id, word: name })),
        ]}
      />
    </section>
  )
}
