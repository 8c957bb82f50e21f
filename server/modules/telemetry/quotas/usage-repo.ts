import { sql } from '#platform/database'
import type { Tx } from '#platform/context'
import type { LimitScope, QuotaCategory } from './limit.ts'
import { outcomeOf, type OutcomeKind } from './outcome.ts'
import { periodEnd, periodStart, type Period } from './quota.ts'

type UsageRow = {
  workspaceId: string
  projectId: string
  keyId: string
  category: string
  period: Period
  startsOn: string
  /** Ages count from here, so that no period that still runs is forgotten. */
  endsAt: Date
  quantity: number
}

declare module '#platform/database' {
  interface Tables {
    usageCounters: UsageRow
  }
}

export type OutcomeCount = {
  projectId: string
  hour: Date
  category: string
  reason: string
  by: 'server' | 'client'
  quantity: number
}
export const outcomeKey = (count: OutcomeCount): string =>
  [count.projectId, count.hour.getTime(), count.by, count.category, count.reason].join('\n')

/** `day`: `2026-11-21`. */
export type Use = { projectId: string; keyId: string; category: QuotaCategory; day: string; quantity: number }
export const useKey = (use: Use): string => [use.projectId, use.keyId, use.category, use.day].join('\n')

/** Of a workspace that was deleted nothing is counted. Rows are written in one order, so that nobody waits in a circle. */
export async function addOutcomes(tx: Tx, counts: readonly OutcomeCount[]): Promise<void> {
  if (counts.length === 0) return
  const rows = counts.toSorted((a, b) => compare(outcomeKey(a), outcomeKey(b)))
  await sql`
    insert into ingest_outcomes (workspace_id, project_id, hour, source, category, reason, quantity, outcome)
    select ${tx.workspaceId}, * from unnest(
      ${rows.map(({ projectId }) => projectId)}::text[],
      ${rows.map(({ hour }) => hour)}::timestamptz[],
      ${rows.map(({ by }) => by)}::text[],
      ${rows.map(({ category }) => category)}::text[],
      ${rows.map(({ reason }) => reason)}::text[],
      ${rows.map(({ quantity }) => quantity)}::bigint[],
      ${rows.map((row): OutcomeKind => outcomeOf(row))}::text[])
    where exists (select from workspaces w where w.id = ${tx.workspaceId} and w.deleted_at is null)
    on conflict (workspace_id, project_id, hour, source, category, reason)
      do update set quantity = ingest_outcomes.quantity + excluded.quantity`.execute(tx.db)
}

/** Of a day and of its month. */
export async function addUses(tx: Tx, uses: readonly Use[]): Promise<void> {
  const rows = uses
    .filter(({ quantity }) => quantity !== 0)
    .flatMap((use) => (['day', 'month'] as const).map((period) => ({ ...use, period, ...bounds(period, use.day) })))
  if (rows.length === 0) return
  const summed = sumMonths(rows).toSorted((a, b) => compare(rowKey(a), rowKey(b)))
  await sql`
    insert into usage_counters (workspace_id, project_id, key_id, category, period, starts_on, ends_at, quantity)
    select ${tx.workspaceId}, * from unnest(
      ${summed.map(({ projectId }) => projectId)}::text[],
      ${summed.map(({ keyId }) => keyId)}::text[],
      ${summed.map(({ category }) => category)}::text[],
      ${summed.map(({ period }) => period)}::text[],
      ${summed.map(({ startsOn }) => startsOn)}::text[],
      ${summed.map(({ endsAt }) => endsAt)}::timestamptz[],
      ${summed.map(({ quantity }) => quantity)}::bigint[])
    where exists (select from workspaces w where w.id = ${tx.workspaceId} and w.deleted_at is null)
    on conflict (workspace_id, period, starts_on, project_id, key_id, category)
      do update set quantity = usage_counters.quantity + excluded.quantity`.execute(tx.db)
}

type Row = Use & { period: Period; startsOn: string; endsAt: Date }

function bounds(period: Period, day: string) {
  const at = new Date(`${day}T00:00:00Z`)
  return { startsOn: periodStart(period, at), endsAt: periodEnd(period, at) }
}

const rowKey = ({ projectId, keyId, category, period, startsOn }: Row): string =>
  [period, startsOn, projectId, keyId, category].join('\n')

/** Two days that wait together are one month: a statement may meet a row once. */
function sumMonths(rows: readonly Row[]): Row[] {
  const sums = new Map<string, Row>()
  for (const row of rows) {
    const sum = sums.get(rowKey(row))
    if (sum) sum.quantity += row.quantity
    else sums.set(rowKey(row), { ...row })
  }
  return [...sums.values()]
}

export function totalKey(
  { projectId, keyId }: { projectId: string; keyId: string },
  scope: LimitScope,
  category: string,
  period: Period,
  startsOn: string,
): string {
  const id = scope === 'workspace' ? '' : scope === 'project' ? projectId : keyId
  return [scope, id, category, period, startsOn].join('\n')
}

/** What was used of the day and the month that are now, by `totalKey`. */
export async function totals(tx: Tx): Promise<Map<string, number>> {
  const rows = await listUsage(tx, { day: periodStart('day', tx.now()), month: periodStart('month', tx.now()) })
  const sums = new Map<string, number>()
  for (const row of rows) {
    for (const scope of ['workspace', 'project', 'key'] as const) {
      const key = totalKey(row, scope, row.category, row.period, row.startsOn)
      sums.set(key, (sums.get(key) ?? 0) + row.quantity)
    }
  }
  return sums
}

export type UsageCount = Pick<UsageRow, 'projectId' | 'keyId' | 'category' | 'period' | 'startsOn' | 'quantity'>

export async function listUsage(tx: Tx, { day, month }: { day: string; month: string }): Promise<UsageCount[]> {
  return tx.db
    .selectFrom('usageCounters')
    .select(['projectId', 'keyId', 'category', 'period', 'startsOn', 'quantity'])
    .where('workspaceId', '=', tx.workspaceId)
    .where((eb) =>
      eb.or([
        eb.and([eb('period', '=', 'day'), eb('startsOn', '=', day)]),
        eb.and([eb('period', '=', 'month'), eb('startsOn', '=', month)]),
      ]),
    )
    .execute()
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
