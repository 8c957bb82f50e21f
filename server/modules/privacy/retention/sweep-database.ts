/** Sweeps a table of the database: in slices, each a transaction of its own, so that a kill in the middle loses nothing. */
import type { Services } from '#platform/context'
import { inPrivacyTransaction, sql, type PlatformTx } from '#platform/database'
import type { InventoryEntry } from '#platform/inventory'
import type { RawBuilder } from 'kysely'
import { heldRows, type Holds } from './held.ts'
import type { SweepRule } from './rule.ts'
import { overdueMs, type Swept } from './run.ts'
import type { Scope } from './settings.ts'

export const sliceRows = 5_000
/** Of one scope in one run; the next one goes on. */
const maxSlices = 2_000
const maxCounted = 10_000

export type Sweep = { rule: SweepRule; scopes: readonly Scope[]; holds: Holds; inventory: readonly InventoryEntry[] }

export async function sweepDatabase(services: Services, sweep: Sweep): Promise<Swept> {
  const empty = sweep.rule.empties && (await inPrivacyTransaction(services, (tx) => emptiesOf(tx, sweep.rule)))
  let rows = 0
  let overdue = 0
  let dueSince: Date | null = null
  for (const scope of sweep.scopes) {
    for (let slice = 0; slice < maxSlices; slice++) {
      const before = new Date(services.now().getTime() - scope.ageMs)
      const done = await inPrivacyTransaction(services, (tx) => sweepSlice(tx, sweep, scope, before, empty))
      rows += done.rows
      const due = done.oldest && new Date(done.oldest.getTime() + scope.ageMs)
      if (due && (dueSince === null || due < dueSince)) dueSince = due
      if (done.rows < sliceRows) break
    }
    const before = new Date(services.now().getTime() - scope.ageMs - overdueMs)
    overdue += await inPrivacyTransaction(services, (tx) => countDue(tx, sweep, scope, before, empty))
  }
  return { rows, dueSince, overdue }
}

type Empty = { set: RawBuilder<unknown>; isFilled: RawBuilder<boolean> } | null

async function sweepSlice(tx: PlatformTx, sweep: Sweep, scope: Scope, before: Date, empty: Empty) {
  const table = sql.table(sweep.rule.place)
  const from = sql.ref(sweep.rule.age.from)
  const due = sql`${sql.ref(`${sweep.rule.place}.ctid`)} = any(array(
    select ctid from ${table} where ${dueRows(sweep, scope, before, empty)} order by ${from} limit ${sliceRows}))`
  const act = empty ? sql`update ${table} set ${empty.set} where ${due}` : sql`delete from ${table} where ${due}`
  const { rows } = await sql<{ count: number; oldest: Date | null }>`
    with swept as (${act} returning ${from}::timestamptz as due_from)
    select count(*) as count, min(due_from) as oldest from swept`.execute(tx.db)
  return { rows: rows[0]?.count ?? 0, oldest: rows[0]?.oldest ?? null }
}

/** No more than `maxCounted`: that there are many is enough to know. */
async function countDue(tx: PlatformTx, sweep: Sweep, scope: Scope, before: Date, empty: Empty): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (
      select from ${sql.table(sweep.rule.place)} where ${dueRows(sweep, scope, before, empty)} limit ${maxCounted}
    ) due`.execute(tx.db)
  return rows[0]?.count ?? 0
}

function dueRows({ rule, holds, inventory }: Sweep, scope: Scope, before: Date, empty: Empty): RawBuilder<boolean> {
  const held = heldRows(rule, inventory, holds)
  const conditions = [
    sql`${sql.ref(`${rule.place}.${rule.age.from}`)} < ${before}::timestamptz`,
    ...(rule.age.where === undefined ? [] : [sql`(${sql.raw(rule.age.where)})`]),
    ...inScope(rule, scope),
    ...(empty ? [empty.isFilled] : []),
    ...(held ? [sql`not ${held}`] : []),
  ]
  return sql<boolean>`${sql.join(conditions, sql` and `)}`
}

function inScope(rule: SweepRule, { only, except }: Scope): RawBuilder<unknown>[] {
  if (!rule.hasWorkspace) return []
  const workspace = sql.ref(`${rule.place}.workspace_id`)
  const project = rule.hasProject ? sql`${workspace} || '/' || ${sql.ref(`${rule.place}.project_id`)}` : null
  const conditions: RawBuilder<unknown>[] = []
  if (only && 'workspaces' in only) conditions.push(sql`${workspace} = any(${only.workspaces}::text[])`)
  // What only a project sets holds in no table that knows no project.
  if (only && 'projects' in only)
    conditions.push(project ? sql`${project} = any(${only.projects}::text[])` : sql`false`)
  if (except.workspaces.length > 0) conditions.push(sql`${workspace} <> all(${except.workspaces}::text[])`)
  if (project && except.projects.length > 0) conditions.push(sql`${project} <> all(${except.projects}::text[])`)
  return conditions
}

/** How each column that is emptied is written and found: null where it may be, else nothing of its type. */
async function emptiesOf(tx: PlatformTx, { place, empties }: SweepRule): Promise<NonNullable<Empty>> {
  const { rows } = await sql<{ name: string; isNullable: boolean; type: string }>`
    select attname as name, not attnotnull as is_nullable, format_type(atttypid, null) as type from pg_attribute
    where attrelid = ${place}::regclass and attname = any(${[...(empties ?? [])]}::text[])`.execute(tx.db)
  const columns = rows.map(({ name, isNullable, type }) => ({
    column: sql.ref(name),
    value: emptyOf(type, isNullable),
  }))
  return {
    set: sql.join(columns.map(({ column, value }) => sql`${column} = ${value}`)),
    isFilled: sql`(${sql.join(
      columns.map(({ column, value }) => sql`${column} is distinct from ${value}`),
      sql` or `,
    )})`,
  }
}

function emptyOf(type: string, isNullable: boolean): RawBuilder<unknown> {
  if (isNullable) return sql`null::${sql.raw(type)}`
  if (type === 'text' || type.endsWith('[]') || type === 'bytea' || type === 'jsonb') {
    return sql`${sql.lit(type.endsWith('[]') || type === 'jsonb' ? '{}' : '')}::${sql.raw(type)}`
  }
  throw new Error(`nobody said what an empty ${type} is`)
}
