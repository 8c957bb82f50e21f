/** Metrics: taken in, kept and read back. */
export { createMetrics, type Metrics } from './metrics.ts'
export { createMetricQueries, type MetricQueries } from './queries.ts'
export { columnMigrations } from './migrations.ts'
export { default as inventory } from './inventory.ts'
export type { KeptDays } from './intake.ts'
export { endpoints as hostEndpoints } from './hosts/routes.ts'
