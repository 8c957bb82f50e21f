import { getRouteApi, Link } from '@tanstack/react-router'
import Search from 'lucide-react/icons/search'
import { useRef } from 'react'
import type { MonitorCondition } from '../../api.ts'
import { cn } from '../../components/class-names.ts'
import { useKeys } from '../../keys.ts'
import { useWorkspace } from '../../session.ts'
import { monitorConditions } from '../../tabs.ts'
import { useTyped } from '../../typed.ts'
import type { MonitorFilter } from './queries.ts'

const route = getRouteApi('/$workspace/monitors')

/** Typing is taken over after this pause. */
const pauseMs = 300

const words: Record<MonitorCondition, string> = { failing: 'Failing', ok: 'Up', waiting: 'Waiting', paused: 'Paused' }

export function MonitorFilterBar({
  filter,
  counts,
}: {
  filter: MonitorFilter
  counts: Record<MonitorCondition, number> | undefined
}) {
  const { slug } = useWorkspace()
  const { q, is } = filter
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2">
      <SearchField key={slug} q={q} />
      <div className="flex items-center gap-1 overflow-x-auto">
        {[undefined, ...monitorConditions].map((each) => (
          <Link
            key={each ?? 'all'}
            to="/$workspace/monitors"
            params={{ workspace: slug }}
            search={{ ...(q && { q }), ...(each && { is: each }) }}
            replace
            aria-current={each === is || undefined}
            className={cn(
              'flex h-7 shrink-0 items-center gap-1.5 rounded-md px-2.5 font-medium pointer-coarse:h-9',
              each === is ? 'bg-selected text-text' : 'text-muted hover:bg-hover hover:text-text',
            )}
          >
            {each ? words[each] : 'All'}
            {each && counts && <span className="text-xs font-normal text-faint">{counts[each]}</span>}
          </Link>
        ))}
      </div>
    </div>
  )
}

function SearchField({ q = '' }: { q: string | undefined }) {
  const navigate = route.useNavigate()
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useTyped(
    q,
    (next) =>
      void navigate({ search: ({ q: _, ...search }) => ({ ...search, ...(next && { q: next }) }), replace: true }),
    pauseMs,
  )
  useKeys([{ keys: '/', does: 'Filter', group: 'List', run: () => input.current?.focus() }])
  return (
    <div className="relative min-w-0 flex-1 basis-56">
      <Search
        className="pointer-events-none absolute top-2.25 left-2.5 size-3.5 text-faint pointer-coarse:top-3.25"
        aria-hidden
      />
      <input
        ref={input}
        type="search"
        aria-label="Filter heartbeats"
        placeholder="Filter by name"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && input.current?.blur()}
        className="h-8 w-full rounded-md border border-line-strong bg-surface pr-2 pl-8 text-base placeholder:text-faint hover:border-muted pointer-coarse:h-10"
      />
    </div>
  )
}
