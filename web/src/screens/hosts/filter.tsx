import { getRouteApi, Link } from '@tanstack/react-router'
import type { HostSort, HostState, Project } from '../../api.ts'
import { cn } from '../../components/class-names.ts'
import { Select } from '../../components/field.tsx'
import { useWorkspace } from '../../session.ts'
import { hostSorts, hostStates } from '../../tabs.ts'
import { SearchField } from '../monitors/search-field.tsx'

const route = getRouteApi('/$workspace/hosts')

const stateWords: Record<HostState, string> = { quiet: 'Quiet', reporting: 'Reporting', stopped: 'Stopped' }
const sortWords: Record<HostSort, string> = { state: 'Quiet first', name: 'By name', lastSeen: 'Last seen first' }

type Props = { counts: Record<HostState, number> | undefined; projects: readonly Project[] }

export function HostFilterBar({ counts, projects }: Props) {
  const { slug } = useWorkspace()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const set = (name: 'q' | 'project' | 'sort', value: string | undefined): void =>
    void navigate({ search: ({ [name]: _, ...rest }) => ({ ...rest, ...(value && { [name]: value }) }), replace: true })
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2">
      <SearchField
        key={slug}
        label="Filter hosts"
        placeholder="Name, system or label"
        query={search.q}
        onChange={(next) => set('q', next || undefined)}
      />
      {projects.length > 1 && (
        <Select
          aria-label="Project"
          value={search.project ?? ''}
          onChange={(event) => set('project', event.target.value || undefined)}
          options={[
            { value: '', word: 'All projects' },
            ...projects.map(({ id, name }) => ({ value: id, word: name })),
          ]}
        />
      )}
      <Select
        aria-label="Order"
        value={search.sort ?? 'state'}
        onChange={(event) => set('sort', event.target.value === 'state' ? undefined : event.target.value)}
        options={hostSorts.map((value) => ({ value, word: sortWords[value] }))}
      />
      <div className="flex items-center gap-1 overflow-x-auto">
        {[undefined, ...hostStates].map((each) => (
          <Link
            key={each ?? 'all'}
            to="/$workspace/hosts"
            params={{ workspace: slug }}
            search={({ is: _, ...rest }) => ({ ...rest, ...(each && { is: each }) })}
            replace
            aria-current={each === search.is || undefined}
            className={cn(
              'flex h-7 shrink-0 items-center gap-1.5 rounded-md px-2.5 font-medium pointer-coarse:h-9',
              each === search.is ? 'bg-selected text-text' : 'text-muted hover:bg-hover hover:text-text',
            )}
          >
            {each ? stateWords[each] : 'All'}
            {each && counts && <span className="text-xs font-normal text-faint">{counts[each]}</span>}
          </Link>
        ))}
      </div>
    </div>
  )
}
