/** Brings the column store's tables up to date. */
import type { Columns } from './index.ts'

/** `up` is run in order; each statement must do no harm when it runs again (IF NOT EXISTS). */
export type ColumnMigration = {
  name: string
  up: string[]
  /** Settings of tables that only cost more when they are missing: a server that is too old to know one goes without. */
  tuning?: { table: string; setting: string; value: number }[]
}

/**
 * Belongs in the SETTINGS of every MergeTree table: an answered insert is on the disk, file and directory. Measured
 * cost: about a millisecond an insert, nothing visible from 500 rows on.
 */
export const durableMergeTree = 'fsync_after_insert = 1, fsync_part_directory = 1'

const migrationsTable = `CREATE TABLE IF NOT EXISTS watchword_migrations (name String, applied_at DateTime64(3, 'UTC'))
  ENGINE = ReplacingMergeTree ORDER BY name SETTINGS ${durableMergeTree}`

/**
 * Makes the database, then runs what has not been run, in the order given; answers the names. There are no
 * transactions in ClickHouse: a migration that was killed half way runs again from its beginning, and two processes at
 * once may run the same one. Both are harmless because statements that would fail or double are refused beforehand.
 */
export async function migrateColumns(columns: Columns, migrations: ColumnMigration[], now: Date): Promise<string[]> {
  checkMigrations(migrations)
  await columns.createDatabase()
  await columns.command(migrationsTable)
  const rows = await columns.query<{ name: string }>('SELECT DISTINCT name FROM watchword_migrations')
  const applied = new Set(rows.map((row) => row.name))
  const missing = migrations.filter((migration) => !applied.has(migration.name))
  for (const migration of missing) {
    for (const sql of migration.up) await columns.command(sql)
    for (const { table, setting, value } of migration.tuning ?? []) {
      const sql = 'SELECT name FROM system.merge_tree_settings WHERE name = {setting:String}'
      if ((await columns.query(sql, { setting })).length === 0) continue
      await columns.command(`ALTER TABLE ${table} MODIFY SETTING ${setting} = ${value}`)
    }
    await columns.insert('watchword_migrations', [{ name: migration.name, applied_at: now }])
  }
  return missing.map((migration) => migration.name)
}

const risky = /\b(CREATE|DROP|ADD|RENAME|CLEAR)\s+(?:TEMPORARY\s+|MATERIALIZED\s+)?(\w+)\s+(?!IF\s+(NOT\s+)?EXISTS\b)/i

function checkMigrations(migrations: ColumnMigration[]): void {
  const names = migrations.map((migration) => migration.name)
  if (new Set(names).size !== names.length) throw new Error('two column migrations have the same name')
  for (const { name, up } of migrations) {
    for (const sql of up) {
      if (risky.test(sql))
        throw new Error(`column migration ${name}: write IF [NOT] EXISTS, for it may run twice: ${sql}`)
      if (/^\s*(CREATE\s+TABLE|ATTACH)/i.test(sql) && /MergeTree/.test(sql) && !sql.includes(durableMergeTree)) {
        throw new Error(
          `column migration ${name}: a table without durableMergeTree would lose answered inserts: ${sql}`,
        )
      }
    }
  }
}
