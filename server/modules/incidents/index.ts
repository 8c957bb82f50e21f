/** Groups of like signals that someone may have to act on. The reference module: copy its shape. */
export { endpoints } from './routes.ts'
export { migrations } from './migrations.ts'
export { default as inventory } from './inventory.ts'
export { getIncident } from './list-incidents.ts'
export { recordSignals } from './record-signals.ts'
export type { Incident, IncidentStatus } from './incident.ts'
