import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { notFound } from '#platform/errors'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import { listed, type ListedIngestKey } from './ingest-key.ts'
import * as repo from './ingest-key-repo.ts'

/** Newest first, also those that have ended. */
export async function listIngestKeys(
  ctx: Context,
  projectId: string,
  page: PageQuery,
): Promise<{ items: ListedIngestKey[]; nextCursor: string | null }> {
  requirePermission(ctx, 'keys.read')
  const [after] = decodeCursor(page.cursor, 1)
  return inTransaction(ctx, async (tx) => {
    const project = await repo.findProject(tx, projectId)
    if (!project) throw notFound('project')
    const found = await repo.list(tx, projectId, { after, limit: page.limit })
    const items = found.slice(0, page.limit)
    const last = found.length > page.limit ? items.at(-1) : undefined
    return {
      items: items.map((key) => listed(key, tx.config.appUrl, project.number)),
      nextCursor: last ? encodeCursor([last.id]) : null,
    }
  })
}
