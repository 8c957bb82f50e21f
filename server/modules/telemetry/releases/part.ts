import type { Part } from '../part.ts'
import inventory from './inventory.ts'
import { columnMigrations, migrations } from './migrations.ts'
import { endpoints } from './routes.ts'

export const releases: Part = { endpoints, migrations, columnMigrations, inventory }
