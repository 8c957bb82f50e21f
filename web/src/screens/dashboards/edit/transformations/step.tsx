import Eye from 'lucide-react/icons/eye'
import EyeOff from 'lucide-react/icons/eye-off'
import Trash2 from 'lucide-react/icons/trash-2'
import { useEffect, useRef } from 'react'
import { knownTransformation, type JsonObject } from '#common/dashboards'
import { sentence } from '../../../../api.ts'
import { IconButton } from '../../../../components/button.tsx'
import { cn } from '../../../../components/class-names.ts'
import { MoveButtons } from '../../../../components/move-buttons.tsx'
import { Choice } from '../controls.tsx'
import { JsonField } from '../json-field.tsx'
import { textOf } from '../set-in.ts'
import { formOf } from './all-forms.ts'
import { OptionFields } from './option-fields.tsx'
import { queryOf, type Names } from './options.ts'

type Props = {
  stored: JsonObject
  place: number
  /** Of the whole list. */
  count: number
  /** It has just been added: the keyboard goes on in it. */
  isFresh: boolean
  names: Names
  queries: readonly string[]
  problem: string | undefined
  onMove: (by: 1 | -1) => void
  onRemove: () => void
  onChange: (stored: JsonObject, kind?: string) => void
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** One transformation with its options. One that is not known here keeps all that it has. */
export function Step({ stored, place, count, isFresh, names, queries, problem, ...on }: Props) {
  const item = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (isFresh) item.current?.querySelector<HTMLElement>('input, select')?.focus()
  }, [isFresh])
  const id = textOf(stored['id'])
  const known = knownTransformation(id)
  const name = known?.name ?? (id || 'Without a name')
  const isOff = stored['disabled'] === true
  const options = isObject(stored['options']) ? stored['options'] : {}
  const form = known && formOf(known.id)
  return (
    <li ref={item} aria-label={name} className="rounded-lg border border-line bg-raised p-3">
      <div className="flex items-center gap-1">
        <span className={cn('min-w-0 flex-1 truncate font-medium', isOff && 'text-muted line-through')}>
          {place + 1}. {name}
        </span>
        <MoveButtons name={name} place={place} count={count} onMove={on.onMove} />
        <IconButton
          label={isOff ? `Switch ${name} on` : `Switch ${name} off`}
          aria-pressed={isOff}
          onClick={() => on.onChange({ ...stored, disabled: isOff ? undefined : true })}
        >
          {isOff ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
        </IconButton>
        <IconButton label={`Remove ${name}`} onClick={on.onRemove}>
          <Trash2 aria-hidden />
        </IconButton>
      </div>
      <p className="mb-2 text-xs text-muted">
        {known?.says ?? 'It is not known here: it is left out of what is shown, and kept as it came.'}
      </p>
      {problem !== undefined && known && (
        <p role="alert" className="mb-2 rounded-md bg-degraded-soft px-2.5 py-1.5 text-sm break-words text-degraded">
          {sentence(problem)}
        </p>
      )}
      {form && (
        <OptionFields
          fields={form.fields}
          options={options}
          names={names}
          onChange={(next, kind) => on.onChange({ ...stored, options: next }, kind)}
        />
      )}
      {known && <OnlyOf stored={stored} queries={queries} onChange={on.onChange} />}
      <details className="mt-2">
        <summary className="w-max rounded text-xs text-faint hover:text-text">All options as JSON</summary>
        <JsonField
          label={`Options of ${name}`}
          rows={5}
          value={stored['options'] ?? {}}
          onChange={(next) => on.onChange({ ...stored, options: next })}
        />
      </details>
    </li>
  )
}

type OnlyOfProps = { stored: JsonObject; queries: readonly string[]; onChange: (stored: JsonObject) => void }

/** Shown where there is a choice, or where one was made. */
function OnlyOf({ stored, queries, onChange }: OnlyOfProps) {
  const query = queryOf(stored)
  if (query === undefined && queries.length < 2) return null
  if (query === null)
    return <p className="mt-2 text-xs text-muted">Which answers it is for is set in a way that has no field here.</p>
  return (
    <Choice
      label="For the answers"
      className="mt-2 max-w-60"
      value={query ?? ''}
      onChange={(letter) =>
        onChange({ ...stored, filter: letter === '' ? undefined : { id: 'byRefId', options: letter } })
      }
      options={[
        { value: '', word: 'of all queries' },
        ...queries.map((letter) => ({ value: letter, word: `of query ${letter}` })),
      ]}
    />
  )
}
