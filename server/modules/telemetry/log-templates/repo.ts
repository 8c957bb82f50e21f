import type { Tx } from '#platform/context'
import { sql } from '#platform/database'

export type TemplateSource = 'mined' | 'sender'

export type TemplateRow = {
  id: string
  projectId: string
  number: number
  source: TemplateSource
  pattern: string
  mergedInto: string | null
  lineCount: number
  firstSeenAt: Date
  lastSeenAt: Date
}

declare module '#platform/database' {
  interface Tables {
    logTemplates: TemplateRow & { workspaceId: string; version: number }
  }
}

const columns = [
  'id',
  'projectId',
  'number',
  'source',
  'pattern',
  'mergedInto',
  'lineCount',
  'firstSeenAt',
  'lastSeenAt',
] as const satisfies (keyof TemplateRow)[]

/** Until the transaction ends nobody else learns templates of the project, in whatever process. */
export async function lockProject(tx: Tx, projectId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`log_templates ${projectId}`}, 0))`.execute(tx.db)
}

/** What changed since a version, in the order of their making. */
export async function listChanged(
  tx: Tx,
  projectId: string,
  since: number,
): Promise<(TemplateRow & { version: number })[]> {
  return tx.db
    .selectFrom('logTemplates')
    .select([...columns, 'version'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('projectId', '=', projectId)
    .where('version', '>', since)
    .orderBy('number')
    .execute()
}

export type WrittenTemplate = Pick<TemplateRow, 'id' | 'number' | 'source' | 'pattern' | 'mergedInto'>

/** Writes what is new or changed. What was counted of those that are merged now counts with what they are a form of. */
export async function write(
  tx: Tx,
  projectId: string,
  version: number,
  templates: readonly WrittenTemplate[],
): Promise<void> {
  if (templates.length === 0) return
  await sql`
    insert into log_templates (workspace_id, project_id, id, number, version, source, pattern, merged_into,
      line_count, first_seen_at, last_seen_at)
    select ${tx.workspaceId}, ${projectId}, id, number, ${version}, source, pattern, "mergedInto", 0, ${tx.now()}, ${tx.now()}
    from jsonb_to_recordset(${JSON.stringify(templates)}::jsonb)
      as given (id text, number bigint, source text, pattern text, "mergedInto" text)
    on conflict (workspace_id, project_id, id) do update set
      version = excluded.version, pattern = excluded.pattern, merged_into = excluded.merged_into`.execute(tx.db)
  const merged = templates.filter(({ mergedInto }) => mergedInto !== null).map(({ id }) => id)
  if (merged.length === 0) return
  await sql`
    with taken as (
      update log_templates as own set line_count = 0 from log_templates as old
      where own.workspace_id = ${tx.workspaceId} and own.project_id = ${projectId} and own.id = any(${merged})
        and old.workspace_id = own.workspace_id and old.project_id = own.project_id and old.id = own.id
      returning own.merged_into, old.line_count, old.first_seen_at, old.last_seen_at),
    sums as (
      select merged_into, sum(line_count) as lines, min(first_seen_at) as first_seen, max(last_seen_at) as last_seen
      from taken group by merged_into)
    update log_templates as kept set line_count = kept.line_count + sums.lines,
      first_seen_at = least(kept.first_seen_at, sums.first_seen),
      last_seen_at = greatest(kept.last_seen_at, sums.last_seen)
    from sums where kept.workspace_id = ${tx.workspaceId} and kept.project_id = ${projectId}
      and kept.id = sums.merged_into`.execute(tx.db)
}

/** Makes room: deletes the one that was not seen for the longest time, if that is long enough; its id. */
export async function deleteStalest(tx: Tx, projectId: string, before: Date): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    delete from log_templates where workspace_id = ${tx.workspaceId} and project_id = ${projectId} and id = (
      select id from log_templates where workspace_id = ${tx.workspaceId} and project_id = ${projectId}
        and last_seen_at < ${before} order by last_seen_at, id limit 1)
    returning id`.execute(tx.db)
  return rows[0]?.id
}

export type Seen = { id: string; lines: number; firstSeenAt: Date; lastSeenAt: Date }

/** Adds up what was seen; the ids of those that are still there. */
export async function addSeen(tx: Tx, projectId: string, seen: readonly Seen[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    update log_templates set line_count = line_count + seen.lines,
      first_seen_at = least(first_seen_at, seen."firstSeenAt"), last_seen_at = greatest(last_seen_at, seen."lastSeenAt")
    from jsonb_to_recordset(${JSON.stringify(seen)}::jsonb)
      as seen (id text, lines bigint, "firstSeenAt" timestamptz, "lastSeenAt" timestamptz)
    where log_templates.workspace_id = ${tx.workspaceId} and log_templates.project_id = ${projectId}
      and log_templates.id = seen.id
    returning log_templates.id`.execute(tx.db)
  return new Set(rows.map(({ id }) => id))
}

export const templateSorts = ['lastSeen', 'firstSeen', 'lines'] as const
export type TemplateSort = (typeof templateSorts)[number]
export const sortColumns = { lastSeen: 'lastSeenAt', firstSeen: 'firstSeenAt', lines: 'lineCount' } as const

export type TemplateFilter = { projectId?: string | undefined; query?: string | undefined }

/** One more than `limit` where there are more. */
export async function list(
  tx: Tx,
  { projectId, query }: TemplateFilter,
  page: { sort: TemplateSort; after: { value: string; id: string } | undefined; limit: number },
): Promise<TemplateRow[]> {
  const column = sortColumns[page.sort]
  let found = tx.db
    .selectFrom('logTemplates')
    .select(columns)
    .where('workspaceId', '=', tx.workspaceId)
    .where('mergedInto', 'is', null)
  if (projectId !== undefined) found = found.where('projectId', '=', projectId)
  if (query) found = found.where('pattern', 'ilike', `%${query.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`)
  const { after } = page
  if (after) {
    const position = column === 'lineCount' ? sql`${after.value}::bigint` : sql`${after.value}::timestamptz`
    found = found.where(sql<boolean>`(${sql.ref(column)}, id) < (${position}, ${after.id})`)
  }
  return found
    .orderBy(column, 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
    .execute()
}

export async function find(tx: Tx, id: string): Promise<TemplateRow | undefined> {
  const query = tx.db.selectFrom('logTemplates').select(columns).where('workspaceId', '=', tx.workspaceId)
  return query.where('id', '=', id).executeTakeFirst()
}

/** The template and what it turned out to hold: lines keep the id that they were stored with. */
export async function listForms(tx: Tx, id: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive forms as (
      select id from log_templates where workspace_id = ${tx.workspaceId} and id = ${id}
      union
      select other.id from log_templates other join forms on other.merged_into = forms.id
      where other.workspace_id = ${tx.workspaceId})
    select id from forms limit 2000`.execute(tx.db)
  return rows.map((row) => row.id)
}
