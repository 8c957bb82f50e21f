import { getRouteApi, Link } from '@tanstack/react-router'
import type { MonitorCondition } from '../../api.ts'
import { cn } from '../../components/class-names.ts'
import { useWorkspace } from '../../session.ts'
import { monitorConditions } from '../../tabs.ts'
import type { MonitorFilter } from './queries.ts'
import { SearchField } from './search-field.tsx'

const route = getRouteApi('/$workspace/monitors')

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
  const navigate = route.useNavigate()
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2">
      <SearchField
        key={slug}
        label="Filter heartbeats"
        placeholder="Filter by name"
        query={q}
        onChange={(next) =>
          void navigate({ search: ({ q: _, ...rest }) => ({ ...rest, ...(next && { q: next }) }), replace: true })
        }
      />
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
