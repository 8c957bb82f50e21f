import type { Services, Tx } from '#platform/context'
import { compileFilters, type Filters } from './filters.ts'
import type { QuotaCategory } from './limit.ts'
import type { Quota } from './quota.ts'
import * as repo from './repo.ts'
import { allowance, historyHours } from './spike.ts'

export type IntakeRules = {
  filters: Filters
  /** Of the workspace, its projects and their keys. */
  quotas: readonly Quota[]
  /** How much of a category may come in a minute before it is thinned out; empty: as much as comes. */
  allowances: ReadonlyMap<QuotaCategory, number>
}

export const thinnedCategories: readonly QuotaCategory[] = ['error', 'log_item', 'transaction', 'span']

export async function loadIntakeRules(tx: Tx, projectId: string): Promise<IntakeRules> {
  const { spikeProtection, filters } = await repo.findSettings(tx, projectId)
  const quotas = await repo.listQuotas(tx)
  return {
    filters: compileFilters(filters),
    quotas,
    allowances: spikeProtection ? await allowances(tx, projectId) : new Map<QuotaCategory, number>(),
  }
}

/** What is usual changes slowly, and reading it is the dearest part. */
const keptMs = 300_000
const keptLimit = 10_000
const hourMs = 3_600_000

type Kept = { untilMs: number; allowances: ReadonlyMap<QuotaCategory, number> }
const caches = new WeakMap<object, Map<string, Kept>>()

async function allowances(tx: Tx, projectId: string): Promise<ReadonlyMap<QuotaCategory, number>> {
  const cache = cacheOf(tx)
  const nowMs = tx.now().getTime()
  const kept = cache.get(projectId)
  if (kept && kept.untilMs > nowMs) return kept.allowances
  const found = await readAllowances(tx, projectId, nowMs)
  if (cache.size >= keptLimit) cache.clear()
  cache.set(projectId, { untilMs: nowMs + keptMs, allowances: found })
  return found
}

async function readAllowances(tx: Tx, projectId: string, nowMs: number): Promise<ReadonlyMap<QuotaCategory, number>> {
  const before = new Date(Math.floor(nowMs / hourMs) * hourMs)
  const from = new Date(before.getTime() - historyHours * hourMs)
  const createdAt = await repo.findCreation(tx, projectId)
  if (!createdAt) return new Map()
  const volumes = await repo.hourlyVolumes(tx, projectId, from, before)
  const found = new Map<QuotaCategory, number>()
  for (const category of thinnedCategories) {
    const perMinute = allowance(volumes.get(category) ?? [], (before.getTime() - createdAt.getTime()) / hourMs)
    if (perMinute !== undefined) found.set(category, perMinute)
  }
  return found
}

function cacheOf({ database }: Pick<Services, 'database'>): Map<string, Kept> {
  const cache = caches.get(database) ?? new Map<string, Kept>()
  caches.set(database, cache)
  return cache
}
