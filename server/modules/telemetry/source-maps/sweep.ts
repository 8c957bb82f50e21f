/** Ends what nobody needs: maps that no event used for long, files without a map, chunks of uploads that were given up. */
import { systemContext, type Context, type Services } from '#platform/context'
import { inPlatformTransaction, inTransaction } from '#platform/database'
import { newId } from '#platform/ids'
import * as chunks from './chunk-repo.ts'
import * as files from './file-repo.ts'
import { chunkHours, unusedDays } from './limits.ts'
import * as maps from './map-repo.ts'
import { removeChunks } from './save-chunk.ts'
import { mapKind } from './source-map.ts'

const hourMs = 3_600_000

export async function sweepSourceMaps(services: Services): Promise<void> {
  const nowMs = services.now().getTime()
  const before = { used: new Date(nowMs - unusedDays * 24 * hourMs), unused: new Date(nowMs - chunkHours * hourMs) }
  const found = await inPlatformTransaction(services, async (tx) => [
    ...(await files.workspacesToSweep(tx, before)),
    ...(await chunks.workspacesWithChunks(tx, before.unused)),
  ])
  for (const workspaceId of new Set(found)) {
    await sweepWorkspace(systemContext(services, workspaceId, newId('run', services.now())), before)
  }
}

async function sweepWorkspace(ctx: Context, before: { used: Date; unused: Date }): Promise<void> {
  const { endedFiles, endedChunks } = await inTransaction(ctx, async (tx) => {
    await maps.deleteUnusedMaps(tx, before.used)
    return {
      endedFiles: await files.endUnused(tx, before.unused),
      endedChunks: await chunks.retireChunks(tx, { before: before.unused }),
    }
  })
  // The row goes last: as long as it is there, the next sweep finds the file.
  for (const id of endedFiles) {
    await ctx.blobs.delete(`${ctx.workspaceId}/${mapKind}/${id}`)
    await inTransaction(ctx, (tx) => files.deleteFile(tx, id))
  }
  await removeChunks(ctx, endedChunks)
}
