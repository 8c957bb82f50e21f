/** Ingest keys: may send telemetry of one project and nothing else. Public by design: they stand in web pages. */
import type { ProjectSettings } from '../project-settings.ts'
import { dsnOf } from '../workspace.ts'

export const maxIngestKeys = 20

export type IngestKeyRecord = {
  id: string
  projectId: string
  publicKey: string
  createdAt: Date
  expiresAt: Date | null
  /** Exact to a minute. */
  lastUsedAt: Date | null
  revokedAt: Date | null
  /** The key that it was rotated to. */
  replacedBy: string | null
}

/** A key that works, and what is to be known to take something in with it. */
export type IngestKey = ProjectSettings & { id: string; workspaceId: string; projectId: string; projectNumber: number }

/** With the address that SDKs are given. */
export type ListedIngestKey = Omit<IngestKeyRecord, 'projectId'> & { dsn: string }

export function listed(
  { projectId: _, ...key }: IngestKeyRecord,
  appUrl: string,
  projectNumber: number,
): ListedIngestKey {
  return { ...key, dsn: dsnOf(appUrl, key.publicKey, projectNumber) }
}
