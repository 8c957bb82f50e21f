import { requirePermission, type Context } from '#platform/context'
import { invalidRequest } from '#platform/errors'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import type { ApiRequest } from './api-request.ts'
import { selectApiRequests } from './columns.ts'

/** What an API key of the workspace was used for, newest first; nothing for a key of another one. */
export async function listApiRequests(
  ctx: Context,
  keyId: string,
  page: PageQuery,
): Promise<{ items: ApiRequest[]; nextCursor: string | null }> {
  requirePermission(ctx, 'keys.read')
  const [at, id] = decodeCursor(page.cursor, 2)
  const after = at !== undefined && id !== undefined ? { at: new Date(at), id } : undefined
  if (after && Number.isNaN(after.at.getTime())) throw invalidRequest('cursor: not valid')
  const found = await selectApiRequests(ctx, keyId, { after, limit: page.limit + 1 })
  const items = found.slice(0, page.limit)
  const last = found.length > page.limit ? items.at(-1) : undefined
  return { items, nextCursor: last ? encodeCursor([last.at.toISOString(), last.id]) : null }
}
