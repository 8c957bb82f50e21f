/** Audit entries end through the module whose chain they are: a prefix at a signed checkpoint, workspace by workspace. */
import { endAuditEntries } from '#modules/audit'
import { systemContext, type Services } from '#platform/context'
import { inPrivacyTransaction, sql } from '#platform/database'
import { newId } from '#platform/ids'
import { heldPeople, heldWorkspaces, type Holds } from './held.ts'
import type { SweepRule } from './rule.ts'
import { overdueMs, type Swept } from './run.ts'
import type { Limits } from './settings.ts'

const dayMs = 86_400_000

export async function sweepAudit(
  services: Services,
  { rule, limits, holds }: { rule: SweepRule; limits: Limits; holds: Holds },
): Promise<Swept> {
  const held = new Set(heldWorkspaces(rule, holds))
  const userIds = heldPeople(rule, holds).flatMap(({ userId }) => userId ?? [])
  const swept: Swept = { rows: 0, dueSince: null, overdue: 0 }
  for (const { workspaceId, oldest } of await listBeginnings(services)) {
    const days = limits.workspaces.has(workspaceId) ? limits.workspaces.get(workspaceId) : limits.days
    if (days === null || days === undefined || held.has(workspaceId)) continue
    const due = new Date(oldest.getTime() + days * dayMs)
    if (due >= services.now()) continue
    const before = new Date(services.now().getTime() - days * dayMs)
    const { rows } = await endEntries(services, workspaceId, before, userIds)
    swept.rows += rows
    if (rows > 0 && (swept.dueSince === null || due < swept.dueSince)) swept.dueSince = due
    // Nothing that may go is left by then, unless somebody else holds the chain.
    if (rows === 0 && userIds.length === 0 && due.getTime() + overdueMs < services.now().getTime()) swept.overdue += 1
  }
  return swept
}

/** When the first entry that is left of each workspace was written. */
function listBeginnings(services: Services): Promise<{ workspaceId: string; oldest: Date }[]> {
  return inPrivacyTransaction(services, async ({ db }) => {
    const { rows } = await sql<{ workspaceId: string; oldest: Date }>`
      select h.workspace_id, first.at as oldest from audit_heads h, lateral (
        select at from audit_entries e where e.workspace_id = h.workspace_id order by number limit 1) first
      order by h.workspace_id`.execute(db)
    return rows
  })
}

async function endEntries(services: Services, workspaceId: string, before: Date, userIds: readonly string[]) {
  const first = await firstHeld(services, workspaceId, userIds)
  const ctx = systemContext(services, workspaceId, newId('run', services.now()))
  return endAuditEntries(ctx, first && first < before ? first : before)
}

/** A chain is cut at its beginning alone, so what comes after an entry that is held stays with it. */
async function firstHeld(services: Services, workspaceId: string, userIds: readonly string[]): Promise<Date | null> {
  if (userIds.length === 0) return null
  return inPrivacyTransaction(services, async ({ db }) => {
    const { rows } = await sql<{ at: Date | null }>`
      select min(e.at) as at from audit_entries e
      left join audit_people p on p.workspace_id = e.workspace_id and p.reference = e.actor_reference
      where e.workspace_id = ${workspaceId} and (e.target_id = any(${[...userIds]}::text[])
        or (p.actor_kind = 'user' and p.actor_id = any(${[...userIds]}::text[])))`.execute(db)
    return rows[0]?.at ?? null
  })
}
