/** Saved views as filter lines and back: the address stays the filter. Pure. */
import type { IncidentQuery, IncidentView } from '../../api.ts'
import { incidentFilter, lineOf, type Known } from './filter-query.ts'

/** The present filter as a view keeps it. */
export function viewFilter(line: string, known: Known): Record<string, string> {
  const entries = Object.entries(incidentFilter(line, undefined, known))
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]))
}

/** Whether the view is what is shown. */
export function isShown(
  view: Pick<IncidentView, 'filter' | 'sort'>,
  line: string,
  sort: IncidentQuery['sort'],
  known: Known,
): boolean {
  return view.sort === (sort ?? 'lastSeen') && key(lineOf(view.filter, known), known) === key(line, known)
}

/** The same for all lines that mean the same. */
function key(line: string, known: Known): string {
  const { status, severity, ...rest } = viewFilter(line, known)
  return JSON.stringify({ ...rest, status: status?.split(',').sort(), severity: severity?.split(',').sort() })
}
