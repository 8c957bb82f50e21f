/** What runs by a schedule and says so: heartbeats. */
export { createMonitors } from './monitors.ts'
export { endpoints } from './routes.ts'
export { default as inventory } from './inventory.ts'
export { migrations } from './migrations.ts'
