import { keepPreviousData, useQuery } from '@tanstack/react-query'
import Plus from 'lucide-react/icons/plus'
import X from 'lucide-react/icons/x'
import { useDeferredValue, useRef, useState } from 'react'
import { IconButton } from '../../../components/button.tsx'
import { useWorkspace } from '../../../session.ts'
import { monitorsToFollowQuery } from '../queries.ts'
import type { MemberProps } from './form-parts.tsx'

export type NamedMonitor = { id: string; name: string }

/** Checks and heartbeats that keep quiet: those that were chosen, and a field that finds others by name. */
/** `named`: those that were chosen before, with their names. */
export function MonitorChoice({ value, onChange, named }: MemberProps & { named: readonly NamedMonitor[] }) {
  const { slug } = useWorkspace()
  const [known, setKnown] = useState(new Map(named.map(({ id, name }) => [id, name])))
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const wanted = useDeferredValue(text.trim())
  const found = useQuery({ ...monitorsToFollowQuery(slug, wanted), enabled: open, placeholderData: keepPreviousData })
  const others = found.data?.filter(({ id }) => !value.includes(id))
  const nameOf = (id: string): string => known.get(id) ?? 'A monitor'
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">Monitors that keep quiet</legend>
      <div className="rounded-md border border-line bg-surface">
        {value.length > 0 && (
          <ul aria-label="Monitors that keep quiet">
            {value.map((id) => (
              <li key={id} className="flex items-center gap-3 border-b border-line py-1 pr-1 pl-3">
                <bdi className="min-w-0 flex-1 truncate">{nameOf(id)}</bdi>
                <IconButton label={`Not ${nameOf(id)}`} onClick={() => onChange(value.filter((each) => each !== id))}>
                  <X aria-hidden />
                </IconButton>
              </li>
            ))}
          </ul>
        )}
        <div className="p-2">
          <input
            ref={field}
            type="search"
            aria-label="Find a monitor that keeps quiet"
            placeholder="Find a check or a heartbeat"
            autoComplete="off"
            value={text}
            onFocus={() => setOpen(true)}
            onChange={({ target }) => setText(target.value)}
            // Enter looks for monitors and does not save.
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.metaKey && !event.ctrlKey) event.preventDefault()
            }}
            className="h-8.5 w-full rounded-md border border-line-strong bg-raised px-2.5 text-base text-text placeholder:text-faint hover:border-muted pointer-coarse:h-10"
          />
          {open && others && others.length > 0 && (
            <ul aria-label="Monitors that were found" className="mt-1 max-h-56 overflow-y-auto">
              {others.map(({ id, name, target }) => (
                <li key={id}>
                  <button
                    type="button"
                    className="flex w-full items-center gap-3 rounded-md px-1 py-1 text-left hover:bg-hover"
                    onClick={() => {
                      setKnown(new Map([...known, [id, name]]))
                      onChange([...value, id])
                      // The row goes, and the focus would go with it.
                      field.current?.focus()
                    }}
                  >
                    <span className="min-w-0 flex-1">
                      <bdi className="block truncate">{name}</bdi>
                      <span className="block truncate text-xs text-faint">{target}</span>
                    </span>
                    <Plus className="size-4 shrink-0 text-muted" aria-hidden />
                    <span className="sr-only">Add</span>
                  </button>
                </li>
              ))}
            </ul>
          )}
          {open && others?.length === 0 && (
            <p className="px-1 pt-2 text-xs text-muted">
              {wanted ? 'No other monitor fits this.' : 'There is no other monitor.'}
            </p>
          )}
        </div>
      </div>
      <p className="mt-1 text-xs text-faint">Their failures open no incident and wake nobody while it lasts.</p>
    </fieldset>
  )
}
