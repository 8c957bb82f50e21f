import type { Clock } from '#platform/clock'
import type { Thin } from './choose.ts'
import type { QuotaCategory } from './limit.ts'
import { thinning } from './spike.ts'

const minuteMs = 60_000
const maxCounted = 50_000

/** Counts what each project sends in the minute that is now, in this process. */
export function createThinning(
  now: Clock,
): (projectId: string, allowances: ReadonlyMap<QuotaCategory, number>) => Thin {
  let minute = 0
  let counts = new Map<string, number>()
  return (projectId, allowances) => (category, quantity) => {
    const allowance = allowances.get(category)
    if (allowance === undefined) return 1
    const current = Math.floor(now().getTime() / minuteMs)
    if (current !== minute || counts.size >= maxCounted) counts = new Map()
    minute = current
    const key = `${projectId} ${category}`
    const count = (counts.get(key) ?? 0) + quantity
    counts.set(key, count)
    return thinning(count, allowance)
  }
}
