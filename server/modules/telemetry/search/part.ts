import type { Part } from '../part.ts'
import inventory from './inventory.ts'
import { columnMigrations } from './migrations.ts'

/** Its endpoints are made in app.ts (`createSearchEndpoints`), because they name incidents. */
export const search: Part = { columnMigrations, inventory }
