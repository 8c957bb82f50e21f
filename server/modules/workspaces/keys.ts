import { createHash } from 'node:crypto'
import { inPlatformTransaction } from '#platform/database'
import type { Context, Origin, Services, Tx } from '#platform/context'
import { newHexKey, newId, newSecret } from '#platform/ids'
import { permissionsOf } from './permissions.ts'
import * as repo from './repo.ts'

/** Begins each API key, so that secret scanners can find one that leaked. No id begins with it. */
export const apiKeyPrefix = 'wwk_'

/** Makes an API key; it is returned once and kept as a hash. A random 256-bit secret needs no slow hash. */
export async function createApiKey(tx: Tx, name: string): Promise<string> {
  const key = `${apiKeyPrefix}${newSecret(32)}`
  const createdAt = tx.now()
  await repo.insertApiKey(tx, {
    id: newId('key', createdAt),
    name,
    prefix: key.slice(0, 10),
    keyHash: hashKey(key),
    createdBy: tx.actor.id,
    createdAt,
  })
  return key
}

export async function createIngestKey(tx: Tx, projectId: string): Promise<string> {
  const publicKey = newHexKey()
  const createdAt = tx.now()
  await repo.insertIngestKey(tx, { id: newId('ing', createdAt), projectId, publicKey, createdAt })
  return publicKey
}

async function findApiKey(
  services: Services,
  key: string,
): Promise<{ id: string; workspaceId: string; name: string } | undefined> {
  return inPlatformTransaction(services, (tx) => repo.findApiKey(tx, hashKey(key)))
}

/** The workspace context of whoever holds the API key; undefined for one that is unknown or revoked. */
export async function findApiKeyContext(
  services: Services,
  key: string,
  request: { requestId: string; origin: Origin },
): Promise<Context | undefined> {
  const found = key.startsWith(apiKeyPrefix) ? await findApiKey(services, key) : undefined
  if (!found) return undefined
  return {
    ...services,
    workspaceId: found.workspaceId,
    actor: { kind: 'apiKey', id: found.id, name: found.name },
    permissions: permissionsOf('owner'),
    freshUntil: null,
    ...request,
  }
}

export type IngestKey = { id: string; workspaceId: string; projectId: string; projectNumber: number }

const cacheMs = 1_000
const cacheLimit = 10_000

/**
 * Finds the project that an ingest key sends for. Answers are remembered for one second, unknown keys too: a revoked
 * key is refused within that time on every replica, and a flood with one key asks the database once a second.
 */
export function createIngestKeyLookup(services: Services): (publicKey: string) => Promise<IngestKey | undefined> {
  const cache = new Map<string, { untilMs: number; found: Promise<IngestKey | undefined> }>()
  return async (publicKey) => {
    if (!/^[0-9a-f]{32}$/.test(publicKey)) return undefined
    const nowMs = services.now().getTime()
    const cached = cache.get(publicKey)
    if (cached && cached.untilMs > nowMs) return cached.found
    if (cache.size >= cacheLimit) cache.clear()
    const found = inPlatformTransaction(services, (tx) => repo.findIngestKey(tx, publicKey))
    cache.set(publicKey, { untilMs: nowMs + cacheMs, found })
    // A failure is told to those who wait and not remembered.
    found.catch(() => cache.delete(publicKey))
    return found
  }
}

/** The workspace context of someone who may only send telemetry. */
export function ingestContext(services: Services, key: IngestKey, requestId: string): Context {
  return {
    ...services,
    workspaceId: key.workspaceId,
    actor: { kind: 'ingestKey', id: key.id, name: 'ingest key' },
    permissions: new Set(['events.write'] as const),
    requestId,
    origin: null,
    freshUntil: null,
  }
}

function hashKey(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}
