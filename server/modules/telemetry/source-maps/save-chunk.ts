import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { AppError, invalidRequest, tooLarge } from '#platform/errors'
import { newId } from '#platform/ids'
import * as chunks from './chunk-repo.ts'
import { chunkBytes, maxWaitingChunkBytes } from './limits.ts'
import { chunkKind } from './source-map.ts'

const unzip = promisify(gunzip)

/** `name` is what the client says the SHA-1 is. It is compared, and never part of a path. */
export type SentChunk = { name: string; bytes: Buffer; gzip: boolean }

/** Repeatable. Throws invalid_request for content that is not what its name says, too_large. */
export async function saveChunk(ctx: Context, sent: SentChunk): Promise<void> {
  requirePermission(ctx, 'projects.write')
  const content = sent.gzip ? await unpacked(sent.bytes) : sent.bytes
  if (content.length > chunkBytes) throw tooLarge(`a chunk may have ${chunkBytes} bytes at most`)
  const checksum = createHash('sha1').update(content).digest('hex')
  if (checksum !== sent.name.toLowerCase()) throw invalidRequest('a chunk is not what its checksum says; send it again')
  const id = await inTransaction(ctx, async (tx) => {
    const claimed = await chunks.claimChunk(tx, {
      id: newId('chk', tx.now()),
      checksum,
      sizeBytes: content.length,
    })
    if (claimed !== undefined && (await chunks.waitingBytes(tx)) > maxWaitingChunkBytes) {
      throw new AppError('rate_limited', 'too much is being uploaded at once; finish those uploads first', {
        retryAfterSeconds: 60,
      })
    }
    return claimed
  })
  if (id === undefined) return
  await ctx.blobs.put(`${ctx.workspaceId}/${chunkKind}/${id}`, content, {
    contentType: 'application/octet-stream',
    maxBytes: chunkBytes,
  })
  await inTransaction(ctx, (tx) => chunks.markStored(tx, id))
}

async function unpacked(bytes: Buffer): Promise<Buffer> {
  try {
    return await unzip(bytes, { maxOutputLength: chunkBytes })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
      throw tooLarge(`a chunk may have ${chunkBytes} bytes at most`)
    }
    throw invalidRequest('a chunk is not valid gzip')
  }
}

/** Files first: a row without a file is what the next sweep deletes. */
export async function removeChunks(ctx: Context, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await ctx.blobs.delete(`${ctx.workspaceId}/${chunkKind}/${id}`)
    await inTransaction(ctx, (tx) => chunks.deleteChunk(tx, id))
  }
}
