import type { Demands } from './demand.fixture.ts'

export const privacyDemands: Demands = {
  empty: [
    ...['person_exports.address', 'person_exports.ready_at', 'workspace_exports.ready_at'],
    ...['privacy_requests.closed_at', 'evidence_records.document_sha256'],
    // A hold on the person that was released: one in force would keep everything.
    ...['legal_holds.workspace_id', 'legal_holds.address'],
  ],
  // Of the erasure itself: filled by it, and looked at by the scan.
  madeElsewhere: ['erasures', 'erasure_steps', 'erasure_receipts', 'tombstones', 'workspace_deletions'],
}
