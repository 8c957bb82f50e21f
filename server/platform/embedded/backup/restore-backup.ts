/** Makes a data directory from a backup. What was erased since goes when the program starts on it, before it serves. */
import { createColumns, migrateColumns, type ColumnMigration } from '#platform/columns'
import { grantPrivacyRole, migrateDatabase, openDatabase, type Migration } from '#platform/database'
import type { Log } from '#platform/log'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { lockDataDirectory } from '../data-directory.ts'
import { startEmbedded } from '../start.ts'
import { loadColumns } from './columns.ts'
import { copyDurably, listFiles, syncDirectory, verifySums } from './files.ts'
import { loadDatabase, loadJobs } from './load-database.ts'
import { BackupUnusable, blobsDirectory, keyFile, readManifest, type Manifest } from './manifest.ts'
import { tombstonesPath, writeRestored } from './restored.ts'

export type RestoreOptions = {
  source: string
  dataDir: string
  /** A data directory that is not empty is put aside, into `replaced-<time>` in it. */
  force: boolean
  /** Path of the file with tombstones; null: the operator says that nobody was erased since. */
  tombstones: string | null
  /** The text of a key file that is to be written; null: the key is in the environment, or in the backup. */
  key: string | null
  /** Of a key, or of several on lines: fingerprints. Throws an Error for what is none. */
  keyIdsOf: (text: string) => readonly string[]
  /** The key of the environment. */
  givenKey: string | null
  migrations: readonly Migration[]
  columnMigrations: readonly ColumnMigration[]
  /** Makes the queue's own tables. */
  prepareQueue: (databaseUrl: string) => Promise<void>
  now: Date
  log: Log
}

/** Throws BackupUnusable, DataDirectoryLocked, or an Error for the operator; before the rows nothing has been changed. */
export async function restoreBackup(options: RestoreOptions): Promise<Manifest> {
  const { source, dataDir, log } = options
  const manifest = readManifest(source)
  await verifySums(source)
  const key = chooseKey(options, manifest)
  const [migrations, columnMigrations] = [
    known(manifest.migrations, options.migrations),
    known(manifest.columnMigrations, options.columnMigrations),
  ]
  const lock = await lockDataDirectory(dataDir)
  try {
    putAside(options)
    writeRestored(dataDir, { state: 'loading', snapshotAt: manifest.snapshotAt })
    if (key !== null) writeFileSync(join(dataDir, keyFile), key, { mode: 0o600, flush: true })
    if (options.tombstones !== null) copyFileSync(options.tombstones, tombstonesPath(dataDir))
    await loadStores({ ...options, migrations, columnMigrations }, manifest)
    for (const path of await listFiles(join(source, blobsDirectory))) {
      await copyDurably(join(source, blobsDirectory, path), join(dataDir, blobsDirectory, path))
    }
    await syncDirectory(dataDir)
    writeRestored(dataDir, { state: 'loaded', snapshotAt: manifest.snapshotAt })
    log.info('restored', { count: manifest.tables.reduce((sum, { rows }) => sum + rows, 0) })
    return manifest
  } finally {
    await lock.release()
  }
}

async function loadStores(options: RestoreOptions, manifest: Manifest): Promise<void> {
  const { source, dataDir, log, now } = options
  const stores = await startEmbedded({ dataDir, log, postgres: true, clickhouse: true })
  const database = openDatabase({ url: stores.databaseUrl, poolSize: 2, log })
  const columns = createColumns(stores.clickhouseUrl)
  try {
    await migrateDatabase(database, [...options.migrations])
    await loadDatabase(database, source, manifest)
    await grantPrivacyRole(
      database,
      manifest.tables.map(({ name }) => name),
    )
    await options.prepareQueue(database.connectionString)
    await loadJobs(database, source)
    await migrateColumns(columns, [...options.columnMigrations], now)
    await loadColumns(columns, source, manifest, join(dataDir, 'run'))
  } finally {
    await columns.close()
    await database.close()
    await stores.stop()
  }
}

/** The tables of the backup are those of its own version; the start brings them up to date, as after any upgrade. */
function known<M extends { name: string }>(names: readonly string[], migrations: readonly M[]): M[] {
  const unknown = names.filter((name) => !migrations.some((migration) => migration.name === name))
  if (unknown.length > 0) {
    throw new BackupUnusable(`the backup was made by a newer version: this one does not know ${unknown[0]}`)
  }
  return migrations.filter(({ name }) => names.includes(name))
}

/** The text that becomes the key file; null when the environment has the key. */
function chooseKey({ source, key, givenKey, keyIdsOf }: RestoreOptions, { keyIds }: Manifest): string | null {
  const inBackup = join(source, keyFile)
  const [active] = keyIds
  if (givenKey !== null) return refuseOther(keyIdsOf(givenKey), active) ?? null
  if (key !== null) return refuseOther(keyIdsOf(key), active) ?? `${key.trim()}\n`
  if (existsSync(inBackup)) return readFileSync(inBackup, 'utf8')
  throw new Error(
    `the backup has no key in it: name the file with the key ${active ?? ''} by --key, or give it as WATCHWORD_SECRET_KEY`,
  )
}

function refuseOther(given: readonly string[], active: string | undefined): undefined {
  if (active !== undefined && !given.includes(active)) {
    throw new Error(`the backup was made with the key ${active}, and the one that is given is ${given.join(', ')}`)
  }
  return undefined
}

/** What the lock and its directory bring is no content. */
const ofTheLock = /^(owner\.lock.*|FORMAT)$/

function putAside({ dataDir, force, now }: RestoreOptions): void {
  const content = readdirSync(dataDir).filter((name) => !ofTheLock.test(name) && !name.startsWith('replaced-'))
  if (content.length === 0) return
  if (!force) {
    throw new Error(
      `${dataDir} is not empty: name an empty directory by WATCHWORD_DATA_DIR, or put what is there aside by --force`,
    )
  }
  const aside = join(dataDir, `replaced-${now.toISOString().replaceAll(/\D/g, '').slice(0, 14)}`)
  mkdirSync(aside, { mode: 0o700 })
  for (const name of content) {
    if (name === 'run') rmSync(join(dataDir, name), { recursive: true, force: true })
    else renameSync(join(dataDir, name), join(aside, name))
  }
}
