import type { Context, Origin, Services } from '#platform/context'
import { inPlatformTransaction, inWorkspace } from '#platform/database'
import { hashKey, isLive, isSameHash, isUseStale, looksLikeApiKey } from './api-key.ts'
import * as repo from './api-key-repo.ts'

/** Per key: stops a program that runs in circles, and no busy one. */
const requestLimit = { name: 'api-key', points: 60_000, durationSeconds: 60 }

/** `endsAt`: when the key expires, for what stays open. */
export type ApiKeyContext = Context & { endsAt: Date | null }

/**
 * The workspace context of whoever holds the API key, with the scopes of the key and no more; undefined for one that
 * is unknown, has expired or was revoked. Nothing is remembered between requests, so a revoked key is refused by
 * every process from the commit on. Throws rate_limited.
 */
export async function findApiKeyContext(
  services: Services,
  key: string,
  request: { requestId: string; origin: Origin },
): Promise<ApiKeyContext | undefined> {
  if (!looksLikeApiKey(key)) return undefined
  const keyHash = hashKey(key)
  const ctx = await inPlatformTransaction(services, async (platformTx) => {
    const found = await repo.findByHash(platformTx, keyHash)
    const now = platformTx.now()
    if (!found || !isSameHash(found.keyHash, keyHash) || !isLive(found, now)) return undefined
    const context = contextOf(services, found, request)
    if (isUseStale(found, now)) await inWorkspace(platformTx, context, (tx) => repo.markUsed(tx, found.id))
    return context
  })
  if (ctx) await services.limiter.consume(requestLimit, ctx.actor.id)
  return ctx
}

function contextOf(
  services: Services,
  found: repo.FoundApiKey,
  request: { requestId: string; origin: Origin },
): ApiKeyContext {
  return {
    ...services,
    ...request,
    workspaceId: found.workspaceId,
    actor: { kind: 'apiKey', id: found.id, name: found.name },
    permissions: new Set(found.scopes),
    freshUntil: null,
    endsAt: found.expiresAt,
  }
}
