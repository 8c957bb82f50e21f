/** The only place that knows the PostgreSQL driver. Product code sees Kysely's query builder inside a transaction. */
export { openDatabase, type Database, type Db, type Tables } from './pool.ts'
export {
  inTransaction,
  inPlatformTransaction,
  inPrivacyTransaction,
  inWorkspace,
  isUniqueViolation,
  type PlatformTx,
} from './transaction.ts'
export { grantPrivacyRole } from './privacy-role.ts'
export { migrateDatabase, tenancy, type Migration } from './migrate.ts'
export { sql, type ColumnType, type Generated, type Selectable } from 'kysely'
export type { JsonValue } from './json.ts'
