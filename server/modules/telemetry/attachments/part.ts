import type { Part } from '../part.ts'
import inventory from './inventory.ts'
import { migrations } from './migrations.ts'
import { removeSchedule } from './remove-attachments.ts'
import { endpoints } from './routes.ts'

export const attachments: Part = { endpoints, migrations, schedules: [removeSchedule], inventory }
