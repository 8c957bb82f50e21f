import type { Tx } from '#platform/context'
import { sql } from '#platform/database'
import { notFound } from '#platform/errors'
import type { Matcher, Silence } from './silence.ts'

const maxListed = 500

type Row = Omit<Silence, 'matchers'> & { matchers: Matcher[] }

const columns = sql`id, matchers, starts_at, ends_at, comment, created_by, created_by_name, created_at, updated_at`

/** Those in force at a time; nearly always few. */
export async function listActive(tx: Tx, at: Date): Promise<Silence[]> {
  const { rows } = await sql<Row>`
    select ${columns} from alert_silences
    where workspace_id = ${tx.workspaceId} and starts_at <= ${at} and ends_at > ${at}
    order by id limit ${maxListed}`.execute(tx.db)
  return rows
}

/** Those in force at any time of a period, also where they are over by now. */
export async function listWithin(tx: Tx, from: Date, to: Date): Promise<Silence[]> {
  const { rows } = await sql<Row>`
    select ${columns} from alert_silences
    where workspace_id = ${tx.workspaceId} and starts_at <= ${to} and ends_at > ${from} and ends_at > starts_at
    order by starts_at desc, id limit ${maxListed}`.execute(tx.db)
  return rows
}

/** What is not over first, then what ended last. */
export async function listAll(tx: Tx, now: Date): Promise<Silence[]> {
  const { rows } = await sql<Row>`
    select ${columns} from alert_silences where workspace_id = ${tx.workspaceId}
    order by ends_at <= ${now}, case when ends_at > ${now} then ends_at end, ends_at desc, id
    limit ${maxListed}`.execute(tx.db)
  return rows
}

/** Throws not_found. */
export async function getForUpdate(tx: Tx, id: string): Promise<Silence> {
  const { rows } = await sql<Row>`
    select ${columns} from alert_silences where workspace_id = ${tx.workspaceId} and id = ${id} for update`.execute(
    tx.db,
  )
  const [found] = rows
  if (!found) throw notFound('silence')
  return found
}

export async function countUnended(tx: Tx, now: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from alert_silences
    where workspace_id = ${tx.workspaceId} and ends_at > ${now}`.execute(tx.db)
  return rows[0]?.count ?? 0
}

export async function save(tx: Tx, silence: Silence): Promise<void> {
  const { id, matchers, startsAt, endsAt, comment, createdBy, createdByName, createdAt, updatedAt } = silence
  await sql`
    insert into alert_silences
      (workspace_id, id, matchers, starts_at, ends_at, comment, created_by, created_by_name, created_at, updated_at)
    values (${tx.workspaceId}, ${id}, ${JSON.stringify(matchers)}::jsonb, ${startsAt}, ${endsAt}, ${comment},
      ${createdBy}, ${createdByName}, ${createdAt}, ${updatedAt})
    on conflict (workspace_id, id) do update set
      matchers = excluded.matchers, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
      comment = excluded.comment, updated_at = excluded.updated_at`.execute(tx.db)
}
