/** How entries end: by age at a signed checkpoint, with their workspace, and in part with a person. */
import type { Context } from '#platform/context'
import { inPlatformTransaction, inTransaction, sql, type PlatformTx } from '#platform/database'

/**
 * Removes the entries up to the newest checkpoint made before `before`; what remains is verified from that checkpoint
 * on. Answers its number, or undefined when there is none and nothing was removed.
 */
export async function truncateAudit(
  tx: PlatformTx,
  workspaceId: string,
  before: Date,
): Promise<{ number: number } | undefined> {
  const checkpoint = await tx.db
    .selectFrom('auditCheckpoints')
    .select('number')
    .where('workspaceId', '=', workspaceId)
    .where('at', '<', before)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!checkpoint) return undefined
  const { number } = checkpoint
  await lockHead(tx, workspaceId)
  await removeEntries(tx, workspaceId, number)
  await sql`delete from audit_checkpoints where workspace_id = ${workspaceId} and number < ${number}`.execute(tx.db)
  // Nothing that they did is left.
  await sql`
    delete from audit_people p where p.workspace_id = ${workspaceId} and not exists (
      select from audit_entries e where e.workspace_id = p.workspace_id and e.actor_reference = p.reference
    )`.execute(tx.db)
  return { number }
}

/** All of a workspace's log, when the workspace itself is deleted. */
export async function purgeAudit(tx: PlatformTx, workspaceId: string): Promise<void> {
  await lockHead(tx, workspaceId)
  await sql`select set_config('watchword.purged_workspace_id', ${workspaceId}, true)`.execute(tx.db)
  await removeEntries(tx, workspaceId, Number.MAX_SAFE_INTEGER)
  await sql`select set_config('watchword.purged_workspace_id', '', true)`.execute(tx.db)
  for (const table of ['audit_checkpoints', 'audit_people', 'audit_heads']) {
    await sql`delete from ${sql.table(table)} where workspace_id = ${workspaceId}`.execute(tx.db)
  }
}

/**
 * Forgets who a person was, from where they acted and what was changed of them, in one workspace or in all. Their
 * entries stay, with a reference that leads nowhere, and every hash is as before.
 */
export async function erasePerson(tx: PlatformTx, userId: string, workspaceId?: string): Promise<void> {
  const people = await sql<{ workspaceId: string; reference: string }>`
    select workspace_id, reference from audit_people
    where actor_kind = 'user' and actor_id = ${userId}
      and (${workspaceId ?? null}::text is null or workspace_id = ${workspaceId ?? null})
    order by workspace_id`.execute(tx.db)
  for (const { workspaceId, reference } of people.rows) {
    await lockHead(tx, workspaceId)
    await sql`
      delete from audit_origins o using audit_entries e
      where e.workspace_id = ${workspaceId} and e.actor_reference = ${reference}
        and o.workspace_id = e.workspace_id and o.number = e.number`.execute(tx.db)
    await sql`delete from audit_people where workspace_id = ${workspaceId} and reference = ${reference}`.execute(tx.db)
  }
  await sql`
    delete from audit_changes c using audit_heads h
      join audit_entries e on e.workspace_id = h.workspace_id and e.target_id = ${userId}
    where (${workspaceId ?? null}::text is null or h.workspace_id = ${workspaceId ?? null})
      and c.workspace_id = e.workspace_id and c.number = e.number`.execute(tx.db)
}

/**
 * Erases the changes of one workspace in which a text stands, whoever made them: the address of a person who is erased
 * may have been a setting. The entries stay.
 */
export async function eraseMentions(ctx: Context, text: string): Promise<void> {
  const { workspaceId } = ctx
  const found = await inTransaction(ctx, ({ db }) =>
    sql<{ number: number }>`
      select number from audit_changes where workspace_id = ${workspaceId}
        and strpos(lower(concat(before::text, after::text)), ${text.toLowerCase()}) > 0`.execute(db),
  )
  if (found.rows.length === 0) return
  const numbers = found.rows.map(({ number }) => number)
  await inPlatformTransaction(ctx, ({ db }) =>
    sql`delete from audit_changes where workspace_id = ${workspaceId} and number = any(${numbers}::bigint[])`.execute(
      db,
    ),
  )
}

/** Nothing is appended until the transaction ends, so that no entry refers to what is just being removed. */
async function lockHead(tx: PlatformTx, workspaceId: string): Promise<void> {
  await sql`select from audit_heads where workspace_id = ${workspaceId} for update`.execute(tx.db)
}

/** What one statement removes, so that none runs into its time limit. */
const batchSize = 10_000

async function removeEntries(tx: PlatformTx, workspaceId: string, last: number): Promise<void> {
  for (;;) {
    const removed = await sql`
      delete from audit_entries where workspace_id = ${workspaceId} and number <= ${last} and number < (
        select number from audit_entries where workspace_id = ${workspaceId} order by number limit 1
      ) + ${batchSize}`.execute(tx.db)
    if (!removed.numAffectedRows) return
  }
}
