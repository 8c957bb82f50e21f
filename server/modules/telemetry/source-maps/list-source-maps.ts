import { requireProject } from '#modules/workspaces'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import { usage } from './file-repo.ts'
import { maxMissesPerProject, maxProjectBytes, maxProjectFiles } from './limits.ts'
import * as maps from './map-repo.ts'
import type { SourceMap } from './source-map.ts'
import * as uploads from './upload-repo.ts'
import { flushUses } from './uses.ts'

type Page<T> = { items: T[]; nextCursor: string | null }
type After = { after: string | undefined; limit: number }

export type Usage = { files: number; maxFiles: number; sizeBytes: number; maxSizeBytes: number }

/** Newest first; uses of this process are counted up to now, those of others up to ten seconds before. */
export async function listSourceMaps(
  ctx: Context,
  projectId: string,
  query: PageQuery,
): Promise<Page<SourceMap> & { usage: Usage }> {
  requirePermission(ctx, 'projects.read')
  await flushUses(ctx)
  return inTransaction(ctx, async (tx) => {
    const page = await pageOf(tx, projectId, query, maps.listMaps)
    const used = await usage(tx, projectId)
    return { ...page, usage: { ...used, maxFiles: maxProjectFiles, maxSizeBytes: maxProjectBytes } }
  })
}

/** Newest first. */
export async function listSourceMapUploads(
  ctx: Context,
  projectId: string,
  query: PageQuery,
): Promise<Page<uploads.Upload>> {
  requirePermission(ctx, 'projects.read')
  return inTransaction(ctx, (tx) => pageOf(tx, projectId, query, uploads.listUploads))
}

/** All there are: their number is bounded. */
export async function listMissingSourceMaps(ctx: Context, projectId: string): Promise<maps.Miss[]> {
  requirePermission(ctx, 'projects.read')
  await flushUses(ctx)
  return inTransaction(ctx, async (tx) => {
    await requireProject(tx, projectId)
    return maps.listMisses(tx, projectId, maxMissesPerProject)
  })
}

async function pageOf<T extends { id: string }>(
  tx: Tx,
  projectId: string,
  { cursor, limit }: PageQuery,
  list: (tx: Tx, projectId: string, page: After) => Promise<T[]>,
): Promise<Page<T>> {
  await requireProject(tx, projectId)
  const [after] = decodeCursor(cursor, 1)
  const found = await list(tx, projectId, { after, limit })
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: found.length > limit && last ? encodeCursor([last.id]) : null }
}
