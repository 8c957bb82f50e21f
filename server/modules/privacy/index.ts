/** The policy kept: versions, retention, holds, export, erasure, requests, consents, processors. */
import type { Endpoint, Route } from '#platform/http'
import type { AnyJob } from '#platform/jobs'
import type { Schedule } from '#platform/schedule'
import { createBundles } from './bundles/part.ts'
import { createConsents } from './consents/part.ts'
import { createErasure } from './erasure/part.ts'
import type { Facts } from './facts.ts'
import { createHolds } from './holds/part.ts'
import { createProcessors } from './processors/part.ts'
import { createRecords } from './records/part.ts'
import { createRequests } from './requests/part.ts'
import { createRestore } from './restore/part.ts'
import { createRetention } from './retention/part.ts'
import { createVersions } from './versions/part.ts'

export { migrations } from './migrations.ts'
export { default as inventory } from './inventory.ts'
export { importBundle, type ImportReport } from './bundles/import-bundle.ts'
export { BundleError } from './bundles/read-bundle.ts'
export { keepEgressJournal, type EgressJournal } from './processors/journal.ts'
export { findRecords, type FoundRecords } from './records/find-records.ts'
export { finishRestore } from './restore/finish-restore.ts'
export { stateOf, type EvidenceRecord, type RecordKind } from './records/record.ts'
export { isWorkspaceHeld } from './erasure/workspace-deletions.ts'
export { followPolicy } from './versions/load-policy.ts'
export { listVersions } from './versions/list-versions.ts'
export { consentTexts, saysNo } from './consents/consent.ts'
export { mayMeasure } from './consents/may-measure.ts'
export { createDaysKept } from './retention/days-kept.ts'
export { findPlan } from './retention/find-plan.ts'
export { retentionFigures, type RetentionFigures } from './retention/figures.ts'
export { authorities } from './requests/authorities.ts'
export { requestFigures, type RequestFigures } from './requests/figures.ts'
export { requestForm, type RequestForm } from './requests/request-form.ts'
export type { PublishedVersion } from './versions/version.ts'

export type Privacy = { endpoints: Endpoint[]; routes: Route[]; jobs: AnyJob[]; schedules: Schedule[] }

export function createPrivacy(facts: Facts): Privacy {
  const parts = [
    createVersions(facts),
    createRetention(facts),
    createHolds(facts),
    createBundles(facts),
    createErasure(facts),
    createRequests(facts),
    createConsents(facts),
    createProcessors(facts),
    createRecords(facts),
    createRestore(facts),
  ]
  return {
    endpoints: parts.flatMap(({ endpoints = [] }) => endpoints),
    routes: parts.flatMap(({ routes = [] }) => routes),
    jobs: parts.flatMap(({ jobs = [] }) => jobs),
    schedules: parts.flatMap(({ schedules = [] }) => schedules),
  }
}
