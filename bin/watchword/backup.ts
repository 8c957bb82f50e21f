/** Makes or restores a backup of the embedded stores that the environment names; started by backup.mjs. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { systemClock } from '#platform/clock'
import { ConfigError, readConfig, type Config } from '#platform/config'
import { BackupUnusable, DataDirectoryLocked, makeBackup, restoreBackup } from '#platform/embedded'
import { openJobQueue } from '#platform/jobs'
import { createLog } from '#platform/log'
import { parseKeyRing } from '#platform/vault'
import { version } from '#platform/version'
import { columnMigrations, columnOrder, jobs, migrations } from '../../server/app.ts'

const log = createLog('warn', process.stderr)

class Misunderstood extends Error {}

process.exit(await run(process.argv.slice(2)))

async function run([verb, ...args]: string[]): Promise<number> {
  try {
    const config = readConfig(process.env)
    refuseServers(config)
    await (verb === 'backup' ? backup(config, args) : restore(config, args))
    return 0
  } catch (error) {
    if (error instanceof Misunderstood || isArgumentError(error)) {
      console.error(error.message)
      return 2
    }
    const expected = [BackupUnusable, ConfigError, DataDirectoryLocked].some((known) => error instanceof known)
    const plain = error instanceof Error && error.constructor === Error
    const text =
      error instanceof Error ? (expected || plain ? error.message : (error.stack ?? error.message)) : String(error)
    console.error(`${verb} failed: ${text}`)
    return 1
  }
}

async function backup(config: Config, args: string[]): Promise<void> {
  const options = { 'with-key': { type: 'boolean', default: false } } as const
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
  const target = onlyOne(positionals)
  if (values['with-key'] && config.secretKey !== null) {
    throw new Misunderstood('--with-key: the key is in WATCHWORD_SECRET_KEY and not in a file; keep it yourself')
  }
  const key = config.secretKey ?? (await readFile(join(config.dataDir, 'secret.key'), 'utf8').catch(() => null))
  if (key === null) throw new Error(`there is no installation in ${config.dataDir}`)
  const { dataDir } = config
  const withKey = values['with-key']
  const made = await makeBackup({ dataDir, target, withKey, keyIds: keyIdsOf(key), version, columnOrder, log })
  const rows = [...made.tables, ...made.columnTables].reduce((sum, table) => sum + table.rows, 0)
  console.log(`backed up  ${rows} rows, ${made.jobs.rows} jobs, ${made.blobs.files} files`)
  console.log(`as of      ${made.snapshotAt.toISOString()}`)
  console.log(`in         ${target}`)
  if (!withKey)
    console.log(`\nThe key ${made.keyIds[0]} is not in it: without it nobody can restore. Keep it elsewhere.`)
  console.log(`Keep a copy of ${join(dataDir, 'tombstones.ndjson')} elsewhere too: a restore needs it.`)
}

async function restore(config: Config, args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...{ tombstones: { type: 'string' }, 'no-tombstones': { type: 'boolean', default: false } },
      ...{ key: { type: 'string' }, force: { type: 'boolean', default: false } },
    },
  })
  const source = onlyOne(positionals)
  if ((values.tombstones === undefined) !== values['no-tombstones']) {
    throw new Misunderstood('name the tombstones that were kept elsewhere, or say --no-tombstones')
  }
  const restored = await restoreBackup({
    ...{ source, dataDir: config.dataDir, force: values.force, now: systemClock(), log },
    tombstones: values.tombstones ?? null,
    key: values.key === undefined ? null : await readFile(values.key, 'utf8'),
    givenKey: config.secretKey,
    ...{ keyIdsOf, migrations, columnMigrations, prepareQueue },
  })
  console.log(`restored   ${config.dataDir}, as of ${restored.snapshotAt.toISOString()}`)
  console.log('\nThe first start erases again whom the tombstones name, and serves nothing before that is done.')
}

async function prepareQueue(url: string): Promise<void> {
  const queue = await openJobQueue({ url, log })
  try {
    await queue.prepare(jobs)
  } finally {
    await queue.stop()
  }
}

function refuseServers({ databaseUrl, clickhouseUrl }: Config): void {
  if (databaseUrl === null && clickhouseUrl === null) return
  throw new Error('this is for the stores that come with Watchword; for servers of your own see docs/backup.md')
}

function keyIdsOf(text: string): readonly string[] {
  return parseKeyRing(text).map(({ id }) => id)
}

function onlyOne(positionals: string[]): string {
  const [first, ...more] = positionals
  if (first === undefined || more.length > 0) throw new Misunderstood('name one directory')
  return first
}

function isArgumentError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}
