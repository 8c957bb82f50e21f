import type { Context } from '#platform/context'
import { inPrivacyTransaction } from '#platform/database'
import type { ProjectPlaces } from './places.ts'
import * as repo from './repo.ts'

export type Counted = {
  /** Rows by table, of both stores. */
  counts: Record<string, number>
  total: number
}

/** What there is of a project, everywhere but in the audit log. */
export async function countProject(ctx: Context, places: ProjectPlaces, projectId: string): Promise<Counted> {
  const whose = { workspaceId: ctx.workspaceId, projectId }
  const counts: Record<string, number> = {}
  for (const { name } of places.tables) {
    const conditions = repo.conditionsOf(places, name, whose)
    counts[name] = await inPrivacyTransaction(ctx, (tx) => repo.countRows(tx, name, conditions))
  }
  for (const { table, rows } of repo.namingSteps(places, whose)) {
    const count = await inPrivacyTransaction(ctx, (tx) => repo.countRows(tx, table, [rows]))
    counts[table] = (counts[table] ?? 0) + count
  }
  for (const table of places.columnTables) counts[table] = await repo.countColumnRows(ctx, table, projectId)
  return { counts, total: Object.values(counts).reduce((sum, count) => sum + count, 0) }
}
