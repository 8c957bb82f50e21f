/** Saved views as filter lines and back: the address stays the filter. Pure. */
import type { IncidentQuery, IncidentView, Project } from '../../api.ts'
import { words } from '../../format.ts'
import { formatFilter, incidentFilter, tokenNames, type Filter } from './filter.ts'

/** The present filter as a view keeps it. */
export function viewFilter(line: string, projects: readonly Project[]): Record<string, string> {
  const entries = Object.entries(incidentFilter(line, undefined, projects))
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]))
}

/** What a view asks for, as a filter line; or the words of what a line cannot say, such as the owner. */
export function viewLine(
  { filter }: Pick<IncidentView, 'filter'>,
  projects: readonly Project[],
): { line: string } | { unsaid: string } {
  const tokens: Filter['tokens'] = []
  const unsaid: string[] = []
  let text = ''
  for (const [name, value] of Object.entries(filter)) {
    if (name === 'status') tokens.push(...value.split(',').map((each) => ({ name: 'is' as const, value: each })))
    else if (name === 'level' || name === 'environment' || name === 'release') tokens.push({ name, value })
    else if (name === 'query') text = value
    else if (name === 'projectId') {
      const project = projects.find(({ id }) => id === value)
      if (project) tokens.push({ name: 'project', value: project.name })
      else unsaid.push('a project that is gone')
    } else unsaid.push(words(name))
  }
  // The store keeps no order of the names.
  tokens.sort((a, b) => tokenNames.indexOf(a.name) - tokenNames.indexOf(b.name))
  return unsaid.length > 0 ? { unsaid: unsaid.join(', ') } : { line: formatFilter({ tokens, text }) }
}

/** Whether the view is what is shown. */
export function isShown(
  view: Pick<IncidentView, 'filter' | 'sort'>,
  line: string,
  sort: IncidentQuery['sort'],
  projects: readonly Project[],
): boolean {
  const own = viewLine(view, projects)
  return 'line' in own && view.sort === (sort ?? 'lastSeen') && key(own.line, projects) === key(line, projects)
}

const key = (line: string, projects: readonly Project[]): string =>
  JSON.stringify({ ...viewFilter(line, projects), status: viewFilter(line, projects)['status']?.split(',').sort() })
