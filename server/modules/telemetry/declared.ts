/** Everything that the module keeps: its own tables and those of its parts. */
import own from './inventory.ts'
import { columnMigrations as ownColumns, migrations as ownTables } from './migrations.ts'
import { partColumnMigrations, partInventory, partMigrations } from './parts.ts'

export const migrations = [...ownTables, ...partMigrations]
export const columnMigrations = [...ownColumns, ...partColumnMigrations]
export const inventory = [...own, ...partInventory]
