/** Groups of like signals that someone may have to act on. The reference module: copy its shape. */
import { muteSchedule } from './end-mutes.ts'
import { ownerSubscription } from './owners/clear-owner.ts'

export { endpoints } from './routes.ts'
export { migrations } from './migrations.ts'
export { default as inventory } from './inventory.ts'
export { findIncidentsByKeys, type IncidentOfKey } from './find-incidents-by-keys.ts'
export { getIncident } from './list-incidents.ts'
export { listIncidentsWithin, type IncidentMark } from './list-within.ts'
export { listResolvedIncidents, readIncidentScope, type ResolvedIncident } from './read-for-analysis.ts'
export { findReasonForQuiet } from './repo.ts'
export { recordSignals } from './record-signals.ts'
export { resolveRecovered } from './resolve-recovered.ts'
export type { Incident, IncidentStatus } from './incident.ts'
export const schedules = [muteSchedule]
export const subscriptions = [ownerSubscription]
