/** Valid requests of the endpoints of source maps. */
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { newHexKey, newId } from '#platform/ids'
import { at, project, type Make } from './make.ts'

export const sourceMapRequests: Record<string, Make> = {
  listSourceMaps: async (ctx) => at(`/projects/${await project(ctx)}/source-maps`),
  deleteSourceMap: async (ctx) => at(await sourceMap(ctx)),
  listSourceMapUploads: async (ctx) => at(`/projects/${await project(ctx)}/source-map-uploads`),
  listMissingSourceMaps: async (ctx) => at(`/projects/${await project(ctx)}/source-maps/missing`),
}

/** Its path; the rows alone, as an upload leaves them. */
async function sourceMap(ctx: Context): Promise<string> {
  const projectId = await project(ctx)
  const now = ctx.now()
  const [id, fileId] = [newId('smp', now), newId('smf', now)]
  const { workspaceId } = ctx
  await inTransaction(ctx, async ({ db }) => {
    const file = { id: fileId, projectId, digest: newHexKey(32), sizeBytes: 1 }
    await db
      .insertInto('sourceMapFiles')
      .values({ ...file, workspaceId, createdAt: now, storedAt: now, endedAt: null })
      .execute()
    const named = { debugId: newHexKey(16), release: null, distribution: null, url: '~/app.min.js' }
    const files = { mapFileId: fileId, scriptFileId: null, sizeBytes: 1 }
    const times = { createdAt: now, usedAt: now, useCount: 0 }
    await db
      .insertInto('sourceMaps')
      .values({ id, workspaceId, projectId, ...named, ...files, ...times })
      .execute()
  })
  return `/projects/${projectId}/source-maps/${id}`
}
