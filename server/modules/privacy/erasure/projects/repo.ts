/**
 * SQL of a project's end, over all tables whoever's they are; their names and what they are found by come from the
 * inventory. As the role of the privacy engine, which sees every workspace: each statement names the one.
 */
import type { Context } from '#platform/context'
import { sql, type PlatformTx } from '#platform/database'
import type { PartOf } from '#platform/inventory'
import type { RawBuilder } from 'kysely'
import { plainName } from '../in-columns.ts'
import { root, type ProjectPlaces } from './places.ts'

export type Whose = { workspaceId: string; projectId: string }

type Condition = RawBuilder<boolean>

/** What finds the rows of a table; several, of which each uses an index of its own. */
export function conditionsOf(places: ProjectPlaces, name: string, whose: Whose): Condition[] {
  const { workspaceId, projectId } = whose
  const own = sql`workspace_id = ${workspaceId}`
  if (name === root) return [sql`${own} and id = ${projectId}`]
  const table = places.tables.find((one) => one.name === name)
  if (!table) throw new Error(`${name} belongs to no project`)
  return [
    ...(table.hasProject ? [sql<boolean>`${own} and project_id = ${projectId}`] : []),
    ...table.parts.map((part) => partCondition(places, part, whose)),
  ]
}

export function partCondition(places: ProjectPlaces, { by = 'id', of, key = 'id' }: PartOf, whose: Whose): Condition {
  const theirs = sql.join(
    conditionsOf(places, of, whose).map((condition) => sql`(${condition})`),
    sql` or `,
  )
  return sql`workspace_id = ${whose.workspaceId} and ${sql.raw(by)} in (
    select ${sql.raw(key)} from ${sql.table(of)} where ${theirs})`
}

export type Step = { table: string; rows: Condition }

/**
 * What names any thing of a workspace by its id, without saying what kind of thing it is: the timeline, and mails that
 * were kept because there is no mail server.
 */
const naming = [
  { table: 'activities', by: 'subject_id' },
  { table: 'kept_mails', by: "split_part(message_id, '@', 1)" },
]

export function namingSteps(places: ProjectPlaces, whose: Whose): Step[] {
  return naming.flatMap(({ table, by }) =>
    thingsOf(places).map((of) => ({ table, rows: partCondition(places, { by, of }, whose) })),
  )
}

/** The things that others name by their ids: the project and whatever is in it. */
function thingsOf(places: ProjectPlaces): string[] {
  return [...places.tables.filter(({ hasId }) => hasId).map(({ name }) => name), root]
}

export async function deleteSlice({ db }: PlatformTx, table: string, rows: Condition, limit: number): Promise<number> {
  const name = sql.table(table)
  const deleted = await sql`
    delete from ${name} where ctid = any(array(select ctid from ${name} where ${rows} limit ${limit}))`.execute(db)
  return Number(deleted.numAffectedRows ?? 0)
}

export async function clearColumn({ db }: PlatformTx, table: string, column: string, rows: Condition): Promise<void> {
  await sql`update ${sql.table(table)} set ${sql.ref(column)} = null where ${rows}`.execute(db)
}

/** What was changed, of entries about these things; the entries stay, and every hash of the chain is as before. */
export async function forgetChanges({ db }: PlatformTx, targets: Condition, workspaceId: string): Promise<number> {
  const deleted = await sql`
    delete from audit_changes where workspace_id = ${workspaceId} and number in (
      select number from audit_entries where ${targets})`.execute(db)
  return Number(deleted.numAffectedRows ?? 0)
}

export async function countRows({ db }: PlatformTx, table: string, conditions: readonly Condition[]): Promise<number> {
  const any = sql.join(
    conditions.map((condition) => sql`(${condition})`),
    sql` or `,
  )
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${sql.table(table)} where ${any}`.execute(db)
  return rows[0]?.count ?? 0
}

/** In the transaction that deleted them, so that the number is right whatever interrupts. */
export async function addErased({ db }: PlatformTx, whose: Whose, place: string, count: number): Promise<void> {
  if (count === 0) return
  await sql`
    update projects set erased = erased || jsonb_build_object(
      ${place}::text, coalesce((erased ->> ${place})::bigint, 0) + ${count}::bigint)
    where workspace_id = ${whose.workspaceId} and id = ${whose.projectId}`.execute(db)
}

/** Once: what there was when the job began. */
export async function setToErase({ db }: PlatformTx, whose: Whose, count: number): Promise<void> {
  await sql`
    update projects set to_erase = ${count}
    where workspace_id = ${whose.workspaceId} and id = ${whose.projectId} and to_erase is null`.execute(db)
}

/** Ids of a table in their order, which files are named by. */
export async function listIds(
  { db }: PlatformTx,
  table: string,
  conditions: readonly Condition[],
  page: { after: string; limit: number },
): Promise<string[]> {
  const any = sql.join(
    conditions.map((condition) => sql`(${condition})`),
    sql` or `,
  )
  const { rows } = await sql<{ id: string }>`
    select id from ${sql.table(table)} where (${any}) and id > ${page.after} order by id limit ${page.limit}`.execute(
    db,
  )
  return rows.map(({ id }) => id)
}

export async function countColumnRows(ctx: Context, table: string, projectId: string): Promise<number> {
  const [row] = await ctx.columns.forWorkspace(ctx.workspaceId).query<{ rows: number }>(
    `select count() as rows from ${plainName(table)}
     where workspace_id = {workspaceId:String} and project_id = {projectId:String}`,
    { projectId },
  )
  return row?.rows ?? 0
}

/** On the disk too: rewrites the parts that hold them, and waits for it. Returns how many there were. */
export async function deleteColumnRows(ctx: Context, table: string, projectId: string): Promise<number> {
  const rows = await countColumnRows(ctx, table, projectId)
  if (rows > 0) {
    await ctx.columns.command(
      `alter table ${plainName(table)} delete
       where workspace_id = {workspaceId:String} and project_id = {projectId:String} settings mutations_sync = 2`,
      { workspaceId: ctx.workspaceId, projectId },
    )
  }
  return rows
}
