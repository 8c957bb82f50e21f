import { clientFor } from '../../api.ts'
import { pagedQuery } from '../../paging.ts'
import { auditQuery, type AuditFilter } from './filter.ts'

/** All newest first. */
export const entriesQuery = (workspace: string, filter: AuditFilter) =>
  pagedQuery([workspace, 'audit', 'entries', filter], (cursor, signal) =>
    clientFor(workspace).listAuditEntries({ query: { ...auditQuery(filter), cursor, limit: 50 }, signal }),
  )

export const checkpointsQuery = (workspace: string) =>
  pagedQuery([workspace, 'audit', 'checkpoints'], (cursor, signal) =>
    clientFor(workspace).listAuditCheckpoints({ query: { cursor, limit: 30 }, signal }),
  )

export const signInsQuery = (workspace: string) =>
  pagedQuery([workspace, 'audit', 'signIns'], (cursor, signal) =>
    clientFor(workspace).listSignIns({ query: { cursor, limit: 50 }, signal }),
  )
