/** Incidents by the releases that they began in, were seen in and are fixed in. */
import type { Context, Tx } from '#platform/context'
import { sql } from '#platform/database'

/** Groups of events whose newest events are looked at. */
const maxGroups = 500

type Scope = { projectId: string; environment?: string | undefined }

function inProject(tx: Tx, { projectId, environment }: Scope) {
  const query = tx.db
    .selectFrom('incidents')
    .where('workspaceId', '=', tx.workspaceId)
    .where('projectId', '=', projectId)
    .where('mergedInto', 'is', null)
  return environment === undefined ? query : query.where(sql<boolean>`${environment} = any(environments)`)
}

/** Ids, last seen first; `limit` at most, and how many there are. */
export async function listBegun(
  tx: Tx,
  scope: Scope & { version: string },
  limit: number,
): Promise<{ ids: string[]; total: number }> {
  const query = inProject(tx, scope).where('firstRelease', '=', scope.version)
  return page(query, limit)
}

/** Resolved by this release, or by the next one after the release before it. */
export async function listFixed(
  tx: Tx,
  scope: Scope & { version: string; previous: string | null },
  limit: number,
): Promise<{ ids: string[]; total: number }> {
  const { version, previous } = scope
  const query = inProject(tx, scope)
    .where('status', '=', 'resolved')
    .where((eb) =>
      previous === null
        ? eb('fixedIn', '=', version)
        : eb.or([eb('fixedIn', '=', version), eb('fixedAfter', '=', previous)]),
    )
  return page(query, limit)
}

async function page(query: ReturnType<typeof inProject>, limit: number): Promise<{ ids: string[]; total: number }> {
  const rows = await query
    .select(['id', (eb) => eb.fn.countAll<number>().over().as('total')])
    .orderBy('lastSeenAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return { ids: rows.map(({ id }) => id), total: rows[0]?.total ?? 0 }
}

/** How many began in each of these releases; none where there were none. */
export async function countBegun(
  tx: Tx,
  scope: Scope,
  versions: readonly string[],
): Promise<{ version: string; newIncidents: number }[]> {
  const rows = await inProject(tx, scope)
    .select(['firstRelease as version', (eb) => eb.fn.countAll<number>().as('newIncidents')])
    .where(sql<boolean>`first_release = any(${versions}::text[])`)
    .groupBy('firstRelease')
    .execute()
  return rows.flatMap(({ version, newIncidents }) => (version === null ? [] : [{ version, newIncidents }]))
}

/** How often it happened in a release by group, most recent groups first; from the column store, so as far back as it is kept. */
export async function countSeen(
  ctx: Context,
  { projectId, version, environment }: Scope & { version: string },
): Promise<{ key: string; count: number }[]> {
  const inEnvironment = environment === undefined ? '' : 'and environment = {environment:String}'
  return ctx.columns.forWorkspace(ctx.workspaceId).query<{ key: string; count: number }>(
    `select key, sum(often) as count from (
       select key, min(times) as often, max(occurred_at) as happened from events
       where workspace_id = {workspaceId:String} and project_id = {projectId:String} and release = {version:String}
         ${inEnvironment}
       group by key, event_id)
     group by key order by max(happened) desc, key limit {maxGroups:UInt32}`,
    { projectId, version, maxGroups, ...(environment !== undefined && { environment }) },
  )
}
