import { listApiRequests, type ApiRequest } from '#modules/audit'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { notFound } from '#platform/errors'
import type { PageQuery } from '#platform/http'
import * as repo from './api-key-repo.ts'

/** What a key was used for, newest first, also of one that has ended. */
export async function listApiKeyRequests(
  ctx: Context,
  id: string,
  page: PageQuery,
): Promise<{ items: ApiRequest[]; nextCursor: string | null }> {
  requirePermission(ctx, 'keys.read')
  const key = await inTransaction(ctx, (tx) => repo.find(tx, id))
  if (!key) throw notFound('API key')
  return listApiRequests(ctx, id, page)
}
