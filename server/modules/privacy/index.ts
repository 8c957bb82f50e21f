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
import { createRequests } from './requests/part.ts'
import { createRetention } from './retention/part.ts'
import { createVersions } from './versions/part.ts'

export { migrations } from './migrations.ts'
export { default as inventory } from './inventory.ts'
export { loadPolicy } from './versions/load-policy.ts'

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
  ]
  return {
    endpoints: parts.flatMap(({ endpoints = [] }) => endpoints),
    routes: parts.flatMap(({ routes = [] }) => routes),
    jobs: parts.flatMap(({ jobs = [] }) => jobs),
    schedules: parts.flatMap(({ schedules = [] }) => schedules),
  }
}
