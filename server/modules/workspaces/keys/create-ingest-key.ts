import { recordAudit } from '#modules/audit'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict, notFound } from '#platform/errors'
import { newHexKey, newId } from '#platform/ids'
import { listed, maxIngestKeys, type IngestKeyRecord, type ListedIngestKey } from './ingest-key.ts'
import * as repo from './ingest-key-repo.ts'

/** Another key of a project. Throws conflict when it has all that it may have. */
export async function createIngestKey(ctx: Context, projectId: string): Promise<ListedIngestKey> {
  requirePermission(ctx, 'keys.write')
  return inTransaction(ctx, async (tx) => {
    const project = await repo.lockProject(tx, projectId)
    if (!project) throw notFound('project')
    const key = await insertIngestKey(tx, projectId, null)
    await recordAudit(tx, 'ingestKey.created', { targetId: key.id, after: { projectId, publicKey: key.publicKey } })
    return listed(key, tx.config.appUrl, project.number)
  })
}

/** The first key of a project, made together with it; returns the key itself. */
export async function addIngestKey(tx: Tx, projectId: string): Promise<string> {
  const { publicKey } = await insertIngestKey(tx, projectId, null)
  return publicKey
}

export async function insertIngestKey(tx: Tx, projectId: string, expiresAt: Date | null): Promise<IngestKeyRecord> {
  if ((await repo.countLive(tx, projectId)) >= maxIngestKeys) {
    throw conflict(`a project has at most ${maxIngestKeys} ingest keys that work`)
  }
  const createdAt = tx.now()
  const key: IngestKeyRecord = {
    id: newId('ing', createdAt),
    projectId,
    publicKey: newHexKey(),
    createdAt,
    expiresAt,
    lastUsedAt: null,
    revokedAt: null,
    replacedBy: null,
  }
  await repo.insert(tx, key)
  return key
}
