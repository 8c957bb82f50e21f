import type { Context, Services } from '#platform/context'
import { inPlatformTransaction, inWorkspace } from '#platform/database'
import { isLive, isUseStale } from './api-key.ts'
import type { IngestKey } from './ingest-key.ts'
import * as repo from './ingest-key-repo.ts'

const cacheMs = 500
const cacheLimit = 10_000

type Cached = { untilMs: number; found: Promise<repo.FoundIngestKey | undefined>; forget: () => void }

/**
 * Finds the project that an ingest key sends for. Answers are remembered for half a second, unknown keys too, so that
 * a flood with one key asks the database twice a second. A revocation is announced and forgets the answer at once; one
 * that overtook a question on its way counts when the half second is over. When a key expires is known beforehand.
 */
export function createIngestKeyLookup(services: Services): (publicKey: string) => Promise<IngestKey | undefined> {
  const cache = new Map<string, Cached>()
  return async (publicKey) => {
    if (!/^[0-9a-f]{32}$/.test(publicKey)) return undefined
    const now = services.now()
    let cached = cache.get(publicKey)
    if (!cached || cached.untilMs <= now.getTime()) {
      cached?.forget()
      if (cache.size >= cacheLimit) for (const { forget } of cache.values()) forget()
      cached = remember(services, cache, publicKey, now.getTime() + cacheMs)
    }
    const found = await cached.found
    return found && isLive(found, now) ? found : undefined
  }
}

function remember(services: Services, cache: Map<string, Cached>, publicKey: string, untilMs: number): Cached {
  let unwatch = (): void => {}
  const entry: Cached = {
    untilMs,
    found: find(services, publicKey),
    forget: () => {
      unwatch()
      if (cache.get(publicKey) === entry) cache.delete(publicKey)
    },
  }
  cache.set(publicKey, entry)
  entry.found.then(
    (key) => {
      // Forgotten meanwhile: nobody would take the watch back.
      if (key && cache.get(publicKey) === entry) unwatch = services.live.onRevoked([key.id], entry.forget)
    },
    // A failure is told to those who wait and not remembered.
    () => entry.forget(),
  )
  return entry
}

/** Also writes, once a minute, that the key was used. */
async function find(services: Services, publicKey: string): Promise<repo.FoundIngestKey | undefined> {
  return inPlatformTransaction(services, async (platformTx) => {
    const found = await repo.findByPublicKey(platformTx, publicKey)
    const now = platformTx.now()
    if (found && isLive(found, now) && isUseStale(found, now)) {
      const ctx = ingestContext(services, found, found.id)
      await inWorkspace(platformTx, ctx, (tx) => repo.markUsed(tx, found.id))
    }
    return found
  })
}

/** The workspace context of someone who may only send telemetry. */
function ingestContext(services: Services, key: IngestKey, requestId: string): Context {
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
