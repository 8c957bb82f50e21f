/**
 * Says that the data directory comes from a backup, and how far that came. While it says so nothing is served: what was
 * erased since the backup has to go again first.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { errorCode } from '../processes.ts'

const schema = z.object({
  /** `loading`: rows are missing. `loaded`: all is there, and tombstones are to be replayed. */
  state: z.enum(['loading', 'loaded']),
  snapshotAt: z.iso.datetime().transform((text) => new Date(text)),
})
export type Restored = z.infer<typeof schema>

const markerName = 'RESTORED'
const tombstonesName = 'tombstones.ndjson'

/** Where the tombstones of a data directory are, beside the database: a copy is to be kept elsewhere. */
export function tombstonesPath(dataDir: string): string {
  return join(dataDir, tombstonesName)
}

/** Undefined for a data directory that no restore made, or whose restore is over. Throws for a marker that is none. */
export function readRestored(dataDir: string): Restored | undefined {
  let text: string
  try {
    text = readFileSync(join(dataDir, markerName), 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
  return schema.parse(JSON.parse(text))
}

export function writeRestored(dataDir: string, restored: Restored): void {
  const path = join(dataDir, markerName)
  writeFileSync(`${path}.new`, `${JSON.stringify(restored)}\n`, { mode: 0o600, flush: true })
  renameSync(`${path}.new`, path)
}

export function clearRestored(dataDir: string): void {
  rmSync(join(dataDir, markerName), { force: true })
}

/** Throws an Error for the operator when a restore of this directory was cut off. */
export function refuseHalfRestored(dataDir: string): void {
  if (readRestored(dataDir)?.state !== 'loading') return
  throw new Error(`the restore into ${dataDir} was cut off: run it again with --force`)
}
