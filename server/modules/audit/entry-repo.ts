/** Reads entries with what may have been erased of them. */
import { sql, type JsonValue } from '#platform/database'
import type { Actor, Tx } from '#platform/context'

export type AuditEntry = {
  number: number
  at: Date
  action: string
  targetId: string
  actorReference: string
  changeDigest: string | null
  originDigest: string | null
  previousHash: string
  hash: string
  actorKind: Actor['kind'] | null
  actorId: string | null
  actorName: string | null
  /** Where the target is a person or key that has acted itself. */
  targetName: string | null
  changeSalt: string | null
  before: JsonValue
  after: JsonValue
  originSalt: string | null
  remoteAddress: string | null
  userAgent: string | null
}

export type EntryFilter = {
  /** Id of a person or key, `system`, or the reference of one that was erased. */
  actor?: string | undefined
  /** `incident.acknowledged`, or the beginning of several: `incident.` */
  action?: string | undefined
  target?: string | undefined
  /** Inclusive, exclusive. */
  from?: Date | undefined
  to?: Date | undefined
}

/** Newest first, one more than `limit` when there are more. */
export async function list(
  tx: Tx,
  filter: EntryFilter,
  page: { before: number | undefined; limit: number },
): Promise<AuditEntry[]> {
  const { actor, action, target, from, to } = filter
  const wanted = [
    page.before === undefined ? undefined : sql`e.number < ${page.before}`,
    // Looked up first, so that the entries of one actor are found by their index.
    actor === undefined
      ? undefined
      : sql`e.actor_reference in (select ${actor} union all select reference from audit_people
          where workspace_id = ${tx.workspaceId} and actor_id = ${actor})`,
    action === undefined ? undefined : sql`starts_with(e.action, ${action})`,
    target === undefined ? undefined : sql`e.target_id = ${target}`,
    from === undefined ? undefined : sql`e.at >= ${from}`,
    to === undefined ? undefined : sql`e.at < ${to}`,
  ].filter((condition) => condition !== undefined)
  const found = await sql<AuditEntry>`${select}
    where ${sql.join([sql`e.workspace_id = ${tx.workspaceId}`, ...wanted], sql` and `)}
    order by e.number desc limit ${page.limit + 1}`.execute(tx.db)
  return found.rows
}

/** Oldest first: the part of the chain that follows `after`, up to `last`. */
export async function listAfter(tx: Tx, after: number, last: number, limit: number): Promise<AuditEntry[]> {
  const found = await sql<AuditEntry>`${select}
    where e.workspace_id = ${tx.workspaceId} and e.number > ${after} and e.number <= ${last}
    order by e.number limit ${limit}`.execute(tx.db)
  return found.rows
}

const select = sql`
  select e.number, e.at, e.action, e.target_id, e.actor_reference, e.change_digest, e.origin_digest, e.previous_hash,
    e.hash, p.actor_kind, p.actor_id, p.name as actor_name,
    (select t.name from audit_people t where t.workspace_id = e.workspace_id and t.actor_id = e.target_id limit 1)
      as target_name,
    c.salt as change_salt, c.before, c.after,
    o.salt as origin_salt, o.remote_address, o.user_agent
  from audit_entries e
  left join audit_people p on p.workspace_id = e.workspace_id and p.reference = e.actor_reference
  left join audit_changes c on c.workspace_id = e.workspace_id and c.number = e.number
  left join audit_origins o on o.workspace_id = e.workspace_id and o.number = e.number`

export type PersonRow = { reference: string; salt: string; kind: Actor['kind']; id: string; name: string }

/** In the order of their references. */
export async function listPeople(tx: Tx, after: string, limit: number): Promise<PersonRow[]> {
  return tx.db
    .selectFrom('auditPeople')
    .select(['reference', 'salt', 'actorKind as kind', 'actorId as id', 'name'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('reference', '>', after)
    .orderBy('reference')
    .limit(limit)
    .execute()
}
