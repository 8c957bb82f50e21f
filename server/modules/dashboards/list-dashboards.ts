import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { notFound } from '#platform/errors'
import type { JsonObject } from '#common/dashboards'
import { curatedOf } from './curated/index.ts'
import { describe, describeAll, describeFullCurated, type FullDashboard, type ListedDashboard } from './describe.ts'
import * as repo from './repo.ts'

/** One's own workspace's by title, then the curated ones. */
export async function listDashboards(
  ctx: Context,
  { query, tag }: { query?: string | undefined; tag?: string | undefined },
): Promise<ListedDashboard[]> {
  requirePermission(ctx, 'dashboards.read')
  const words = (query ?? '').toLowerCase().split(/\s+/)
  const all = await inTransaction(ctx, (tx) => describeAll(tx))
  return all.filter(({ title, folder, tags }) => {
    const text = [title, folder ?? '', ...tags].join(' ').toLowerCase()
    return words.every((word) => text.includes(word)) && (tag === undefined || tags.includes(tag))
  })
}

/** Throws not_found for another workspace's, in the same words as for none. */
export async function getDashboard(ctx: Context, id: string): Promise<FullDashboard> {
  requirePermission(ctx, 'dashboards.read')
  return inTransaction(ctx, async (tx) => {
    const one = curatedOf(id)
    if (one) return describeFullCurated(tx, one)
    const dashboard = await repo.find(tx, id)
    if (!dashboard) throw notFound('dashboard')
    return describe(tx, dashboard)
  })
}

/** Of either kind. Throws not_found. */
export async function getJson(tx: Tx, id: string): Promise<JsonObject> {
  const json = curatedOf(id)?.json ?? (await repo.find(tx, id))?.json
  if (!json) throw notFound('dashboard')
  return json
}
