/** SQL of component groups, of the order on a page, and of what components need. */
import '../tables.ts'
import type { Tx } from '#platform/context'
import { sql } from '#platform/database'
import { notFound } from '#platform/errors'
import type { ComponentGroup } from './component.ts'
import type { Need } from './needs.ts'
import { flatten, type Place } from './order.ts'

const columns = ['id', 'name', 'description', 'position', 'upWhen', 'createdAt', 'updatedAt'] as const

export async function insertGroup(tx: Tx, pageId: string, group: ComponentGroup): Promise<void> {
  await tx.db
    .insertInto('componentGroups')
    .values({ ...group, pageId, workspaceId: tx.workspaceId })
    .execute()
}

export async function updateGroup(
  tx: Tx,
  id: string,
  fields: Pick<ComponentGroup, 'name' | 'description' | 'upWhen' | 'updatedAt'>,
): Promise<void> {
  const query = tx.db.updateTable('componentGroups').set(fields).where('workspaceId', '=', tx.workspaceId)
  await query.where('id', '=', id).execute()
}

export async function deleteGroup(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('componentGroups').where('workspaceId', '=', tx.workspaceId).where('id', '=', id).execute()
}

/** In their order. */
export async function listGroups(tx: Tx, pageIds: readonly string[]): Promise<(ComponentGroup & { pageId: string })[]> {
  if (pageIds.length === 0) return []
  return tx.db
    .selectFrom('componentGroups')
    .select([...columns, 'pageId'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('pageId', 'in', pageIds)
    .orderBy('position')
    .orderBy('id')
    .execute()
}

export async function getGroup(tx: Tx, id: string): Promise<ComponentGroup & { pageId: string }> {
  const query = tx.db.selectFrom('componentGroups').select([...columns, 'pageId'])
  const found = await query.where('workspaceId', '=', tx.workspaceId).where('id', '=', id).executeTakeFirst()
  if (!found) throw notFound('component group')
  return found
}

/** Numbers components and groups from 1 and puts components into their groups; what is right already is left alone. */
export async function saveTree(tx: Tx, tree: readonly Place[]): Promise<void> {
  const ids = flatten(tree)
  if (ids.length === 0) return
  const groupOf = new Map(tree.flatMap(({ id, components }) => (components ?? []).map((each) => [each, id] as const)))
  const groupIds = ids.map((id) => groupOf.get(id) ?? null)
  await sql`
    update components set position = place.position, group_id = place.group_id, updated_at = ${tx.now()}
    from unnest(${ids}::text[], ${groupIds}::text[]) with ordinality as place (id, group_id, position)
    where components.workspace_id = ${tx.workspaceId} and components.id = place.id
      and (components.position <> place.position or components.group_id is distinct from place.group_id)`.execute(tx.db)
  await sql`
    update component_groups set position = place.position, updated_at = ${tx.now()}
    from unnest(${ids}::text[]) with ordinality as place (id, position)
    where component_groups.workspace_id = ${tx.workspaceId} and component_groups.id = place.id
      and component_groups.position <> place.position`.execute(tx.db)
}

/** What the components of these pages need. */
export async function listNeeds(tx: Tx, pageIds: readonly string[]): Promise<Need[]> {
  if (pageIds.length === 0) return []
  return tx.db
    .selectFrom('componentNeeds as n')
    .innerJoin('components as c', (join) =>
      join.onRef('c.workspaceId', '=', 'n.workspaceId').onRef('c.id', '=', 'n.componentId'),
    )
    .select(['n.componentId as id', 'n.needsId'])
    .where('n.workspaceId', '=', tx.workspaceId)
    .where('c.pageId', 'in', pageIds)
    .orderBy('n.componentId')
    .orderBy('n.needsId')
    .execute()
}

export async function replaceNeeds(tx: Tx, componentId: string, needsIds: readonly string[]): Promise<void> {
  const { workspaceId } = tx
  await tx.db
    .deleteFrom('componentNeeds')
    .where('workspaceId', '=', workspaceId)
    .where('componentId', '=', componentId)
    .execute()
  if (needsIds.length === 0) return
  await tx.db
    .insertInto('componentNeeds')
    .values(needsIds.map((needsId) => ({ workspaceId, componentId, needsId })))
    .execute()
}
