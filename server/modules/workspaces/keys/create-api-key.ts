import { recordAudit } from '#modules/audit'
import { requireFresh, requirePermission, type Context, type Permission, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict, invalidRequest } from '#platform/errors'
import { newId } from '#platform/ids'
import {
  apiKeyScopes,
  hashKey,
  maxApiKeys,
  maxLifeMs,
  newKey,
  prefixOf,
  requireOwnScopes,
  type ApiKey,
} from './api-key.ts'
import * as repo from './api-key-repo.ts'

export type NewApiKey = { name: string; scopes: readonly Permission[]; expiresAt?: Date | null | undefined }
/** `key` is returned this once; what is kept is its hash. */
export type CreatedApiKey = ApiKey & { key: string }

/** Throws forbidden for scopes that the creator does not have, conflict when there are too many keys. */
export async function createApiKey(ctx: Context, input: NewApiKey): Promise<CreatedApiKey> {
  requirePermission(ctx, 'keys.write')
  requireFresh(ctx)
  requireOwnScopes(input.scopes, ctx.permissions)
  requireSensibleEnd(input.expiresAt ?? null, ctx.now())
  return inTransaction(ctx, async (tx) => {
    const made = await insertApiKey(tx, input)
    const { id, name, scopes, expiresAt } = made
    await recordAudit(tx, 'apiKey.created', {
      targetId: id,
      after: { name, scopes, expiresAt: expiresAt?.toISOString() ?? null },
    })
    return made
  })
}

/** A key that may do everything, made together with its workspace; returns the key itself. */
export async function addApiKey(tx: Tx, name: string): Promise<string> {
  const { key } = await insertApiKey(tx, { name, scopes: apiKeyScopes })
  return key
}

/** Throws conflict when the workspace has all the keys that it may have. */
export async function insertApiKey(tx: Tx, input: NewApiKey): Promise<CreatedApiKey> {
  await repo.lockList(tx)
  if ((await repo.countLive(tx)) >= maxApiKeys) throw conflict(`a workspace has at most ${maxApiKeys} keys that work`)
  const key = newKey()
  const createdAt = tx.now()
  const apiKey: ApiKey = {
    id: newId('key', createdAt),
    name: input.name,
    prefix: prefixOf(key),
    scopes: [...new Set(input.scopes)],
    createdBy: tx.actor.id,
    createdAt,
    expiresAt: input.expiresAt ?? null,
    lastUsedAt: null,
    revokedAt: null,
    replacedBy: null,
  }
  await repo.insert(tx, { ...apiKey, keyHash: hashKey(key) })
  return { ...apiKey, key }
}

function requireSensibleEnd(expiresAt: Date | null, now: Date): void {
  if (expiresAt === null) return
  const leftMs = expiresAt.getTime() - now.getTime()
  if (leftMs > 0 && leftMs <= maxLifeMs) return
  const message = 'must be in the future, and within ten years'
  throw invalidRequest(`expiresAt: ${message}`, [{ path: 'expiresAt', message }])
}
