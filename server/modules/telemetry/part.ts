import type { ColumnMigration } from '#platform/columns'
import type { Migration } from '#platform/database'
import type { Endpoint, Route } from '#platform/http'
import type { InventoryEntry } from '#platform/inventory'
import type { AnyJob } from '#platform/jobs'
import type { Schedule } from '#platform/schedule'

/** What one folder of the module brings; `parts.ts` has them all. */
export type Part = {
  endpoints?: Endpoint[]
  routes?: Route[]
  jobs?: AnyJob[]
  schedules?: Schedule[]
  migrations?: Migration[]
  columnMigrations?: ColumnMigration[]
  inventory?: InventoryEntry[]
}
