import { createHash } from 'node:crypto'
import { systemContext, type Services, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { newId } from '#platform/ids'
import type { RecordStore } from '../record-stores.ts'
import type { EventAttachment } from '../records.ts'
import * as outcomes from '../repo.ts'
import {
  blobKey,
  maxFileBytes,
  maxPerEvent,
  maxProjectBytes,
  maxProjectFiles,
  safeContentType,
  safeFileName,
} from './attachment.ts'
import * as repo from './repo.ts'

type Ready = { id: string; file: EventAttachment }

/**
 * Row, file, row: a file whose row says nothing yet is written again by whoever repeats the request, or removed after an
 * hour. What is over a bound becomes an outcome; the event stays.
 */
export const attachmentStore: RecordStore<'attachments'> = {
  write: async (services, { workspaceId, projectId }, files) => {
    const ctx = systemContext(services, workspaceId, 'attachments')
    const ready = await inTransaction(ctx, (tx) => reserve(tx, projectId, files))
    for (const { id, file } of ready) await put(services, blobKey(workspaceId, id), file)
    await inTransaction(ctx, (tx) =>
      repo.setState(
        tx,
        ready.map(({ id }) => id),
        'kept',
      ),
    )
  },
}

async function put({ blobs }: Services, key: string, { bytes }: EventAttachment): Promise<void> {
  await blobs.put(key, bytes, { contentType: 'application/octet-stream', maxBytes: maxFileBytes })
}

/** Rows for what there is room for; those whose file is not there yet are answered again. */
async function reserve(tx: Tx, projectId: string, files: readonly EventAttachment[]): Promise<Ready[]> {
  const kept = await repo.countForUpdate(tx, projectId)
  const refused = new Map<string, number>()
  const ready: Ready[] = []
  for (const [eventId, ofEvent] of Map.groupBy(files, (file) => file.eventId)) {
    const there = await repo.listOfEvent(tx, projectId, eventId)
    const known = new Map(there.map((row) => [`${row.digest} ${row.fileName}`, row]))
    for (const file of ofEvent) {
      const named = { fileName: safeFileName(file.fileName), contentType: safeContentType(file.contentType) }
      const digest = createHash('sha256').update(file.bytes).digest('hex')
      const same = known.get(`${digest} ${named.fileName}`)
      if (same) {
        if (same.state === 'writing') ready.push({ id: same.id, file })
        continue
      }
      const sizeBytes = file.bytes.length
      const reason = problemOf({ sizeBytes, ofEvent: known.size, kept })
      if (reason !== undefined) {
        refused.set(reason, (refused.get(reason) ?? 0) + 1)
        continue
      }
      const id = newId('att', file.receivedAt)
      const row = {
        id,
        projectId,
        eventId,
        receivedAt: file.receivedAt,
        state: 'writing',
        sizeBytes,
        ...named,
      } as const
      await repo.insert(tx, { ...row, digest })
      known.set(`${digest} ${named.fileName}`, { ...row, digest })
      kept.files++
      kept.bytes += sizeBytes
      ready.push({ id, file })
    }
  }
  const counted = [...refused].map(
    ([reason, quantity]) => ({ category: 'attachment', reason, quantity, by: 'server' }) as const,
  )
  await outcomes.addOutcomes(tx, projectId, counted)
  return ready
}

function problemOf({ sizeBytes, ofEvent, kept }: { sizeBytes: number; ofEvent: number; kept: repo.Kept }) {
  if (sizeBytes > maxFileBytes) return 'too_large'
  if (ofEvent >= maxPerEvent) return 'too_many_attachments'
  if (kept.files >= maxProjectFiles || kept.bytes + sizeBytes > maxProjectBytes) return 'attachment_space'
  return undefined
}
