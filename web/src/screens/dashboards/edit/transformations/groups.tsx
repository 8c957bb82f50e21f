import { calculations, type JsonObject } from '#common/dashboards'
import { Choice } from '../controls.tsx'
import { groupingOf, withGrouping, type Grouping } from './options.ts'
import { Several } from './several.tsx'

type Props = {
  label: string
  fields: unknown
  columns: readonly string[]
  onChange: (fields: JsonObject) => void
}

const words: readonly { value: Grouping; word: string }[] = [
  { value: 'none', word: 'is left out' },
  { value: 'groupby', word: 'makes the groups' },
  { value: 'aggregate', word: 'is calculated' },
]
const calcs = calculations.map(({ id, name }) => ({ value: id, word: name }))

/** What each column is for: to tell the groups apart, or to calculate something of each of them. */
export function Groups({ label, fields, columns, onChange }: Props) {
  const stored = typeof fields === 'object' && fields !== null ? (fields as JsonObject) : {} // no list: keys are names
  const all = [...new Set([...columns, ...Object.keys(stored)])]
  return (
    <fieldset className="col-span-full min-w-0">
      <legend className="mb-1 text-xs font-medium text-muted">{label}</legend>
      {all.length === 0 && <p className="text-xs text-faint">There is none in what came back.</p>}
      <ul className="flex flex-col gap-2">
        {all.map((name) => {
          const { operation, calcs: chosen } = groupingOf(stored, name)
          return (
            <li key={name} className="flex flex-col gap-1.5 rounded-md bg-sunken p-2">
              <Choice
                label={name}
                value={operation}
                options={words}
                onChange={(next) =>
                  onChange(withGrouping(stored, name, next, chosen.length > 0 ? chosen : ['lastNotNull']))
                }
              />
              {operation === 'aggregate' && (
                <Several
                  label={`Of ${name}`}
                  chosen={chosen}
                  options={calcs}
                  onChange={(next) => onChange(withGrouping(stored, name, 'aggregate', next))}
                />
              )}
            </li>
          )
        })}
      </ul>
    </fieldset>
  )
}
