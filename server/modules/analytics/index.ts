/** Statistics of the public site without anyone in them. */
import type { Endpoint, Route } from '#platform/http'
import type { Schedule } from '#platform/schedule'

export { columnMigrations, migrations } from './migrations.ts'
export { default as inventory } from './inventory.ts'

export const endpoints: Endpoint[] = []
export const routes: Route[] = []
export const schedules: Schedule[] = []
