import { ofLiveProject } from '#modules/workspaces'
import type { Tx } from '#platform/context'
import { sql, type JsonValue } from '#platform/database'
import { notFound } from '#platform/errors'
import type { Sort } from '../list-repo.ts'

/** A filter of the list, as it is asked for: `{ status: 'open,acknowledged', owner: 'me' }`. */
export type ViewFilter = Record<string, string>

/** A filter and an order under a name. */
export type View = {
  id: string
  name: string
  /** Whose it is alone; null: everybody's. */
  personalTo: string | null
  createdBy: string
  filter: ViewFilter
  sort: Sort
  createdAt: Date
  updatedAt: Date
}

declare module '#platform/database' {
  interface Tables {
    incidentViews: View & { workspaceId: string }
  }
}

const columns = [
  ...(['id', 'name', 'personalTo', 'createdBy', 'filter', 'sort', 'createdAt', 'updatedAt'] as const),
] as const satisfies (keyof View)[]

/** Those that whoever acts may see: somebody else's personal ones do not exist, nor those of a project that is being deleted. */
function views(tx: Tx) {
  return tx.db
    .selectFrom('incidentViews')
    .select(columns)
    .where('workspaceId', '=', tx.workspaceId)
    .where((eb) => eb.or([eb('personalTo', 'is', null), eb('personalTo', '=', tx.actor.id)]))
    .where(ofLiveProject(tx, sql`incident_views.filter ->> 'projectId'`))
}

export async function list(tx: Tx): Promise<View[]> {
  return views(tx).orderBy('name').orderBy('id').execute()
}

/** Of two who change the list at once the second one waits, so that counting and inserting are one step. */
export async function lockList(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`incident_views ${tx.workspaceId}`}, 0))`.execute(tx.db)
}

export async function getForUpdate(tx: Tx, id: string): Promise<View> {
  const view = await views(tx).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!view) throw notFound('view')
  return view
}

export async function insert(tx: Tx, view: View): Promise<void> {
  await tx.db
    .insertInto('incidentViews')
    .values({ ...view, workspaceId: tx.workspaceId, filter: asJson(view.filter) })
    .execute()
}

export async function update(tx: Tx, view: View): Promise<void> {
  const { id, createdBy: _createdBy, createdAt: _createdAt, ...changes } = view
  await tx.db
    .updateTable('incidentViews')
    .set({ ...changes, filter: asJson(view.filter) })
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
}

export async function remove(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('incidentViews').where('workspaceId', '=', tx.workspaceId).where('id', '=', id).execute()
}

/** Of somebody who has left. */
export async function removePersonal(tx: Tx, userId: string): Promise<void> {
  await tx.db
    .deleteFrom('incidentViews')
    .where('workspaceId', '=', tx.workspaceId)
    .where('personalTo', '=', userId)
    .execute()
}

function asJson(filter: ViewFilter) {
  return sql<ViewFilter & JsonValue>`${JSON.stringify(filter)}::jsonb`
}
