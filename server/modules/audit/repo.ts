import { sql, type JsonValue } from '#platform/database'
import type { Actor, Tx } from '#platform/context'
import type { AuditPerson } from './entry.ts'
import { genesisHash, type ChainEntry, type ChainPoint, type SaltedChange, type SaltedOrigin } from './verify.mjs'

type AuditEntryRow = {
  workspaceId: string
  number: number
  at: Date
  actorReference: string
  action: string
  targetId: string
  changeDigest: string | null
  originDigest: string | null
  previousHash: string
  hash: string
}
export type CheckpointRow = {
  workspaceId: string
  number: number
  hash: string
  at: Date
  publicKey: string
  keyId: string
  signature: string
}

declare module '#platform/database' {
  interface Tables {
    auditEntries: AuditEntryRow
    auditChanges: { workspaceId: string; number: number; salt: string; before: JsonValue; after: JsonValue }
    auditOrigins: { workspaceId: string; number: number; salt: string; remoteAddress: string; userAgent: string }
    auditPeople: {
      workspaceId: string
      reference: string
      salt: string
      actorKind: Actor['kind']
      actorId: string
      name: string
    }
    auditHeads: { workspaceId: string; number: number; hash: string }
    auditCheckpoints: CheckpointRow
  }
}

/** Locks the end of the chain until the transaction ends: of two who append, one waits for the other. */
export async function lockHead(tx: Tx): Promise<ChainPoint> {
  const found = await findHead(tx).forUpdate().executeTakeFirst()
  if (found) return found
  await tx.db
    .insertInto('auditHeads')
    .values({ workspaceId: tx.workspaceId, number: 0, hash: genesisHash })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return findHead(tx).forUpdate().executeTakeFirstOrThrow()
}

function findHead(tx: Tx) {
  return tx.db.selectFrom('auditHeads').select(['number', 'hash']).where('workspaceId', '=', tx.workspaceId)
}

export async function findPerson(
  tx: Tx,
  { kind, id }: Actor,
): Promise<{ reference: string; name: string } | undefined> {
  return tx.db
    .selectFrom('auditPeople')
    .select(['reference', 'name'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('actorKind', '=', kind)
    .where('actorId', '=', id)
    .executeTakeFirst()
}

export async function insertPerson(tx: Tx, { kind, id, ...person }: AuditPerson): Promise<void> {
  await tx.db
    .insertInto('auditPeople')
    .values({ ...person, actorKind: kind, actorId: id, workspaceId: tx.workspaceId })
    .execute()
}

export async function renamePerson(tx: Tx, reference: string, name: string): Promise<void> {
  await tx.db
    .updateTable('auditPeople')
    .set({ name })
    .where('workspaceId', '=', tx.workspaceId)
    .where('reference', '=', reference)
    .execute()
}

/** Writes the entry, what may be erased of it, and the new head. */
export async function append(
  tx: Tx,
  entry: ChainEntry,
  { change, origin }: { change: SaltedChange | null; origin: SaltedOrigin | null },
): Promise<void> {
  const { workspaceId } = tx
  const { number, at, actor, action, target, changeDigest, originDigest, previousHash, hash } = entry
  await sql`
    with entry as (
      insert into audit_entries (workspace_id, number, at, actor_reference, action, target_id, change_digest,
        origin_digest, previous_hash, hash)
      values (${workspaceId}, ${number}, ${at}::timestamptz, ${actor}, ${action}, ${target}, ${changeDigest},
        ${originDigest}, ${previousHash}, ${hash})
    ), change as (
      insert into audit_changes (workspace_id, number, salt, before, after)
      select ${workspaceId}, ${number}::bigint, ${change?.salt ?? null}, ${jsonOrNull(change?.before)}::jsonb,
        ${jsonOrNull(change?.after)}::jsonb
      where ${change !== null}
    ), origin as (
      insert into audit_origins (workspace_id, number, salt, remote_address, user_agent)
      select ${workspaceId}, ${number}::bigint, ${origin?.salt ?? null}, ${origin?.remoteAddress ?? null},
        ${origin?.userAgent ?? null}
      where ${origin !== null}
    )
    update audit_heads set number = ${number}, hash = ${hash} where workspace_id = ${workspaceId}`.execute(tx.db)
}

function jsonOrNull(value: JsonValue | undefined): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value)
}
