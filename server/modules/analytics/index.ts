/** Statistics of the public site without anyone in them. */
import type { Schedule } from '#platform/schedule'
import { saltSchedule } from './salts.ts'

export { columnMigrations, migrations } from './migrations.ts'
export { default as inventory } from './inventory.ts'
export { endpoints, routes } from './routes.ts'
export { analyticsHead, type AnalyticsHead } from './head.ts'

export const schedules: Schedule[] = [saltSchedule]
