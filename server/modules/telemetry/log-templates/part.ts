import type { Part } from '../part.ts'
import { flushTemplates } from './index.ts'
import inventory from './inventory.ts'
import { migrations } from './migrations.ts'
import { endpoints } from './routes.ts'

export const logTemplates: Part = {
  endpoints,
  migrations,
  inventory,
  schedules: [
    { name: 'telemetry.countLogTemplates', purpose: 'incidents', reads: [], everySeconds: 10, run: flushTemplates },
  ],
}
