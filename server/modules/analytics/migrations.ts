import type { ColumnMigration } from '#platform/columns'
import type { Migration } from '#platform/database'

export const migrations: Migration[] = []
export const columnMigrations: ColumnMigration[] = []
