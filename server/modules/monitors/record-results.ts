/** Takes in what checks found, whoever ran them. */
import type { Context } from '#platform/context'
import type { CheckResult } from './checks/index.ts'
import { judgeResults } from './engine/judge-results.ts'
import { storeResults } from './engine/result-store.ts'

export type CheckReport = {
  monitorId: string
  /** Null: this server. */
  probeId: string | null
  /** Its slot. With monitor and probe what makes a report the same one. */
  scheduledAt: Date
  startedAt: Date
  result: CheckResult
}

/** Of one call; more are a bug of the caller. */
const maxReports = 5000

/**
 * `ctx` is of the workspace. Repeatable: a report that is known changes nothing. Reports of monitors that are gone, or do
 * not name the probe, are left out; the ids of the others are answered. A report that comes later than two intervals
 * after its slot is stored, and moves no state: what it says is out of date. Throws `unavailable` when a store cannot be
 * reached; then all of it may be sent again.
 */
export async function recordResults(ctx: Context, reports: readonly CheckReport[]): Promise<ReadonlySet<string>> {
  if (reports.length > maxReports) throw new Error(`${maxReports} reports at once at most`)
  const accepted = await judgeResults(ctx, reports)
  const known = new Map(accepted.map(({ id, projectId }) => [id, projectId]))
  await storeResults(
    ctx,
    reports.flatMap((report) => {
      const projectId = known.get(report.monitorId)
      return projectId === undefined ? [] : [{ ...report, projectId }]
    }),
  )
  return new Set(known.keys())
}
