/** Where each kind of record goes. */
import type { Services } from '#platform/context'
import type { TableRows } from './record-intake.ts'
import type { RecordKind, Records } from './records.ts'

/** Of which project a record is. */
export type Target = { workspaceId: string; projectId: string }

type Given<K extends RecordKind> = NonNullable<Records[K]>

export type RecordStore<K extends RecordKind> =
  | { rows: (target: Target, records: Given<K>) => TableRows[] }
  /** For what has a state or a file; it must be repeatable. */
  | { write: (services: Services, target: Target, records: Given<K>) => Promise<void> }

/** A kind without a store is counted as an outcome. */
export const recordStores: { [K in RecordKind]?: RecordStore<K> } = {}

/** The rate-limit category in whose outcomes a kind is counted; the names are those of the Sentry protocol. */
export const categoryOfKind: Record<RecordKind, string> = {
  logs: 'log_item',
  spans: 'span',
  sessions: 'session',
  sessionCounts: 'session',
  checkIns: 'monitor',
  feedback: 'feedback',
  attachments: 'attachment',
}
