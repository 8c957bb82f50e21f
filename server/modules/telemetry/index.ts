/** What programs send: taken in, understood, grouped, stored durably, and read back. */
export { createTelemetry, type IntakeDoor, type Telemetry } from './telemetry.ts'
export { sourceOf, type Source } from './take-in.ts'
export { decompress } from './decompress.ts'
export * as otlp from './otlp/wire.ts'
export { columnMigrations, inventory, migrations } from './declared.ts'
export { partEndpoints as endpoints, partJobs as jobs } from './parts.ts'
export { createTraceEndpoints } from './traces/routes.ts'
export { createSearchEndpoints } from './search/routes.ts'
export { createRehearsalEndpoints } from './grouping-rules/routes.ts'
export { eventLevels, type EventKind, type EventLevel, type TelemetryEvent } from './event.ts'
export type { Signal, SignalGrouping, SignalKind } from './signal.ts'
export {
  countUsers,
  findEvent,
  findNeighbours,
  listEvents,
  type EventScope,
  type EventSummary,
  type StoredEvent,
} from './columns.ts'
export type { RecordSignals } from './intake.ts'
export type { RecordCheckIns } from './record-stores.ts'
export type { CheckIn } from './records.ts'
export { addOutcomes } from './repo.ts'
export { attachmentRoute } from './attachments/routes.ts'
export {
  findReleases,
  isAfter,
  listDeploys,
  listDeploysWithin,
  newestRelease,
  releaseBefore,
  type Deploy,
  type Release,
} from './releases/index.ts'
export {
  countAttributes,
  countByRelease,
  countBySteps,
  countCalls,
  listKeysBeside,
  sampleEventIds,
} from './facts/index.ts'
export { EventBody } from './event-body.ts'
export { eventsPaths } from './events-api/open-api.ts'
export { loadScrubber, type Scrubber } from './scrubbing/scrubber.ts'
export { authenticateOtlp, otlpRoute } from './otlp-routes.ts'
