/** From uploaded chunks to source maps that events can use. A job: whatever interrupts it, it is done again. */
import { createHash } from 'node:crypto'
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { z } from 'zod'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { AppError, invalidRequest } from '#platform/errors'
import { defineJob } from '#platform/jobs'
import * as chunkRows from './chunk-repo.ts'
import { forgetMaps } from './find-map.ts'
import { readManifest } from './manifest.ts'
import { openBundle } from './read-bundle.ts'
import { removeChunks } from './save-chunk.ts'
import { chunkKind } from './source-map.ts'
import { storeMaps } from './store-maps.ts'
import * as uploads from './upload-repo.ts'

export const assembleJob = defineJob({
  name: 'telemetry.assembleSourceMaps',
  purpose: 'incidents',
  reads: ['C13'],
  input: z.object({ uploadId: z.string() }),
  handle: (ctx, { uploadId }) => assembleUpload(ctx, uploadId),
})

export async function assembleUpload(ctx: Context, id: string): Promise<void> {
  const upload = await inTransaction(ctx, async (tx) => {
    const found = await uploads.findUploadById(tx, id)
    if (!found || (found.state !== 'created' && found.state !== 'assembling')) return undefined
    await uploads.changeUpload(tx, id, { state: 'assembling' })
    return found
  })
  if (!upload) return
  try {
    const done = await unpack(ctx, upload)
    await inTransaction(ctx, (tx) => uploads.changeUpload(tx, id, { state: 'ok', detail: null, ...done }))
    forgetMaps(ctx, { workspaceId: ctx.workspaceId, projectId: upload.projectId })
  } catch (error) {
    // What is wrong with the bundle is for whoever made it; all else is ours, and tried again.
    if (!(error instanceof AppError) || error.code === 'unavailable') throw error
    await inTransaction(ctx, (tx) => uploads.changeUpload(tx, id, { state: 'error', detail: error.message }))
    return
  }
  const ids = await inTransaction(ctx, (tx) => chunkRows.retireChunks(tx, { checksums: upload.chunks }))
  await removeChunks(ctx, ids)
}

async function unpack(ctx: Context, upload: uploads.Upload): Promise<{ warnings: string[]; mapIds: string[] }> {
  const directory = await mkdtemp(join(tmpdir(), 'watchword-bundle-'))
  try {
    const file = await open(join(directory, 'bundle'), 'wx+', 0o600)
    try {
      await joinChunks(ctx, upload, file)
      return await readMaps(ctx, upload, file)
    } finally {
      await file.close()
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** The chunks in their order, checked against the checksum of the whole. */
async function joinChunks(ctx: Context, upload: uploads.Upload, file: FileHandle): Promise<void> {
  const found = await inTransaction(ctx, (tx) => chunkRows.findChunks(tx, upload.chunks))
  const hash = createHash('sha1')
  for (const checksum of upload.chunks) {
    const chunk = found.get(checksum)
    if (!chunk) throw invalidRequest('a part of it is gone; upload it again')
    const { body } = await ctx.blobs.get(`${ctx.workspaceId}/${chunkKind}/${chunk.id}`)
    const bytes = await buffer(body)
    hash.update(bytes)
    await file.write(bytes)
  }
  if (hash.digest('hex') !== upload.checksum) throw invalidRequest('its parts do not make up its checksum')
}

async function readMaps(ctx: Context, upload: uploads.Upload, file: FileHandle) {
  const bundle = await openBundle(file)
  const manifest = readManifest(await bundle.readManifest(), bundle.names)
  if (!manifest) throw invalidRequest('its manifest.json is not one of an artifact bundle')
  const { warnings } = manifest
  const names = {
    release: upload.release ?? manifest.release,
    distribution: upload.distribution ?? manifest.distribution,
  }
  const mapIds = await storeMaps(ctx, { projectId: upload.projectId, ...names }, { bundle, manifest })
  const list = [...warnings.list, ...(warnings.dropped > 0 ? [`and ${warnings.dropped} more`] : [])]
  if (mapIds.length === 0)
    throw invalidRequest(`no source map in it can be used: ${list.slice(0, 5).join('; ') || 'it has none'}`)
  return { warnings: list, mapIds }
}
