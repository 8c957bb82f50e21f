/** One row a monitor for how it is, and one for each time in which it was in a state. */
import { ofLiveProject } from '#modules/workspaces'
import type { Tx } from '#platform/context'
import { sql, type JsonValue } from '#platform/database'
import type { Change, CheckState, Rules } from './check-state.ts'

type StateRow = Omit<CheckState, 'turns' | 'places' | 'facts'> & {
  workspaceId: string
  monitorId: string
  turns: JsonValue
  places: JsonValue
  facts: JsonValue
  claimedAt: Date | null
  leaseEpoch: number
  toldSince: Date | null
  toldAt: Date | null
}
export type Interval = {
  fromAt: Date
  toAt: Date | null
  state: CheckState['state'] | 'paused'
  reason: string
  code: string
}

declare module '#platform/database' {
  interface Tables {
    checkStates: StateRow
    checkIntervals: Interval & { workspaceId: string; monitorId: string }
    checkerTroubles: { workspaceId: string; projectId: string; since: Date; endedAt: Date | null; told: boolean }
    checkLease: { id: string; holder: string; epoch: number; untilAt: Date }
  }
}

export type Judged = {
  id: string
  projectId: string
  name: string
  target: string
  pausedAt: Date | null
  rules: Rules
  state: CheckState
}

/** Locked in the order of their ids, as whoever claims slots locks them. */
export async function listForUpdate(tx: Tx, ids: readonly string[]): Promise<Map<string, Judged>> {
  type Row = Omit<Judged, 'rules' | 'state'> & Rules & CheckState & { monitorId: string }
  const { rows } = await sql<Row>`
    select m.id, m.project_id, m.name, m.target, m.paused_at, m.failures_to_open, m.successes_to_resolve, m.slow_to_show,
      m.quorum, m.places as rule_places, m.interval_seconds, s.state, s.since, s.failing_since, s.flapping, s.turns,
      s.places, s.recent, s.checked_at, s.latency_ms, s.reason, s.code, s.facts
    from check_states s join monitors m on m.workspace_id = s.workspace_id and m.id = s.monitor_id
    where s.workspace_id = ${tx.workspaceId} and s.monitor_id = any (${ids}::text[])
      and ${ofLiveProject(tx, sql`m.project_id`)}
    order by s.monitor_id for update of s`.execute(tx.db)
  return new Map(rows.map((row) => [row.id, toJudged(row)]))
}

function toJudged(row: object): Judged {
  // The columns of the query above; the JSON is our own.
  const flat = row as Judged & Rules & CheckState & { rulePlaces: string[] }
  const { id, projectId, name, target, pausedAt } = flat
  const { failuresToOpen, successesToResolve, slowToShow, quorum, intervalSeconds } = flat
  return {
    ...{ id, projectId, name, target, pausedAt },
    rules: { failuresToOpen, successesToResolve, slowToShow, quorum, intervalSeconds, places: flat.rulePlaces },
    state: toState(flat),
  }
}

function toState(row: CheckState): CheckState {
  const { state, since, failingSince, flapping, turns, places, recent, checkedAt, latencyMs, reason, code, facts } = row
  return { state, since, failingSince, flapping, turns, places, recent, checkedAt, latencyMs, reason, code, facts }
}

const asJson = (value: unknown) => sql<JsonValue>`${JSON.stringify(value)}::jsonb`

export async function insertState(tx: Tx, monitorId: string, state: CheckState): Promise<void> {
  const { turns, places, facts } = state
  const row = { ...state, turns: asJson(turns), places: asJson(places), facts: asJson(facts) }
  const { workspaceId } = tx
  const lease = { claimedAt: null, leaseEpoch: 0, toldSince: null, toldAt: null }
  await tx.db
    .insertInto('checkStates')
    .values({ ...row, ...lease, workspaceId, monitorId })
    .execute()
}

/** All in one statement: results come by the hundred. */
export async function saveStates(tx: Tx, states: readonly (CheckState & { monitorId: string })[]): Promise<void> {
  if (states.length === 0) return
  await sql`
    update check_states s set state = n.state, since = n.since, failing_since = n."failingSince",
      flapping = n.flapping, turns = n.turns, places = n.places, recent = n.recent, checked_at = n."checkedAt",
      latency_ms = n."latencyMs", reason = n.reason, code = n.code, facts = n.facts
    from jsonb_to_recordset(${JSON.stringify(states)}::jsonb) as n ("monitorId" text, state text, since timestamptz,
      "failingSince" timestamptz, flapping boolean, turns jsonb, places jsonb, recent text, "checkedAt" timestamptz,
      "latencyMs" double precision, reason text, code text, facts jsonb)
    where s.workspace_id = ${tx.workspaceId} and s.monitor_id = n."monitorId"`.execute(tx.db)
}

/**
 * The state from each time on. What is not yet sure is taken back: a time that begins no later than the new one begins
 * at the same moment becomes the new one.
 */
export async function addIntervals(
  tx: Tx,
  monitorId: string,
  changes: readonly (Omit<Change, 'state'> & { state: Interval['state'] })[],
): Promise<void> {
  for (const { from, state, reason, code } of changes) {
    const own = { workspaceId: tx.workspaceId, monitorId }
    await sql`delete from check_intervals where workspace_id = ${tx.workspaceId} and monitor_id = ${monitorId}
      and from_at >= ${from}`.execute(tx.db)
    await sql`update check_intervals set to_at = ${from} where workspace_id = ${tx.workspaceId}
      and monitor_id = ${monitorId} and (to_at is null or to_at > ${from})`.execute(tx.db)
    await tx.db
      .insertInto('checkIntervals')
      .values({ ...own, fromAt: from, toAt: null, state, reason, code })
      .execute()
  }
}

/** Those that overlap the time, oldest first; the newest so many. */
export async function listIntervals(
  tx: Tx,
  monitorId: string,
  { from, to, limit }: { from: Date; to: Date; limit: number },
): Promise<Interval[]> {
  const rows = await tx.db
    .selectFrom('checkIntervals')
    .select(['fromAt', 'toAt', 'state', 'reason', 'code'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('monitorId', '=', monitorId)
    .where('fromAt', '<', to)
    .where((eb) => eb.or([eb('toAt', 'is', null), eb('toAt', '>', from)]))
    .orderBy('fromAt', 'desc')
    .limit(limit)
    .execute()
  return rows.toReversed()
}

export async function findState(tx: Tx, monitorId: string): Promise<CheckState | undefined> {
  const row = await tx.db
    .selectFrom('checkStates')
    .selectAll()
    .where('workspaceId', '=', tx.workspaceId)
    .where('monitorId', '=', monitorId)
    .executeTakeFirst()
  // Trusted: our own JSON.
  return row && toState(row as unknown as CheckState)
}
