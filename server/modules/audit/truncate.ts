/** How entries end: by age at a signed checkpoint, with their workspace, and in part with a person. */
import type { Context, Tx } from '#platform/context'
import { inPlatformTransaction, inTransaction, sql, type PlatformTx } from '#platform/database'
import * as checkpoints from './checkpoint-repo.ts'
import { signStatement } from './signing.ts'
import { checkpointStatement } from './verify.mjs'

const maxNumber = Number.MAX_SAFE_INTEGER

/**
 * Removes exactly the entries that were written before `before`: a checkpoint is signed at the last of them, so that
 * what remains is verified from there on. Answers how many there were and when the first was written.
 */
export async function endAuditEntries(ctx: Context, before: Date): Promise<{ rows: number; oldest: Date | null }> {
  const found = await inTransaction(ctx, (tx) => signBefore(tx, before))
  if (!found) return { rows: 0, oldest: null }
  await inPlatformTransaction(ctx, (tx) => truncateAt(tx, ctx.workspaceId, found.last))
  return { rows: found.last - found.first + 1, oldest: found.oldest }
}

async function signBefore(tx: Tx, before: Date): Promise<{ first: number; last: number; oldest: Date } | undefined> {
  const { workspaceId } = tx
  // Up to the first that must stay, in case that the clock once went back.
  const { rows } = await sql<{ first: number; last: number; oldest: Date; hash: string }>`
    select first.number as first, first.at as oldest, last.number as last, last.hash
    from (select number, at from audit_entries where workspace_id = ${workspaceId} order by number limit 1) first,
      lateral (select number, hash from audit_entries where workspace_id = ${workspaceId} and number < coalesce(
        (select min(number) from audit_entries where workspace_id = ${workspaceId} and at >= ${before}), ${maxNumber})
        order by number desc limit 1) last`.execute(tx.db)
  const [found] = rows
  if (!found) return undefined
  if (!(await checkpoints.find(tx, found.last))) {
    const point = { number: found.last, hash: found.hash, at: tx.now() }
    const statement = checkpointStatement(workspaceId, { ...point, at: point.at.toISOString() })
    await checkpoints.insert(tx, { ...point, ...signStatement(tx.vault, statement) })
  }
  return found
}

async function truncateAt(tx: PlatformTx, workspaceId: string, number: number): Promise<void> {
  await lockHead(tx, workspaceId)
  await removeEntries(tx, workspaceId, number)
  await sql`delete from audit_checkpoints where workspace_id = ${workspaceId} and number < ${number}`.execute(tx.db)
  // Nothing that they did is left.
  await sql`
    delete from audit_people p where p.workspace_id = ${workspaceId} and not exists (
      select from audit_entries e where e.workspace_id = p.workspace_id and e.actor_reference = p.reference
    )`.execute(tx.db)
}

/** All of a workspace's log, when the workspace itself is deleted. */
export async function purgeAudit(tx: PlatformTx, workspaceId: string): Promise<void> {
  await lockHead(tx, workspaceId)
  await sql`select set_config('watchword.purged_workspace_id', ${workspaceId}, true)`.execute(tx.db)
  await removeEntries(tx, workspaceId, maxNumber)
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
