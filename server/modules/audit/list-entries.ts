import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import { invalidRequest } from '#platform/errors'
import * as checkpoints from './checkpoint-repo.ts'
import * as entries from './entry-repo.ts'

type Page<T> = { items: T[]; nextCursor: string | null }

/** Newest first. */
export async function listAuditEntries(
  ctx: Context,
  { cursor, limit, ...filter }: PageQuery & entries.EntryFilter,
): Promise<Page<entries.AuditEntry>> {
  requirePermission(ctx, 'audit.read')
  const before = decodeNumber(cursor)
  return pageOf(await inTransaction(ctx, (tx) => entries.list(tx, filter, { before, limit })), limit)
}

/** Newest first. */
export async function listAuditCheckpoints(
  ctx: Context,
  { cursor, limit }: PageQuery,
): Promise<Page<checkpoints.Checkpoint>> {
  requirePermission(ctx, 'audit.read')
  const before = decodeNumber(cursor)
  return pageOf(await inTransaction(ctx, (tx) => checkpoints.list(tx, { before, limit })), limit)
}

function pageOf<T extends { number: number }>(found: T[], limit: number): Page<T> {
  const items = found.slice(0, limit)
  const last = found.length > limit ? items.at(-1) : undefined
  return { items, nextCursor: last ? encodeCursor([String(last.number)]) : null }
}

function decodeNumber(cursor: string | undefined): number | undefined {
  const [text] = decodeCursor(cursor, 1)
  if (text === undefined) return undefined
  if (!/^\d{1,15}$/.test(text)) throw invalidRequest('cursor: not one that a list of this kind gave')
  return Number(text)
}
