/** Who evaluates which group: many processes may, one at a time does. */
import type { Services, Tx } from '#platform/context'
import { inPlatformTransaction, sql } from '#platform/database'

/** After this long without a word from its process a group is anybody's. */
export const leaseMs = 20_000

export type Claim = { workspaceId: string; groupId: string; epoch: number }

/**
 * Takes groups whose slot has come, those that wait longest first. The time of leases is the database's, because those
 * who ask have clocks of their own; that of slots is `now`. A slot in the far future was planned before the clock was
 * set back.
 */
export async function claimDue(
  services: Services,
  { holder, limit, workspaceId }: { holder: string; limit: number; workspaceId?: string | undefined },
): Promise<Claim[]> {
  if (limit <= 0) return []
  return inPlatformTransaction(services, async (tx) => {
    const now = services.now()
    const { rows } = await sql<Claim>`
      with due as (
        select workspace_id, id from alert_rule_groups
        where paused_at is null and (next_at <= ${now}::timestamptz
            or next_at > ${now}::timestamptz + 2 * interval_ms * interval '1 millisecond')
          and (lease_until is null or lease_until < clock_timestamp())
          and (${workspaceId ?? null}::text is null or workspace_id = ${workspaceId ?? null}::text)
        order by next_at limit ${limit} for update skip locked
      )
      update alert_rule_groups g set lease_holder = ${holder}, lease_epoch = g.lease_epoch + 1,
        lease_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
      from due where g.workspace_id = due.workspace_id and g.id = due.id
      returning g.workspace_id, g.id as group_id, g.lease_epoch as epoch`.execute(tx.db)
    return rows
  })
}

/** Those that nobody else has taken meanwhile. */
export async function renewLeases(services: Services, claims: readonly Claim[]): Promise<void> {
  if (claims.length === 0) return
  await inPlatformTransaction(services, (tx) =>
    sql`update alert_rule_groups g set lease_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
      from unnest(${claims.map(({ workspaceId }) => workspaceId)}::text[],
        ${claims.map(({ groupId }) => groupId)}::text[], ${claims.map(({ epoch }) => epoch)}::bigint[])
        as mine (workspace_id, id, epoch)
      where g.workspace_id = mine.workspace_id and g.id = mine.id and g.lease_epoch = mine.epoch`.execute(tx.db),
  )
}

/** What was given up is somebody else's at once. */
export async function giveBack(services: Services, { workspaceId, groupId, epoch }: Claim): Promise<void> {
  await inPlatformTransaction(services, (tx) =>
    sql`update alert_rule_groups set lease_until = null
      where workspace_id = ${workspaceId} and id = ${groupId} and lease_epoch = ${epoch}`.execute(tx.db),
  )
}

/** The group is free from now on, unless somebody else has it. */
export async function releaseLease(tx: Tx, { groupId, epoch }: Pick<Claim, 'groupId' | 'epoch'>): Promise<void> {
  await sql`update alert_rule_groups set lease_until = null where workspace_id = ${tx.workspaceId} and id = ${groupId}
    and lease_epoch = ${epoch}`.execute(tx.db)
}

/** Locks the group; undefined when somebody else has taken it since, or it is gone. */
export async function holdGroup(
  tx: Tx,
  { groupId, epoch }: Pick<Claim, 'groupId' | 'epoch'>,
): Promise<{ version: number } | undefined> {
  const { rows } = await sql<{ version: number }>`
    select version from alert_rule_groups where workspace_id = ${tx.workspaceId} and id = ${groupId}
      and lease_epoch = ${epoch} and paused_at is null for update`.execute(tx.db)
  return rows[0]
}

/** From here on whoever comes after a crash evaluates the same slot again. */
export async function beginSlot(tx: Tx, groupId: string, slot: Date): Promise<void> {
  await sql`update alert_rule_groups set begun_at = ${slot}
    where workspace_id = ${tx.workspaceId} and id = ${groupId}`.execute(tx.db)
}

export async function endSlot(
  tx: Tx,
  groupId: string,
  { slot, nextAt, durationMs, missed }: { slot: Date; nextAt: Date; durationMs: number; missed: number },
): Promise<void> {
  await sql`update alert_rule_groups set evaluated_at = ${slot}, begun_at = null, next_at = ${nextAt},
      duration_ms = ${durationMs}, missed_count = missed_count + ${missed},
      missed_at = case when ${missed}::bigint > 0 then ${slot}::timestamptz else missed_at end, lease_until = null
    where workspace_id = ${tx.workspaceId} and id = ${groupId}`.execute(tx.db)
}
