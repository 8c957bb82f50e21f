/** Who runs the checks: one process at a time, until it has not said so for a while. */
import type { Services } from '#platform/context'
import { inPlatformTransaction, sql } from '#platform/database'

/** After this long without a word another process takes over: less than the shortest interval. */
export const leaseMs = 9_000
export const renewEveryMs = 3_000

/**
 * Takes the lease, or keeps it; answers its epoch, or undefined when another process has it. The time is the
 * database's, because those who ask have clocks of their own.
 */
export async function holdLease(services: Services, holder: string): Promise<number | undefined> {
  return inPlatformTransaction(services, async (tx) => {
    const { rows } = await sql<{ epoch: number }>`
      insert into check_lease as l (id, holder, epoch, until_at)
      values ('checks', ${holder}, 1, clock_timestamp() + ${leaseMs} * interval '1 millisecond')
      on conflict (id) do update set holder = excluded.holder, until_at = excluded.until_at,
        epoch = case when l.holder = excluded.holder then l.epoch else l.epoch + 1 end
      where l.holder = excluded.holder or l.until_at < clock_timestamp()
      returning epoch`.execute(tx.db)
    return rows[0]?.epoch
  })
}

/** So that the next one need not wait for its end. */
export async function releaseLease(services: Services, holder: string): Promise<void> {
  await inPlatformTransaction(services, (tx) =>
    sql`update check_lease set until_at = clock_timestamp() - interval '1 second'
      where id = 'checks' and holder = ${holder}`.execute(tx.db),
  )
}

export type Slot = { workspaceId: string; monitorId: string; at: Date; intervalMs: number }

/**
 * Takes slots before they are run; answers those that were taken, as `<monitor>`. A slot that was taken, or lies before
 * one that was, is nobody's any more, and neither is one that somebody with a newer lease has taken. What was taken in
 * the far future was taken before the clock was set back.
 */
export async function claimSlots(services: Services, epoch: number, slots: readonly Slot[]): Promise<Set<string>> {
  if (slots.length === 0) return new Set()
  const columns = [
    slots.map(({ workspaceId }) => workspaceId),
    slots.map(({ monitorId }) => monitorId),
    slots.map(({ at }) => at.toISOString()),
    slots.map(({ intervalMs }) => intervalMs),
  ] as const
  return inPlatformTransaction(services, async (tx) => {
    const { rows } = await sql<{ monitorId: string }>`
      with wanted as (
        select * from unnest(${columns[0]}::text[], ${columns[1]}::text[], ${columns[2]}::timestamptz[],
          ${columns[3]}::bigint[]) as w (workspace_id, monitor_id, at, interval_ms)
      ), locked as (
        select s.workspace_id, s.monitor_id, w.at from check_states s
        join wanted w on w.workspace_id = s.workspace_id and w.monitor_id = s.monitor_id
        where s.lease_epoch <= ${epoch} and (s.claimed_at is null or s.claimed_at < w.at
          or s.claimed_at > w.at + 2 * w.interval_ms * interval '1 millisecond')
        order by s.monitor_id for update of s
      )
      update check_states s set claimed_at = l.at, lease_epoch = ${epoch} from locked l
      where s.workspace_id = l.workspace_id and s.monitor_id = l.monitor_id
      returning s.monitor_id`.execute(tx.db)
    return new Set(rows.map(({ monitorId }) => monitorId))
  })
}
