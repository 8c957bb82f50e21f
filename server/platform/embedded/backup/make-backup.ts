/** Makes a backup of both stores, the blobs, and if wanted the key, while the program runs or not. */
import { createColumns } from '#platform/columns'
import { openDatabase } from '#platform/database'
import type { Log } from '#platform/log'
import { createReadStream, existsSync, readFileSync, realpathSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { errorCode } from '../processes.ts'
import { dumpColumns, type CopyOrder } from './columns.ts'
import { dumpDatabase } from './dump-database.ts'
import { listFiles, openBackupFiles, syncDirectory, type BackupFiles } from './files.ts'
import { backupFormat, blobsDirectory, keyFile, manifestName, type Manifest } from './manifest.ts'
import { reachStores } from './reach-stores.ts'

export type BackupOptions = {
  dataDir: string
  /** A directory that does not exist yet. */
  target: string
  /** The key file goes with it: whoever has the backup can then read the vault. */
  withKey: boolean
  /** Fingerprints of the master keys, the active one first. */
  keyIds: readonly string[]
  version: string
  /** Of the column store's tables. */
  columnOrder: CopyOrder
  log: Log
}

/**
 * The database first, then the column store, then the blobs. A batch of events is in the column store before the
 * database counts it, so no count is without its events; what is there and not counted, the recovery counts. The
 * directory is whole or absent: it gets its name last. Throws an Error for the operator.
 */
export async function makeBackup(options: BackupOptions): Promise<Manifest> {
  const target = resolve(options.target)
  if (existsSync(target)) throw new Error(`${target} exists: name a directory that does not`)
  if (`${target}/`.startsWith(`${realpathSync(options.dataDir)}/`)) {
    throw new Error('a backup inside the data directory is lost with it: name a directory elsewhere')
  }
  const draft = `${target}.part`
  rmSync(draft, { recursive: true, force: true })
  const files = await openBackupFiles(draft)
  try {
    const manifest = await dumpAll(options, files)
    await files.writeBytes(manifestName, [Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)])
    await files.seal()
    renameSync(draft, target)
    await syncDirectory(dirname(target))
    return manifest
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    throw error
  }
}

async function dumpAll(options: BackupOptions, files: BackupFiles): Promise<Manifest> {
  const { dataDir, log } = options
  const stores = await reachStores(dataDir, log)
  const database = openDatabase({ url: stores.databaseUrl, poolSize: 1, log })
  const columns = createColumns(stores.clickhouseUrl)
  try {
    const rows = await dumpDatabase(database, files)
    const events = await dumpColumns(columns, files, { workDir: join(dataDir, 'run'), order: options.columnOrder })
    const blobs = await dumpBlobs(dataDir, files)
    if (options.withKey) await files.writeBytes(keyFile, [readFileSync(join(dataDir, keyFile))])
    return { format: backupFormat, version: options.version, ...rows, ...events, blobs, keyIds: [...options.keyIds] }
  } finally {
    await columns.close()
    await database.close()
    await stores.close()
  }
}

/** A blob is written once and then only deleted; one that goes meanwhile has no row that needs it any more. */
async function dumpBlobs(dataDir: string, files: BackupFiles): Promise<Manifest['blobs']> {
  const source = join(dataDir, blobsDirectory)
  const keys = (await listFiles(source)).filter((key) => !key.startsWith('.'))
  let [count, sizeBytes] = [0, 0]
  for (const key of keys) {
    try {
      // Bytes: the stream has no encoding.
      const bytes = createReadStream(join(source, key)) as AsyncIterable<Uint8Array>
      sizeBytes += await files.writeBytes(join(blobsDirectory, key), bytes)
      count += 1
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error
      rmSync(join(files.directory, blobsDirectory, key), { force: true })
    }
  }
  return { files: count, sizeBytes }
}
