/** SQL of exports. The secret is sealed here and opened here. */
import './tables.ts'
import type { Tx } from '#platform/context'
import { sql, type PlatformTx } from '#platform/database'
import { openText, sealText } from '#platform/vault-store'
import { refreshMs, type PageExport } from './export.ts'

const columns = [
  ...(['pageId', 'endpoint', 'region', 'bucket', 'prefix', 'addressing', 'accessKeyId', 'createdAt'] as const),
  ...(['updatedAt', 'endedAt', 'notBefore', 'exportedAt', 'pageUpdatedAt', 'failingSince', 'problem'] as const),
] as const

const sealedAt = (rowId: string) => ({ table: 'page_exports', column: 'secret_access_key', rowId })

export async function findExport(tx: Tx, pageId: string): Promise<PageExport | undefined> {
  const query = tx.db.selectFrom('pageExports').select(columns).where('workspaceId', '=', tx.workspaceId)
  return query.where('pageId', '=', pageId).executeTakeFirst()
}

/** Null: it came without one, from another installation. Throws VaultError for a value that was damaged. */
export async function findSecret(tx: Tx, pageId: string): Promise<string | null | undefined> {
  const query = tx.db.selectFrom('pageExports').select('secretAccessKey').where('workspaceId', '=', tx.workspaceId)
  const row = await query.where('pageId', '=', pageId).executeTakeFirst()
  return row?.secretAccessKey ? openText(tx, sealedAt(pageId), row.secretAccessKey) : row && null
}

export async function hasSecret(tx: Tx, pageId: string): Promise<boolean> {
  const query = tx.db.selectFrom('pageExports').select('pageId').where('workspaceId', '=', tx.workspaceId)
  const row = await query.where('pageId', '=', pageId).where('secretAccessKey', 'is not', null).executeTakeFirst()
  return row !== undefined
}

/** Whoever works on it at the moment keeps the lease, and finds on saving that it was changed. */
export async function saveExport(tx: Tx, row: PageExport, secret: string | undefined): Promise<void> {
  const sealed = secret === undefined ? {} : { secretAccessKey: await sealText(tx, sealedAt(row.pageId), secret) }
  const query = tx.db.updateTable('pageExports').set({ ...row, ...sealed })
  const { numUpdatedRows } = await query
    .where('workspaceId', '=', tx.workspaceId)
    .where('pageId', '=', row.pageId)
    .executeTakeFirst()
  if (numUpdatedRows > 0n) return
  if (sealed.secretAccessKey === undefined) throw new Error('a first export has a secret')
  const { secretAccessKey } = sealed
  await tx.db
    .insertInto('pageExports')
    .values({ ...row, secretAccessKey, leasedUntil: null, workspaceId: tx.workspaceId })
    .execute()
}

/** With the list of what was put. */
export async function deleteExport(tx: Tx, pageId: string): Promise<void> {
  const query = tx.db.deleteFrom('pageExports').where('workspaceId', '=', tx.workspaceId)
  await query.where('pageId', '=', pageId).execute()
}

/** Undefined while somebody else works on it. */
export async function lease(tx: Tx, pageId: string, until: Date): Promise<PageExport | undefined> {
  return tx.db
    .updateTable('pageExports')
    .set({ leasedUntil: until })
    .where('workspaceId', '=', tx.workspaceId)
    .where('pageId', '=', pageId)
    .where('notBefore', '<=', tx.now())
    .where((eb) => eb.or([eb('leasedUntil', 'is', null), eb('leasedUntil', '<=', tx.now())]))
    .returning(columns)
    .executeTakeFirst()
}

type Outcome = Pick<PageExport, 'notBefore' | 'exportedAt' | 'pageUpdatedAt' | 'failingSince' | 'problem'>

/** Gives the lease back. What was set anew meanwhile is due at once, whatever this run came to. */
export async function saveRun(tx: Tx, pageId: string, updatedAt: Date, outcome: Outcome): Promise<void> {
  const rows = tx.db.updateTable('pageExports').where('workspaceId', '=', tx.workspaceId).where('pageId', '=', pageId)
  await rows
    .where('updatedAt', '=', updatedAt)
    .set({ ...outcome, leasedUntil: null })
    .execute()
  await rows.where('updatedAt', '!=', updatedAt).set({ leasedUntil: null }).execute()
}

/** `isGone`: the page was deleted. */
export type ExportPlace = { workspaceId: string; pageId: string; isGone: boolean }

/** Exports that have something to do, the longest waiting first. */
export async function listDue(tx: PlatformTx, limit: number): Promise<ExportPlace[]> {
  const now = tx.now()
  const { rows } = await sql<ExportPlace>`
    select e.workspace_id, e.page_id, p.id is null as is_gone from page_exports e
    join workspaces w on w.id = e.workspace_id and w.deleted_at is null
    left join status_pages p on p.workspace_id = e.workspace_id and p.id = e.page_id
    where e.not_before <= ${now} and (e.leased_until is null or e.leased_until <= ${now})
      and (e.ended_at is not null or p.id is null or e.exported_at is null
        or e.page_updated_at is distinct from p.updated_at
        or e.exported_at <= ${new Date(now.getTime() - refreshMs)})
    order by e.not_before limit ${limit}`.execute(tx.db)
  return rows
}

export type PutObject = { path: string; digest: string | null; putAt: Date | null }

export async function listObjects(tx: Tx, pageId: string): Promise<PutObject[]> {
  const query = tx.db.selectFrom('pageExportObjects').select(['path', 'digest', 'putAt'])
  return query.where('workspaceId', '=', tx.workspaceId).where('pageId', '=', pageId).orderBy('path').execute()
}

/** `known`: those that are there; the others may be, because nobody learned what became of them. */
export async function countObjects(tx: Tx, pageId: string): Promise<{ all: number; known: number }> {
  const query = tx.db
    .selectFrom('pageExportObjects')
    .select(({ fn }) => [fn.countAll<number>().as('all'), fn.count<number>('putAt').as('known')])
  const row = await query.where('workspaceId', '=', tx.workspaceId).where('pageId', '=', pageId).executeTakeFirst()
  return { all: row?.all ?? 0, known: row?.known ?? 0 }
}

export async function saveObjects(tx: Tx, pageId: string, objects: readonly PutObject[]): Promise<void> {
  if (objects.length === 0) return
  await tx.db
    .insertInto('pageExportObjects')
    .values(objects.map((object) => ({ ...object, pageId, workspaceId: tx.workspaceId })))
    .onConflict((conflict) =>
      conflict.columns(['workspaceId', 'pageId', 'path']).doUpdateSet((eb) => ({
        digest: eb.ref('excluded.digest'),
        putAt: eb.ref('excluded.putAt'),
      })),
    )
    .execute()
}

export async function removeObjects(tx: Tx, pageId: string, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return
  const query = tx.db.deleteFrom('pageExportObjects').where('workspaceId', '=', tx.workspaceId)
  await query.where('pageId', '=', pageId).where('path', 'in', paths).execute()
}
