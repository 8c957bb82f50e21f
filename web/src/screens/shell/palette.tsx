import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import ArrowRight from 'lucide-react/icons/arrow-right'
import Keyboard from 'lucide-react/icons/keyboard'
import Moon from 'lucide-react/icons/moon'
import Plus from 'lucide-react/icons/plus'
import Search from 'lucide-react/icons/search'
import { useDeferredValue, useEffect, useId, useRef, useState, type ReactNode } from 'react'
import { cn } from '../../components/class-names.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Kbd } from '../../components/kbd.tsx'
import { IncidentState } from '../../components/states.tsx'
import { listShortcuts } from '../../keys.ts'
import { useWorkspace } from '../../session.ts'
import { chooseTheme } from '../../theme.ts'
import { incidentHeadQuery } from '../incidents/queries.ts'
import { projectsQuery } from '../projects/queries.ts'
import { places } from './places.ts'

type Entry = {
  id: string
  group: 'Here' | 'Go to' | 'Do' | 'Incidents'
  words: string
  more?: string
  icon: ReactNode
  keys?: string
  run: () => void
}

/** Go, do, and search incidents from the keyboard. */
export function Palette({ onClose, onKeys }: { onClose: () => void; onKeys: () => void }) {
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const entries = useEntries(useDeferredValue(text), onKeys)
  const current = entries[Math.min(at, entries.length - 1)]
  // In braces: newer browsers answer with a promise, and React would take it for what cleans up.
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  })

  const run = (entry: Entry | undefined): void => {
    if (!entry) return
    onClose()
    // After the dialog has given the focus back, so that what runs may move it.
    setTimeout(entry.run)
  }
  return (
    <Dialog open onClose={onClose} title="Search or go to" bare className="w-[min(94vw,38rem)]">
      <div className="flex items-center gap-2.5 border-b border-line px-4">
        <Search className="size-4 shrink-0 text-faint" aria-hidden />
        <input
          role="combobox"
          aria-label="Search or go to"
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={current ? `${id}-${current.id}` : undefined}
          placeholder="Search incidents, go to, do …"
          autoComplete="off"
          autoFocus
          value={text}
          className="h-12 min-w-0 flex-1 bg-transparent text-md outline-none placeholder:text-faint"
          onChange={(event) => {
            setText(event.target.value)
            setAt(0)
          }}
          onKeyDown={(event) => {
            const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
            if (step) {
              event.preventDefault()
              setAt((Math.min(at, entries.length - 1) + step + entries.length) % Math.max(1, entries.length))
            }
            if (event.key === 'Enter') {
              event.preventDefault()
              run(current)
            }
          }}
        />
      </div>
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label="Results"
        className="max-h-[56vh] overflow-y-auto p-2"
      >
        {entries.map((entry, index) => (
          <div key={entry.id} role="presentation">
            {entries[index - 1]?.group !== entry.group && (
              <p role="presentation" className="px-2 pt-2 pb-1 text-xs text-faint">
                {entry.group}
              </p>
            )}
            <div
              id={`${id}-${entry.id}`}
              role="option"
              aria-selected={entry === current}
              onClick={() => run(entry)}
              onMouseMove={() => setAt(index)}
              className={cn(
                'flex min-h-9 cursor-pointer items-center gap-2.5 rounded-md px-2 py-1 [&_svg]:size-4',
                entry === current && 'bg-hover',
              )}
            >
              <span className="flex w-4 shrink-0 text-muted">{entry.icon}</span>
              <span className="min-w-0 flex-1 truncate">{entry.words}</span>
              {entry.more && <span className="max-w-40 shrink-0 truncate text-xs text-faint">{entry.more}</span>}
              {entry.keys && <Kbd keys={entry.keys} />}
            </div>
          </div>
        ))}
        {entries.length === 0 && <p className="px-2 py-6 text-center text-muted">Nothing has these words.</p>}
      </div>
    </Dialog>
  )
}

function useEntries(text: string, onKeys: () => void): Entry[] {
  const { slug, permissions } = useWorkspace()
  const navigate = useNavigate()
  const params = { workspace: slug }
  const { data: projects } = useQuery(projectsQuery(slug))
  const search = text.trim()
  const { data: found } = useQuery({
    ...incidentHeadQuery(slug, { ...(search && { query: search }) }, 7),
    enabled: search.length > 1,
  })
  const [here] = useState(() => listShortcuts().filter(({ group, keys }) => group === 'Incident' || keys === '/'))

  const entries: Entry[] = [
    ...here.map(({ keys, does, run }) => ({
      id: `here-${keys}`,
      group: 'Here' as const,
      words: does,
      icon: <ArrowRight />,
      keys,
      run,
    })),
    ...places
      .filter(({ permission }) => permissions.includes(permission))
      .map(({ to, name, keys, icon: Icon }) => ({
        id: keys.replace(' ', ''),
        group: 'Go to' as const,
        words: name,
        icon: <Icon />,
        keys,
        run: () => void navigate({ to, params }),
      })),
    ...(projects?.items ?? []).map(({ id, name }) => ({
      id,
      group: 'Go to' as const,
      words: `${name}: DSN and keys`,
      icon: <ArrowRight />,
      run: () => void navigate({ to: '/$workspace/settings/projects', params, search: { project: id } }),
    })),
    {
      id: 'page',
      group: 'Do',
      words: 'Create a status page',
      icon: <Plus />,
      run: () => void navigate({ to: '/$workspace/pages', params, search: { create: true } }),
    },
    {
      id: 'email',
      group: 'Do',
      words: 'Create an e-mail channel',
      icon: <Plus />,
      run: () => void navigate({ to: '/$workspace/settings/channels', params, search: { create: 'email' } }),
    },
    {
      id: 'webhook',
      group: 'Do',
      words: 'Create a webhook channel',
      icon: <Plus />,
      run: () => void navigate({ to: '/$workspace/settings/channels', params, search: { create: 'webhook' } }),
    },
    { id: 'dark', group: 'Do', words: 'Use the dark theme', icon: <Moon />, run: () => chooseTheme('dark') },
    { id: 'light', group: 'Do', words: 'Use the light theme', icon: <Moon />, run: () => chooseTheme('light') },
    { id: 'keys', group: 'Do', words: 'Show the shortcuts', icon: <Keyboard />, keys: '?', run: onKeys },
  ]
  const wanted = search.toLowerCase().split(/\s+/)
  const fitting = entries.filter(({ words }) => wanted.every((word) => words.toLowerCase().includes(word)))
  const incidents: Entry[] = (search.length > 1 ? (found?.items ?? []) : []).map(
    ({ id, title, status, projectName }) => ({
      id,
      group: 'Incidents',
      words: title,
      more: projectName,
      icon: <IncidentState state={status} wordless />,
      run: () => void navigate({ to: '/$workspace/incidents/$incidentId', params: { ...params, incidentId: id } }),
    }),
  )
  return [...fitting, ...incidents]
}
