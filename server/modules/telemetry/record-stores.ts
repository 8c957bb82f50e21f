/** Where each kind of record goes. */
import type { Services } from '#platform/context'
import { attachmentStore } from './attachments/store-attachments.ts'
import { feedbackStore } from './feedback/record-feedback.ts'
import type { TableRows } from './record-intake.ts'
import type { CheckIn, RecordKind, Records } from './records.ts'
import { sessionCountStore, sessionStore } from './releases/session-store.ts'
import { logRows } from './logs/log-rows.ts'
import { spanRows } from './traces/columns.ts'

/** Of which project a record is. */
export type Target = { workspaceId: string; projectId: string }

type Given<K extends RecordKind> = NonNullable<Records[K]>

export type RecordStore<K extends RecordKind> =
  | { rows: (target: Target, records: Given<K>, services: Services) => TableRows[] | Promise<TableRows[]> }
  /** For what has a state or a file; it must be repeatable. */
  | { write: (services: Services, target: Target, records: Given<K>) => Promise<void> }

/** A kind without a store is counted as an outcome. */
export const recordStores: { [K in RecordKind]?: RecordStore<K> } = {
  logs: { rows: logRows },
  spans: { rows: spanRows },
  sessions: sessionStore,
  sessionCounts: sessionCountStore,
  feedback: feedbackStore,
  attachments: attachmentStore,
}

/** What follows from check-ins is decided downstream, where monitors are. */
export type RecordCheckIns = (services: Services, target: Target, checkIns: readonly CheckIn[]) => Promise<void>

export type RecordStores = typeof recordStores

export function storesWith(recordCheckIns: RecordCheckIns | undefined): RecordStores {
  return { ...recordStores, ...(recordCheckIns && { checkIns: { write: recordCheckIns } }) }
}

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
