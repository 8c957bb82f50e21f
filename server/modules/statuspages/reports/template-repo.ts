/** SQL of templates. */
import './tables.ts'
import type { Tx } from '#platform/context'
import { isUniqueViolation, sql, type JsonValue } from '#platform/database'
import { conflict, notFound } from '#platform/errors'
import type { ComponentState } from '../report.ts'
import type { Template } from './template.ts'

const columns = [
  ...(['id', 'pageId', 'name', 'title', 'body', 'status', 'impact', 'components', 'createdAt', 'updatedAt'] as const),
]

export async function insertTemplate(tx: Tx, template: Template): Promise<void> {
  const row = { ...template, components: asJson(template.components), workspaceId: tx.workspaceId }
  await withFreeName(tx.db.insertInto('reportTemplates').values(row).execute())
}

export async function updateTemplate(tx: Tx, template: Template): Promise<void> {
  const query = tx.db.updateTable('reportTemplates').set({ ...template, components: asJson(template.components) })
  await withFreeName(query.where('workspaceId', '=', tx.workspaceId).where('id', '=', template.id).execute())
}

async function withFreeName<T>(write: Promise<T>): Promise<T> {
  try {
    return await write
  } catch (error) {
    if (isUniqueViolation(error)) throw conflict('another template has this name already')
    throw error
  }
}

export async function deleteTemplate(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('reportTemplates').where('workspaceId', '=', tx.workspaceId).where('id', '=', id).execute()
}

export async function getTemplate(tx: Tx, id: string): Promise<Template> {
  const query = tx.db.selectFrom('reportTemplates').select(columns).where('workspaceId', '=', tx.workspaceId)
  const row = await query.where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound('template')
  return { ...row, components: statesOf(row.components) }
}

/** By their names. */
export async function listTemplates(tx: Tx, pageId: string): Promise<Template[]> {
  const query = tx.db.selectFrom('reportTemplates').select(columns).where('workspaceId', '=', tx.workspaceId)
  const rows = await query.where('pageId', '=', pageId).orderBy('name').execute()
  return rows.map((row) => ({ ...row, components: statesOf(row.components) }))
}

export function asJson(components: readonly ComponentState[]) {
  return sql<JsonValue>`${JSON.stringify(components)}::jsonb`
}

/** Trusted: our own JSON, written by `asJson`. */
export function statesOf(json: JsonValue): ComponentState[] {
  return json as ComponentState[]
}
