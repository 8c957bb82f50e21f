import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { CheckCondition } from '../../../api.ts'
import { cn } from '../../../components/class-names.ts'
import { Select } from '../../../components/field.tsx'
import { useWorkspace } from '../../../session.ts'
import { checkConditions, checkSorts } from '../../../tabs.ts'
import { SearchField } from '../search-field.tsx'
import { facetsQuery } from './queries.ts'
import { wordOf } from './state.tsx'

const route = getRouteApi('/$workspace/monitors/checks')

const sortWords = { state: 'Worst first', name: 'By name', latency: 'Slowest first', changed: 'Changed last' } as const

export function CheckFilterBar({ counts }: { counts: Record<CheckCondition, number> | undefined }) {
  const { slug: workspace } = useWorkspace()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { data: facets } = useQuery(facetsQuery(workspace))
  const choose = (name: 'group' | 'label' | 'sort', value: string): void =>
    void navigate({
      search: ({ [name]: _, ...rest }) => ({ ...rest, ...(value && { [name]: value }) }),
      replace: true,
    })
  return (
    <div className="mb-3 flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <SearchField
          key={workspace}
          label="Filter monitors"
          placeholder="Filter by name, address or group"
          query={search.q}
          onChange={(next) =>
            void navigate({ search: ({ q: _, ...rest }) => ({ ...rest, ...(next && { q: next }) }), replace: true })
          }
        />
        {facets && facets.groups.length > 0 && (
          <Select
            aria-label="Group"
            value={search.group ?? ''}
            onChange={({ target }) => choose('group', target.value)}
            options={[{ value: '', word: 'All groups' }, ...facets.groups.map((value) => ({ value, word: value }))]}
          />
        )}
        {facets && facets.labels.length > 0 && (
          <Select
            aria-label="Label"
            value={search.label ?? ''}
            onChange={({ target }) => choose('label', target.value)}
            options={[{ value: '', word: 'All labels' }, ...facets.labels.map((value) => ({ value, word: value }))]}
          />
        )}
        <Select
          aria-label="Order"
          value={search.sort ?? 'state'}
          onChange={({ target }) => choose('sort', target.value === 'state' ? '' : target.value)}
          options={checkSorts.map((value) => ({ value, word: sortWords[value] }))}
        />
      </div>
      <div className="flex items-center gap-1 overflow-x-auto">
        {[undefined, ...checkConditions].map((each) => (
          <Link
            key={each ?? 'all'}
            to="/$workspace/monitors/checks"
            params={{ workspace }}
            search={searchWith(search, each)}
            replace
            aria-current={each === search.is || undefined}
            className={cn(
              'flex h-7 shrink-0 items-center gap-1.5 rounded-md px-2.5 font-medium pointer-coarse:h-9',
              each === search.is ? 'bg-selected text-text' : 'text-muted hover:bg-hover hover:text-text',
            )}
          >
            {each ? wordOf(each) : 'All'}
            {each && counts && <span className="text-xs font-normal text-faint">{counts[each]}</span>}
          </Link>
        ))}
      </div>
    </div>
  )
}

function searchWith(search: ReturnType<typeof route.useSearch>, is: CheckCondition | undefined) {
  const { is: _, ...rest } = search
  return { ...rest, ...(is && { is }) }
}
