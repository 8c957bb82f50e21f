import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict, type AppError } from '#platform/errors'
import { newId } from '#platform/ids'
import * as files from './file-repo.ts'
import { maxMapBytes, maxProjectBytes, maxProjectFiles, maxScriptBytes } from './limits.ts'
import { warn, type Manifest, type Pair } from './manifest.ts'
import * as maps from './map-repo.ts'
import { parseApart, UnreadableMap } from './parse-apart.ts'
import type { Bundle } from './read-bundle.ts'
import { mapKind } from './source-map.ts'

const zip = promisify(gzip)

type Place = { projectId: string; release: string | null; distribution: string | null }

/** Gives the ids of what is there now. What cannot be used is a warning; a project that is full is an error. */
export async function storeMaps(
  ctx: Context,
  place: Place,
  { bundle, manifest }: { bundle: Bundle; manifest: Manifest },
): Promise<string[]> {
  const ids: string[] = []
  for (const pair of manifest.pairs) ids.push(...(await storePair(ctx, place, bundle, pair, manifest)))
  return [...new Set(ids)]
}

async function storePair(
  ctx: Context,
  place: Place,
  bundle: Bundle,
  pair: Pair,
  { warnings }: Manifest,
): Promise<string[]> {
  if (bundle.sizeOf(pair.map) > maxMapBytes) {
    warn(warnings, `${pair.map}: a source map may have ${maxMapBytes} bytes at most`)
    return []
  }
  const map = await bundle.read(pair.map)
  const script = await readScript(bundle, pair)
  try {
    // Whatever cannot be read now cannot be read when an event needs it.
    await parseApart({ map, script })
  } catch (error) {
    if (!(error instanceof UnreadableMap)) throw error
    warn(warnings, `${pair.map}: ${error.message}`)
    return []
  }
  const mapFileId = await storeFile(ctx, place.projectId, map)
  const scriptFileId = script && (await storeFile(ctx, place.projectId, script))
  return inTransaction(ctx, async (tx) => {
    const ids: string[] = []
    for (const debugId of pair.debugIds) {
      const id = newId('smp', tx.now())
      const named = { ...place, id, debugId, url: pair.url, mapFileId, scriptFileId, sizeBytes: map.length }
      ids.push(await maps.addMap(tx, named))
    }
    return ids
  })
}

/** Only for names of functions, so one that is too large is done without. */
async function readScript(bundle: Bundle, { script }: Pair): Promise<Buffer | null> {
  return script === null || bundle.sizeOf(script) > maxScriptBytes ? null : bundle.read(script)
}

/** Each content once in the project. Throws conflict when it has no room. */
async function storeFile(ctx: Context, projectId: string, content: Buffer): Promise<string> {
  const digest = createHash('sha256').update(content).digest('hex')
  const kept = await zip(content)
  const { id, isStored } = await inTransaction(ctx, async (tx) => {
    await files.lockFiles(tx, projectId)
    const found = await files.findFile(tx, { projectId, digest })
    // Marked anew, so that it is not swept before a map refers to it.
    if (found?.storedAt) await files.markFileStored(tx, found.id)
    if (found) return { id: found.id, isStored: found.storedAt !== null }
    refuseFull(await files.usage(tx, projectId), kept.length)
    const file = { id: newId('smf', tx.now()), projectId, digest, sizeBytes: kept.length }
    await files.insertFile(tx, file)
    return { id: file.id, isStored: false }
  })
  if (isStored) return id
  await ctx.blobs.put(`${ctx.workspaceId}/${mapKind}/${id}`, kept, {
    contentType: 'application/gzip',
    maxBytes: kept.length,
  })
  await inTransaction(ctx, (tx) => files.markFileStored(tx, id))
  return id
}

function refuseFull({ files: count, sizeBytes }: { files: number; sizeBytes: number }, more: number): void {
  if (count >= maxProjectFiles) throw full(`${maxProjectFiles} files`)
  if (sizeBytes + more > maxProjectBytes) throw full(`${maxProjectBytes} bytes`)
}

const full = (what: string): AppError =>
  conflict(`the project has ${what} of source maps, and may not have more; delete some that are not needed`)
