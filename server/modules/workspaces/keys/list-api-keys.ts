import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import type { ApiKey } from './api-key.ts'
import type { CreatedApiKey } from './create-api-key.ts'
import * as repo from './api-key-repo.ts'

export type ListedApiKey = Omit<ApiKey, 'createdBy'> & {
  /** Null when whoever made it has left the workspace. */
  createdBy: { id: string; name: string } | null
}

/** Newest first, also those that have ended. */
export async function listApiKeys(
  ctx: Context,
  page: PageQuery,
): Promise<{ items: ListedApiKey[]; nextCursor: string | null }> {
  requirePermission(ctx, 'keys.read')
  const [after] = decodeCursor(page.cursor, 1)
  return inTransaction(ctx, async (tx) => {
    const found = await repo.list(tx, { after, limit: page.limit })
    const items = found.slice(0, page.limit)
    const names = await repo.listNames(
      tx,
      items.map(({ createdBy }) => createdBy),
    )
    const last = found.length > page.limit ? items.at(-1) : undefined
    return { items: items.map((key) => withName(key, names)), nextCursor: last ? encodeCursor([last.id]) : null }
  })
}

/** A key that was just made by whoever acts. */
export function madeBy(ctx: Context, { createdBy, ...key }: CreatedApiKey): ListedApiKey & { key: string } {
  return { ...key, createdBy: { id: createdBy, name: ctx.actor.name } }
}

function withName({ createdBy, ...key }: ApiKey, names: ReadonlyMap<string, string>): ListedApiKey {
  const name = names.get(createdBy)
  return { ...key, createdBy: name === undefined ? null : { id: createdBy, name } }
}
