/** Puts rows of a bundle into the stores, each as the role that may add it. */
import { sql, inWorkspace, type PlatformTx } from '#platform/database'
import type { Context } from '#platform/context'
import { newSecret } from '#platform/ids'
import { sealText } from '#platform/vault-store'
import type { Catalog, Table } from './catalog.ts'
import { BundleError } from './read-bundle.ts'
import type { Row } from './workspace-bundle.ts'

/** Secrets stay where they are: in their place comes a new one, which has to be told to whoever needs it. */
const newSecrets: Record<string, () => string> = {
  'notification_channels.signing_secret': () => `whsec_${Buffer.from(newSecret(32), 'base64url').toString('base64')}`,
}

/** What stands in columns that must hold something and are in no export. */
const substitutes: Record<string, Record<string, unknown>> = {
  kept_mails: { text: 'The text of this mail stayed where it was sent from.', html: '', headers: {} },
}

/** Columns that a row needs, and neither brings nor gets; then it cannot be imported. */
export function missingColumns(place: string, { required }: Table, fields: readonly string[]): string[] {
  const given = new Set([...fields, ...Object.keys(substitutes[place] ?? {})])
  return required.filter((column) => !given.has(column) && !(`${place}.${column}` in newSecrets))
}

/**
 * Adds rows of one table; answers how many. One whose parent was deleted while the bundle was written is left out, as it
 * would have gone with it.
 */
export async function insertRows(
  tx: PlatformTx,
  ctx: Context,
  catalog: Catalog,
  place: string,
  rows: readonly Row[],
): Promise<number> {
  const table = catalog.get(place)
  if (!table) throw new BundleError(`there is no place ${place} here`)
  const isOwn = ({ row }: Row): boolean => place === 'workspaces' || typeof row['workspace_id'] === 'string'
  const asWorkspace = table.workspaceInserts && rows.every(isOwn)
  const insert = async (db: PlatformTx['db'], complete: object[]): Promise<number> => {
    const columns = [...new Set(complete.flatMap((row) => Object.keys(row)))]
    const names = sql.join(columns.map((column) => sql.id(column)))
    const values = sql.join(columns.map((column) => sql.ref(`r.${column}`)))
    const parents = parentsOf(catalog, table)
    const done = await sql`
      insert into ${sql.table(place)} (${names}) overriding system value
      select ${values} from jsonb_populate_recordset(null::${sql.table(place)}, ${JSON.stringify(complete)}::jsonb) r
      where ${parents}`.execute(db)
    return Number(done.numAffectedRows ?? 0)
  }
  if (!asWorkspace)
    return insert(
      tx.db,
      rows.map((row) => ({ ...substitutes[place], ...row.row })),
    )
  return inWorkspace(tx, ctx, async (own) => {
    const complete: object[] = []
    for (const row of rows) complete.push({ ...substitutes[place], ...row.row, ...(await secretsOf(own, place, row)) })
    return insert(own.db, complete)
  })
}

async function secretsOf(tx: Parameters<typeof sealText>[0], place: string, { row, facts = {} }: Row): Promise<object> {
  const sealed: Record<string, string> = {}
  for (const column of Object.keys(facts)) {
    const make = newSecrets[`${place}.${column}`]
    const rowId = row['id']
    if (!make || typeof rowId !== 'string')
      throw new BundleError(`a secret of ${place}.${column}, which nothing here can make anew`)
    sealed[column] = await sealText(tx, { table: place, column, rowId }, make())
  }
  return sealed
}

function parentsOf(catalog: Catalog, { references }: Table) {
  const conditions = references
    .filter(({ table }) => catalog.has(table))
    .map(({ table, columns, keys }) => {
      const none = sql.join(
        columns.map((column) => sql`${sql.ref(`r.${column}`)} is null`),
        sql` or `,
      )
      const same = keys.map((key, at) => sql`parent.${sql.id(key)} = ${sql.ref(`r.${columns[at] ?? ''}`)}`)
      return sql`(${none} or exists (select from ${sql.table(table)} parent where ${sql.join(same, sql` and `)}))`
    })
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)
}

/** Most that ClickHouse takes of one insert are a hundred partitions; each day may be one. */
const daysPerInsert = 50

/** Rows so that no insert has too many partitions. `column`: the time by which the table is partitioned. */
export function byDays<R extends Record<string, unknown>>(rows: readonly R[], column: string | undefined): R[][] {
  if (column === undefined) return [[...rows]]
  const days = [...Map.groupBy(rows, (row) => String(row[column]).slice(0, 10))].sort(([a], [b]) => (a < b ? -1 : 1))
  const groups: R[][] = []
  for (let at = 0; at < days.length; at += daysPerInsert) {
    groups.push(days.slice(at, at + daysPerInsert).flatMap(([, found]) => found))
  }
  return groups
}
