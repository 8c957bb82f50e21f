/** What is checked by a schedule, and what runs by one and says so: heartbeats. */
import { checkEndpoints } from './check-monitors/routes.ts'
import { endpoints as heartbeatEndpoints } from './routes.ts'

export { createCheckMonitor } from './check-monitors/create-check-monitor.ts'
export { listCheckMonitors } from './check-monitors/list-check-monitors.ts'
export { checkSpec, type CheckSpec } from './checks/index.ts'
export { createMonitor } from './create-monitor.ts'
export { listMonitors } from './list-monitors.ts'
export { createJobs, createMonitors } from './monitors.ts'
export const endpoints = [...heartbeatEndpoints, ...checkEndpoints]
export { default as inventory } from './inventory.ts'
export { checkColumnMigrations as columnMigrations } from './engine/migrations.ts'
export { migrations } from './migrations.ts'
export { listMonitorSayings, monitorSays, type MonitorSaying } from './saying.ts'
export { probeEndpoints, probeRoutes } from './probes/index.ts'
