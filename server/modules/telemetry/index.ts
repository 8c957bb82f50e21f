/** What programs send: taken in, understood, grouped, stored durably, and read back. */
export { createTelemetry, type Telemetry } from './telemetry.ts'
export { columnMigrations, inventory, migrations } from './declared.ts'
export { partEndpoints as endpoints, partJobs as jobs } from './parts.ts'
export { eventLevels, type EventKind, type EventLevel, type TelemetryEvent } from './event.ts'
export type { Signal, SignalGrouping } from './signal.ts'
export {
  countUsers,
  findEvent,
  findNeighbours,
  listEvents,
  type EventScope,
  type EventSummary,
  type StoredEvent,
} from './columns.ts'
export { EventBody } from './event-body.ts'
export { eventsPaths } from './events-api/open-api.ts'
