import type { Part } from '../part.ts'
import inventory from './inventory.ts'
import { columnMigrations } from './migrations.ts'
import { endpoints } from './routes.ts'

export const logs: Part = { endpoints, columnMigrations, inventory }
