/** Incidents by what people look for. */
import { ofLiveProject } from '#modules/workspaces'
import type { Tx } from '#platform/context'
import { sql } from '#platform/database'
import type { Incident, IncidentStatus } from './incident.ts'
import { columns } from './repo.ts'
import type { Severity } from './severity/severity.ts'

export const sortColumns = { lastSeen: 'lastSeenAt', firstSeen: 'firstSeenAt', events: 'eventCount' } as const
export type Sort = keyof typeof sortColumns

/** Then or later, and before then. */
const times = [
  ['newSince', 'newBefore', 'firstSeenAt'],
  ['seenSince', 'seenBefore', 'lastSeenAt'],
  ['regressedSince', 'regressedBefore', 'regressedAt'],
  ['escalatedSince', 'escalatedBefore', 'escalatedAt'],
] as const
export type TimeName = (typeof times)[number][0 | 1]
export const timeNames: readonly TimeName[] = times.flatMap(([since, before]) => [since, before])

/** All that is said must be so. */
export type IncidentFilter = Partial<Record<TimeName, Date | undefined>> & {
  status?: readonly IncidentStatus[] | undefined
  /** Words in title, place, the text of notes; or a number, with or without `#`. */
  query?: string | undefined
  /** Also that of one that was merged, which says where it went. */
  number?: number | undefined
  projectId?: string | undefined
  environment?: string | undefined
  release?: string | undefined
  level?: Incident['level'] | undefined
  kind?: Incident['kind'] | undefined
  severity?: readonly Severity[] | undefined
  /** The id of a user; `none`: nobody's. */
  owner?: string | undefined
}

/** One more than `limit` when there are more. `after` is the sort value and id of the last one of the page before. */
export async function list(
  tx: Tx,
  filter: IncidentFilter,
  page: { sort: Sort; after: { value: string; id: string } | undefined; limit: number },
): Promise<Incident[]> {
  const { sort, after, limit } = page
  const column = sortColumns[sort]
  let query = matching(tx, filter).select(columns)
  if (after) {
    const value = sort === 'events' ? Number(after.value) : new Date(after.value)
    query = query.where((eb) =>
      eb.or([eb(column, '<', value), eb.and([eb(column, '=', value), eb('id', '<', after.id)])]),
    )
  }
  return query
    .orderBy(column, 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

export async function countByStatus(tx: Tx, filter: IncidentFilter): Promise<Record<IncidentStatus, number>> {
  const rows = await matching(tx, { ...filter, status: undefined })
    .select(['status', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy('status')
    .execute()
  const counts = { open: 0, acknowledged: 0, muted: 0, resolved: 0 }
  for (const { status, count } of rows) counts[status] = count
  return counts
}

function matching(tx: Tx, filter: IncidentFilter) {
  const { number, owner } = filter
  let query = tx.db.selectFrom('incidents').where('workspaceId', '=', tx.workspaceId)
  query = query.where(ofLiveProject(tx, 'incidents.projectId'))
  if (number === undefined) query = query.where('mergedInto', 'is', null)
  else query = query.where('number', '=', number)
  if (filter.status) query = query.where('status', 'in', filter.status)
  if (filter.severity) query = query.where('severity', 'in', filter.severity)
  if (filter.projectId) query = query.where('projectId', '=', filter.projectId)
  if (filter.level) query = query.where('level', '=', filter.level)
  if (filter.kind) query = query.where('kind', '=', filter.kind)
  if (owner === 'none') query = query.where('ownerId', 'is', null)
  else if (owner !== undefined) query = query.where('ownerId', '=', owner)
  for (const [since, before, column] of times) {
    if (filter[since]) query = query.where(column, '>=', filter[since])
    if (filter[before]) query = query.where(column, '<', filter[before])
  }
  if (filter.environment) query = query.where(sql<boolean>`${filter.environment} = any(environments)`)
  if (filter.release) {
    const { release } = filter
    query = query.where((eb) => eb.or([eb('firstRelease', '=', release), eb('lastRelease', '=', release)]))
  }
  for (const word of wordsOf(filter.query)) query = query.where(hasWord(tx, word))
  return query
}

const maxWords = 10

function wordsOf(text: string | undefined): string[] {
  return text?.split(/\s+/).filter(Boolean).slice(0, maxWords) ?? []
}

function hasWord(tx: Tx, word: string) {
  const pattern = `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`
  const number = /^#?(\d{1,9})$/.exec(word)?.[1]
  const isNumber = number === undefined ? sql`false` : sql`number = ${Number(number)}`
  return sql<boolean>`(title ilike ${pattern} or culprit ilike ${pattern} or ${isNumber} or exists (
    select from incident_notes n where n.workspace_id = ${tx.workspaceId} and n.incident_id = incidents.id
      and n.text ilike ${pattern}))`
}
