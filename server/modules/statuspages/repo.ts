/** SQL of pages and components. Reports, subscribers and their mails have files of their own. */
import './tables.ts'
import type { ActivityType } from '#platform/activity'
import type { Tx } from '#platform/context'
import { isUniqueViolation } from '#platform/database'
import { conflict, notFound } from '#platform/errors'
import type { Component } from './components/component.ts'
import type { StatusPage } from './page.ts'

const pageColumns = ['id', 'slug', 'name', 'description', 'timeZone', 'locale', 'createdAt', 'updatedAt'] as const
const componentColumns = [
  'id',
  'name',
  'description',
  'status',
  'position',
  'createdAt',
  'updatedAt',
  'groupId',
  'showcase',
  'startDate',
  'onlyShowIfDegraded',
  'hidden',
  'unknownSince',
] as const

export async function insertPage(tx: Tx, page: StatusPage): Promise<void> {
  await withFreeSlug(
    tx.db
      .insertInto('statusPages')
      .values({ ...page, workspaceId: tx.workspaceId })
      .execute(),
  )
}

export async function updatePage(tx: Tx, page: StatusPage): Promise<void> {
  const query = tx.db.updateTable('statusPages').set(page).where('workspaceId', '=', tx.workspaceId)
  await withFreeSlug(query.where('id', '=', page.id).execute())
}

async function withFreeSlug<T>(write: Promise<T>): Promise<T> {
  try {
    return await write
  } catch (error) {
    if (isUniqueViolation(error, 'status_pages_slug_key')) throw conflict('another status page has this slug already')
    throw error
  }
}

export async function deletePage(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('statusPages').where('workspaceId', '=', tx.workspaceId).where('id', '=', id).execute()
}

export async function listPages(tx: Tx): Promise<StatusPage[]> {
  const query = tx.db.selectFrom('statusPages').select(pageColumns).where('workspaceId', '=', tx.workspaceId)
  return query.orderBy('createdAt').orderBy('id').execute()
}

export async function findPage(tx: Tx, id: string): Promise<StatusPage | undefined> {
  const query = tx.db.selectFrom('statusPages').select(pageColumns).where('workspaceId', '=', tx.workspaceId)
  return query.where('id', '=', id).executeTakeFirst()
}

export async function getPage(tx: Tx, id: string): Promise<StatusPage> {
  const page = await findPage(tx, id)
  if (!page) throw notFound('status page')
  return page
}

/** Locks the page, so that of two who change what it shows the second one sees what the first did. */
export async function getPageForUpdate(tx: Tx, id: string): Promise<StatusPage> {
  const query = tx.db.selectFrom('statusPages').select(pageColumns).where('workspaceId', '=', tx.workspaceId)
  const page = await query.where('id', '=', id).forUpdate().executeTakeFirst()
  if (!page) throw notFound('status page')
  return page
}

/** What the public sees of the page has changed. */
export async function touchPage(tx: Tx, id: string): Promise<void> {
  const query = tx.db.updateTable('statusPages').set({ updatedAt: tx.now() }).where('workspaceId', '=', tx.workspaceId)
  await query.where('id', '=', id).execute()
}

export async function insertComponent(tx: Tx, pageId: string, component: Component): Promise<void> {
  await tx.db
    .insertInto('components')
    .values({ ...component, pageId, workspaceId: tx.workspaceId })
    .execute()
}

export async function updateComponent(
  tx: Tx,
  id: string,
  fields: Partial<Omit<Component, 'id' | 'status' | 'position' | 'groupId' | 'createdAt'>>,
): Promise<void> {
  const query = tx.db.updateTable('components').set(fields).where('workspaceId', '=', tx.workspaceId)
  await query.where('id', '=', id).execute()
}

export async function deleteComponent(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('components').where('workspaceId', '=', tx.workspaceId).where('id', '=', id).execute()
}

export async function listComponents(tx: Tx, pageIds: readonly string[]): Promise<(Component & { pageId: string })[]> {
  if (pageIds.length === 0) return []
  return tx.db
    .selectFrom('components')
    .select([...componentColumns, 'pageId'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('pageId', 'in', pageIds)
    .orderBy('position')
    .orderBy('id')
    .execute()
}

export async function findComponent(tx: Tx, id: string): Promise<(Component & { pageId: string }) | undefined> {
  const query = tx.db.selectFrom('components').select([...componentColumns, 'pageId'])
  return query.where('workspaceId', '=', tx.workspaceId).where('id', '=', id).executeTakeFirst()
}

export async function getComponent(tx: Tx, id: string): Promise<Component & { pageId: string }> {
  const found = await findComponent(tx, id)
  if (!found) throw notFound('component')
  return found
}

/** The latest activity of one of these types on a thing: the cause of what is said about it. */
export async function findLatestActivity(
  tx: Tx,
  subjectId: string,
  types: readonly ActivityType[],
): Promise<{ id: string } | undefined> {
  return tx.db
    .selectFrom('activities')
    .select('id')
    .where('workspaceId', '=', tx.workspaceId)
    .where('subjectId', '=', subjectId)
    .where('type', 'in', types)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .executeTakeFirst()
}
