import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { stateOf, type EvidenceRecord, type RecordKind } from './record.ts'
import * as repo from './repo.ts'

export type FoundRecords = {
  /** Newest first; a sentence that rests on the kind is published while there is one. */
  current: EvidenceRecord[]
  /** Their time is over; withdrawn ones are in neither. */
  stale: EvidenceRecord[]
}

/** Evidence of a kind, and if `about` is given of that alone: a processor's id, a region. */
export async function findRecords(services: Services, kind: RecordKind, about?: string): Promise<FoundRecords> {
  const records = await inPlatformTransaction(services, (tx) => repo.listRecords(tx, { kind, about }))
  const now = services.now()
  return {
    current: records.filter((record) => stateOf(record, now) === 'current'),
    stale: records.filter((record) => stateOf(record, now) === 'stale'),
  }
}
