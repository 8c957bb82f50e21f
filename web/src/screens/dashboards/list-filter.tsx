import { getRouteApi, Link } from '@tanstack/react-router'
import { cn } from '../../components/class-names.ts'
import { Select } from '../../components/field.tsx'
import { counted } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { dashboardFilters } from '../../tabs.ts'
import { SearchField } from '../monitors/search-field.tsx'

const route = getRouteApi('/$workspace/dashboards')

const words = { own: 'Own', curated: 'Curated', starred: 'Starred' } as const

/** A line to type, the labels there are, and whose. */
export function DashboardFilterBar({ tags, count }: { tags: readonly string[]; count: number }) {
  const { slug } = useWorkspace()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const set = (name: 'q' | 'label', value: string | undefined): void =>
    void navigate({ search: (before) => ({ ...before, [name]: value || undefined }), replace: true })
  return (
    <div className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-2">
      <SearchField
        key={slug}
        label="Filter dashboards"
        placeholder="Title, folder or label"
        query={search.q}
        onChange={(next) => set('q', next)}
      />
      {tags.length > 0 && (
        <Select
          aria-label="Label"
          value={search.label ?? ''}
          onChange={(event) => set('label', event.target.value)}
          options={[{ value: '', word: 'All labels' }, ...tags.map((tag) => ({ value: tag, word: tag }))]}
        />
      )}
      <div className="flex items-center gap-1 overflow-x-auto">
        {[undefined, ...dashboardFilters].map((each) => (
          <Link
            key={each ?? 'all'}
            to="/$workspace/dashboards"
            params={{ workspace: slug }}
            search={(before) => ({ ...before, is: each })}
            replace
            aria-current={each === search.is || undefined}
            className={cn(
              'flex h-7 shrink-0 items-center rounded-md px-2.5 font-medium pointer-coarse:h-9',
              each === search.is ? 'bg-selected text-text' : 'text-muted hover:bg-hover hover:text-text',
            )}
          >
            {each ? words[each] : 'All'}
          </Link>
        ))}
      </div>
      <p role="status" className="sr-only">
        {counted(count, 'dashboard')}
      </p>
    </div>
  )
}
