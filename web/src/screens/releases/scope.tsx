import { useQuery } from '@tanstack/react-query'
import type { Project } from '../../api.ts'
import { Select } from '../../components/field.tsx'
import { useWorkspace } from '../../session.ts'
import { releaseRanges } from '../../tabs.ts'
import { environmentsQuery, ranges, type RangeId, type Scope } from './queries.ts'

type Search = { project?: string; environment?: string; range?: RangeId }

/** Of the address, else the first project that sends anything; undefined as long as there is none. */
export function scopeOf(
  { project, environment, range = '7d' }: Search,
  projects: readonly Project[],
): Scope | undefined {
  const chosen =
    projects.find(({ id }) => id === project) ??
    projects.find(({ firstEventAt }) => firstEventAt !== null) ??
    projects[0]
  return chosen && { projectId: chosen.id, environment, range }
}

/** The shortest address that says the same. */
export function searchOf({ projectId, environment, range }: Scope): Search {
  return { project: projectId, ...(environment !== undefined && { environment }), ...(range !== '7d' && { range }) }
}

type Props = { scope: Scope; projects: readonly Project[]; fixedProject?: boolean; onChange: (search: Search) => void }

/** Of which project, in which environment, over which time: all of it in the address. */
export function ScopeSelects({ scope, projects, fixedProject, onChange }: Props) {
  const { slug } = useWorkspace()
  const { data = [] } = useQuery(environmentsQuery(slug, scope))
  const { environment } = scope
  const environments = environment === undefined || data.includes(environment) ? data : [...data, environment]
  return (
    <>
      {!fixedProject && projects.length > 1 && (
        <Select
          aria-label="Project"
          value={scope.projectId}
          onChange={(event) => onChange(searchOf({ ...scope, projectId: event.target.value, environment: undefined }))}
          options={projects.map(({ id, name }) => ({ value: id, word: name }))}
          className="max-w-44"
        />
      )}
      <Select
        aria-label="Environment"
        value={environment ?? ''}
        onChange={(event) => onChange(searchOf({ ...scope, environment: event.target.value || undefined }))}
        options={[{ value: '', word: 'All environments' }, ...environments.map((value) => ({ value, word: value }))]}
        className="max-w-44"
      />
      <Select
        aria-label="Range"
        value={scope.range}
        onChange={(event) =>
          onChange(searchOf({ ...scope, range: releaseRanges.find((id) => id === event.target.value) ?? '7d' }))
        }
        options={releaseRanges.map((value) => ({ value, word: ranges[value].words }))}
      />
    </>
  )
}
