/**
 * What a backup is: a directory with one file a table, the blobs, `manifest.json`, and `SHA256SUMS` over all of it, which
 * is written last and which `sha256sum -c` reads. Rows are in forms that do not depend on a server's files: JSON lines of
 * the database, ClickHouse's Native of the column store. So a backup holds what is there and nothing that was deleted.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** Raised when an older program could no longer read what a newer one wrote. */
export const backupFormat = 1

const table = z.object({
  name: z.string().regex(/^\w+$/),
  columns: z.array(z.string().regex(/^\w+$/)),
  rows: z.number(),
})

const manifestSchema = z.object({
  format: z.number(),
  /** Of the program that made it. */
  version: z.string(),
  /** When the database's snapshot was taken: what was acknowledged before is in the backup. */
  snapshotAt: z.iso.datetime().transform((text) => new Date(text)),
  /** Names, in the order in which they were applied. */
  migrations: z.array(z.string()),
  columnMigrations: z.array(z.string()),
  /** Fingerprints of the master keys that it was used with, the active one first. */
  keyIds: z.array(z.string()),
  tables: z.array(table),
  sequences: z.array(z.object({ name: z.string().regex(/^\w+$/), lastValue: z.string(), isCalled: z.boolean() })),
  /** Background work that was waiting. */
  jobs: z.object({ rows: z.number() }),
  columnTables: z.array(table.extend({ parts: z.array(z.string().regex(/^[\w./-]+$/)) })),
  blobs: z.object({ files: z.number(), sizeBytes: z.number() }),
})
export type Manifest = z.infer<typeof manifestSchema>

/** A backup that is none, is broken, or is not for this program. The message is for the operator. */
export class BackupUnusable extends Error {
  override name = 'BackupUnusable'
}

export const manifestName = 'manifest.json'
export const tableFile = (name: string): string => join('database', `${name}.ndjson.zst`)
export const jobsFile = join('database', 'pgboss.job.ndjson.zst')
export const blobsDirectory = 'blobs'
export const keyFile = 'secret.key'

/** Throws BackupUnusable. */
export function readManifest(directory: string): Manifest {
  let found: unknown
  try {
    found = JSON.parse(readFileSync(join(directory, manifestName), 'utf8'))
  } catch (cause) {
    throw new BackupUnusable(`${directory} is no backup: it has no ${manifestName} that can be read`, { cause })
  }
  const { format } = z.object({ format: z.number() }).catch({ format: Number.NaN }).parse(found)
  if (format > backupFormat) {
    throw new BackupUnusable(
      `${directory} has format ${format}; this version knows ${backupFormat}: install a newer one`,
    )
  }
  const parsed = manifestSchema.safeParse(found)
  if (!parsed.success) throw new BackupUnusable(`${directory}/${manifestName}: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}
