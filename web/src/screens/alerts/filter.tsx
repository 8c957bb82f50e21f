import { getRouteApi, Link } from '@tanstack/react-router'
import type { Project } from '../../api.ts'
import { cn } from '../../components/class-names.ts'
import { Select } from '../../components/field.tsx'
import { useWorkspace } from '../../session.ts'
import { SearchField } from '../monitors/search-field.tsx'
import { ruleConditions } from '../../tabs.ts'
import { conditionWords, type RuleCondition } from './state.ts'

const route = getRouteApi('/$workspace/alerts')

type Props = { counts: Record<RuleCondition, number> | undefined; projects: readonly Project[] }

export function RuleFilterBar({ counts, projects }: Props) {
  const { slug } = useWorkspace()
  const { q, is, project } = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2">
      <SearchField
        key={slug}
        label="Filter rules"
        placeholder="Filter by name, label, expression"
        query={q}
        onChange={(next) => void navigate({ search: (before) => ({ ...before, q: next || undefined }), replace: true })}
      />
      <div className="flex items-center gap-1 overflow-x-auto">
        {[undefined, ...ruleConditions].map((each) => (
          <Link
            key={each ?? 'all'}
            to="/$workspace/alerts"
            params={{ workspace: slug }}
            search={{ ...(q && { q }), ...(project && { project }), ...(each && { is: each }) }}
            replace
            aria-current={each === is || undefined}
            className={cn(
              'flex h-7 shrink-0 items-center gap-1.5 rounded-md px-2.5 font-medium pointer-coarse:h-9',
              each === is ? 'bg-selected text-text' : 'text-muted hover:bg-hover hover:text-text',
            )}
          >
            {each ? conditionWords[each] : 'All'}
            {each && counts && <span className="text-xs font-normal text-faint">{counts[each]}</span>}
          </Link>
        ))}
      </div>
      {projects.length > 1 && (
        <Select
          aria-label="Project"
          value={project ?? ''}
          onChange={({ target }) =>
            void navigate({ search: (before) => ({ ...before, project: target.value || undefined }), replace: true })
          }
          options={[
            { value: '', word: 'All projects' },
            ...projects.map(({ id, name }) => ({ value: id, word: name })),
          ]}
        />
      )}
    </div>
  )
}
