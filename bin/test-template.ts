/**
 * `node bin/test-template.ts <directory>`: a data directory with both stores as they are before anybody has set anything
 * up, for tests to copy (server/testing/template.ts). Neither key nor policy is in it: each copy makes its own.
 */
import { createColumns, migrateColumns } from '#platform/columns'
import { systemClock } from '#platform/clock'
import { migrateDatabase, openDatabase } from '#platform/database'
import { startEmbedded } from '#platform/embedded'
import { openJobQueue } from '#platform/jobs'
import { createLog } from '#platform/log'
import { columnMigrations, jobs, migrations } from '../server/app.ts'

const [dataDir] = process.argv.slice(2)
if (dataDir === undefined) {
  console.error('usage: node bin/test-template.ts <directory>')
  process.exit(2)
}
const log = createLog('warn', process.stderr)
const stores = await startEmbedded({ dataDir, log, postgres: true, clickhouse: true })
const columns = createColumns(stores.clickhouseUrl)
await migrateColumns(columns, columnMigrations, systemClock())
const database = openDatabase({ url: stores.databaseUrl, poolSize: 2, log })
await migrateDatabase(database, migrations)
const queue = await openJobQueue({ url: database.connectionString, log })
await queue.prepare(jobs)
await queue.stop()
await database.close()
await columns.close()
await stores.stop()
process.exit(0)
