import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { enqueue } from '#platform/jobs'
import { newId } from '#platform/ids'
import { assembleJob } from './assemble-upload.ts'
import * as chunkRows from './chunk-repo.ts'
import { maxBundleBytes } from './limits.ts'
import * as maps from './map-repo.ts'
import type { UploadState } from './source-map.ts'
import * as uploads from './upload-repo.ts'

export type AssembleRequest = {
  /** SHA-1 of the whole bundle. */
  checksum: string
  chunks: string[]
  projectIds: string[]
  release: string | null
  distribution: string | null
}

export type AssembleAnswer = { state: UploadState | 'not_found'; missingChunks: string[]; detail: string | null }

/** A client that asks again so long after a failure means it: it is tried again. */
const retryMs = 10_000

/** What the client asks before it uploads, and then again and again: beginning the work is what happens once. */
export async function assemble(ctx: Context, request: AssembleRequest): Promise<AssembleAnswer> {
  requirePermission(ctx, 'projects.write')
  return inTransaction(ctx, async (tx) => {
    const found = await chunkRows.findChunks(tx, request.chunks)
    const missingChunks = [...new Set(request.chunks)].filter((checksum) => !found.has(checksum))
    const sizeBytes = request.chunks.reduce((sum, checksum) => sum + (found.get(checksum)?.sizeBytes ?? 0), 0)
    if (sizeBytes > maxBundleBytes) {
      return { state: 'error', missingChunks: [], detail: `a bundle may have ${maxBundleBytes} bytes at most` }
    }
    const begun: string[] = []
    const states: AssembleAnswer[] = []
    for (const projectId of request.projectIds) {
      const name = { ...request, projectId }
      const upload = await uploads.findUpload(tx, name)
      const known = upload && (await stateOf(tx, upload))
      if (known) states.push({ ...known, missingChunks: [] })
      else if (missingChunks.length > 0) states.push({ state: 'not_found', missingChunks, detail: null })
      else {
        const id = await uploads.beginUpload(tx, newId('smu', tx.now()), name, request.chunks)
        await enqueue(tx, assembleJob, { uploadId: id })
        await recordActivity(tx, 'sourceMaps.uploaded', { subjectId: projectId, data: { uploadId: id } })
        begun.push(id)
        states.push({ state: 'created', missingChunks: [], detail: null })
      }
    }
    for (const id of begun) {
      const { release, distribution, checksum } = request
      await recordAudit(tx, 'sourceMaps.uploaded', { targetId: id, after: { release, distribution, checksum } })
    }
    return worst(states)
  })
}

/** Undefined: it has to be done, or done again. */
async function stateOf(tx: Tx, upload: uploads.Upload): Promise<Pick<AssembleAnswer, 'state' | 'detail'> | undefined> {
  const { state, detail, mapIds } = upload
  if (state === 'error' && tx.now().getTime() - upload.changedAt.getTime() >= retryMs) return undefined
  // Somebody deleted what came of it.
  if (state === 'ok' && (await maps.countMaps(tx, mapIds)) < mapIds.length) return undefined
  return { state, detail }
}

const order = ['error', 'not_found', 'created', 'assembling', 'ok']

/** Of several projects: finished when all are. */
function worst(states: readonly AssembleAnswer[]): AssembleAnswer {
  const [first] = states.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
  return first ?? { state: 'error', missingChunks: [], detail: 'no project was named' }
}
