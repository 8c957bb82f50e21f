import type { Part } from '../part.ts'
import inventory from './inventory.ts'
import { columnMigrations } from './migrations.ts'

/** Its endpoints are made in app.ts (`createTraceEndpoints`), because they name incidents. */
export const traces: Part = { columnMigrations, inventory }
