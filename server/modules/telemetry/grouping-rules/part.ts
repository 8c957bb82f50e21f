import type { Part } from '../part.ts'
import inventory from './inventory.ts'
import { migrations } from './migrations.ts'
import { endpoints } from './routes.ts'

export const groupingRules: Part = { endpoints, migrations, inventory }
