import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useId, type ComponentProps } from 'react'
import { Button } from '../../components/button.tsx'
import { Select } from '../../components/field.tsx'
import { useWorkspace } from '../../session.ts'
import { useTyped } from '../../typed.ts'
import { apiKeysQuery } from '../keys/queries.ts'
import { membersQuery } from '../members/queries.ts'
import { isFiltered, withFilter, type AuditFilter } from './filter.ts'
import { knownActions } from './words.ts'

type Props = { filter: AuditFilter; onChange: (filter: AuditFilter) => void }

/** Each choice counts at once; what is typed, on enter or when the field is left. */
export function Filters({ filter, onChange }: Props) {
  const set = (name: keyof AuditFilter) => (value: string) => onChange(withFilter(filter, name, value))
  return (
    <form
      role="search"
      aria-label="Entries"
      className="mb-4 grid grid-cols-2 items-end gap-2 md:grid-cols-[minmax(0,1.3fr)_minmax(0,1.3fr)_minmax(0,1.3fr)_minmax(0,1fr)_minmax(0,1fr)_auto]"
      onSubmit={(event) => event.preventDefault()}
    >
      <Labelled label="Who">{(id) => <Actor id={id} value={filter.actor ?? ''} onChange={set('actor')} />}</Labelled>
      <Typed
        label="Action"
        value={filter.action}
        onChange={set('action')}
        placeholder="incident."
        list={knownActions}
      />
      <Typed label="Target" value={filter.target} onChange={set('target')} placeholder="inc_…" />
      <Typed label="From" type="date" value={filter.from} onChange={set('from')} />
      <Typed label="To" type="date" value={filter.to} onChange={set('to')} />
      <Button look="quiet" className={isFiltered(filter) ? '' : 'invisible'} onClick={() => onChange({})}>
        Clear
      </Button>
    </form>
  )
}

function Labelled({ label, children }: { label: string; children: (id: string) => React.ReactNode }) {
  const id = useId()
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block text-xs text-faint">
        {label}
      </label>
      {children(id)}
    </div>
  )
}

function Actor({ id, value, onChange }: { id: string; value: string; onChange: (value: string) => void }) {
  const { slug } = useWorkspace()
  const { data: members } = useQuery(membersQuery(slug))
  const { data: keys } = useInfiniteQuery(apiKeysQuery(slug))
  const known = [
    { value: '', word: 'Everyone' },
    ...(members?.items ?? []).map(({ userId, name }) => ({ value: userId, word: name })),
    ...(keys?.pages ?? []).flatMap(({ items }) =>
      items.map((key) => ({ value: key.id, word: `Key ${key.name} (${key.prefix}…)` })),
    ),
    { value: 'system', word: 'Watchword itself' },
  ]
  // Someone who has left, or who was erased.
  const options = known.some((option) => option.value === value) ? known : [...known, { value, word: value }]
  return (
    <Select
      id={id}
      value={value}
      options={options}
      onChange={(event) => onChange(event.target.value)}
      className="h-8 w-full"
    />
  )
}

type TypedProps = Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'list'> & {
  label: string
  value: string | undefined
  onChange: (value: string) => void
  list?: readonly string[]
}

function Typed({ label, value = '', onChange, list, ...rest }: TypedProps) {
  const [text, setText, send] = useTyped(value, onChange)
  const listId = useId()
  return (
    <Labelled label={label}>
      {(id) => (
        <>
          <input
            type="text"
            autoComplete="off"
            spellCheck={false}
            {...rest}
            id={id}
            list={list && listId}
            value={text}
            onChange={(event) => {
              setText(event.target.value)
              if (rest.type === 'date') send(event.target.value)
            }}
            onBlur={() => send()}
            onKeyDown={(event) => event.key === 'Enter' && send()}
            className="h-8 w-full min-w-0 rounded-md border border-line bg-surface px-2.5 text-sm shadow-card placeholder:text-faint hover:bg-hover pointer-coarse:h-9"
          />
          {list && (
            <datalist id={listId}>
              {list.map((each) => (
                <option key={each} value={each} />
              ))}
            </datalist>
          )}
        </>
      )}
    </Labelled>
  )
}
