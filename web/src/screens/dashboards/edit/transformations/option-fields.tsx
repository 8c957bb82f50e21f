import Plus from 'lucide-react/icons/plus'
import Trash2 from 'lucide-react/icons/trash-2'
import { calculations, type JsonObject } from '#common/dashboards'
import { Button, IconButton } from '../../../../components/button.tsx'
import { Choice, Switch, Text } from '../controls.tsx'
import { Numeric } from '../numeric.tsx'
import { getIn, objectsIn, setIn } from '../set-in.ts'
import type { OptionField } from './forms.ts'
import { Groups } from './groups.tsx'
import { sideOfText, textOfSide, valueOfText, type Names } from './options.ts'
import { Organize } from './organize.tsx'
import { Several } from './several.tsx'

type Props = {
  fields: readonly OptionField[]
  options: JsonObject
  names: Names
  /** Of a text: letters that follow each other are one step back. */
  onChange: (options: JsonObject, kind?: string) => void
}

/** The options of a transformation, or of one line of a list within them. */
export function OptionFields({ fields, options, names, onChange }: Props) {
  const shown = fields.filter(({ when }) => when?.(options) ?? true)
  if (shown.length === 0) return null
  return (
    <div className="grid grid-cols-[repeat(auto-fit,minmax(11rem,1fr))] items-start gap-2">
      {shown.map((field) => (
        <Field key={`${field.kind} ${field.path.join('.')}`} {...{ field, options, names, onChange }} />
      ))}
    </div>
  )
}

type FieldProps = Omit<Props, 'fields'> & { field: OptionField }

function Field({ field, options, names, onChange }: FieldProps) {
  const { path, label, hint } = field
  const value = getIn(options, path)
  const common = { label, hint }
  const set = (next: unknown, kind?: string): void =>
    onChange(path.length === 0 ? (next as JsonObject) : setIn(options, path, next), kind)
  const type = (next: unknown): void => set(next === '' ? undefined : next, path.join('.'))
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  switch (field.kind) {
    case 'text': {
      const { list, mono = false, placeholder = '' } = field
      return <Text {...common} {...{ mono, placeholder }} list={list ? names[list] : []} value={text} onChange={type} />
    }
    case 'value':
      return <Text {...common} value={text} onChange={(next) => set(valueOfText(next), path.join('.'))} />
    case 'side':
      return (
        <Text
          {...common}
          list={names.columns}
          value={textOfSide(value)}
          onChange={(next) => set(sideOfText(next, names.columns), path.join('.'))}
        />
      )
    case 'number':
      return <Numeric {...common} value={text === '' ? field.otherwise : Number(text)} onChange={type} />
    case 'choice':
      return (
        <Choice {...common} value={text || field.otherwise} options={field.options} onChange={(next) => set(next)} />
      )
    case 'calc':
      return (
        <Choice
          {...common}
          value={text}
          options={calculations.map(({ id, name }) => ({ value: id, word: name }))}
          onChange={(next) => set(next)}
        />
      )
    case 'switch':
      return (
        <div className="self-end py-1.5">
          <Switch label={label} on={value === undefined ? field.otherwise : value === true} onChange={set} />
        </div>
      )
    case 'descending':
      return (
        <Choice
          {...common}
          value={value === true ? 'most' : 'least'}
          options={[
            { value: 'most', word: 'the greatest' },
            { value: 'least', word: 'the least' },
          ]}
          onChange={(next) => set(next === 'most')}
        />
      )
    case 'names':
      return (
        <Several
          {...common}
          chosen={textsIn(value)}
          options={names[field.list].map((name) => ({ value: name, word: name }))}
          onChange={set}
        />
      )
    case 'calcs':
      return (
        <Several
          {...common}
          chosen={textsIn(value)}
          options={calculations.map(({ id, name }) => ({ value: id, word: name }))}
          onChange={set}
        />
      )
    case 'organize':
      return <Organize options={options} columns={names.columns} onChange={onChange} />
    case 'groups':
      return <Groups label={label} fields={value} columns={names.columns} onChange={set} />
    default:
      return <Lines {...{ field, names, onChange: set }} lines={objectsIn(value)} />
  }
}

const textsIn = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

type LinesProps = {
  field: Extract<OptionField, { kind: 'lines' }>
  lines: readonly JsonObject[]
  names: Names
  onChange: (lines: JsonObject[], kind?: string) => void
}

/** Some of the same: conditions, columns. */
function Lines({ field, lines, names, onChange }: LinesProps) {
  return (
    <fieldset className="col-span-full min-w-0">
      <legend className="mb-1 text-xs font-medium text-muted">{field.label}</legend>
      <ul className="flex flex-col gap-2">
        {lines.map((line, place) => (
          <li key={place} className="flex items-start gap-1 rounded-md bg-sunken p-2">
            <div className="min-w-0 flex-1">
              <OptionFields
                fields={field.fields}
                options={line}
                names={names}
                onChange={(next, kind) =>
                  onChange(
                    lines.map((each, at) => (at === place ? next : each)),
                    kind === undefined ? undefined : `${place} ${kind}`,
                  )
                }
              />
            </div>
            <IconButton
              label={`Remove line ${place + 1}`}
              onClick={() => onChange(lines.filter((_, at) => at !== place))}
            >
              <Trash2 aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
      <Button icon={<Plus aria-hidden />} className="mt-2" onClick={() => onChange([...lines, field.fresh])}>
        {field.add}
      </Button>
    </fieldset>
  )
}
