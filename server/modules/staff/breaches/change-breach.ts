import type { PersonContext } from '#platform/context'
import type { JsonValue } from '#platform/database'
import { conflict, invalidRequest } from '#platform/errors'
import { asStaff, type StaffTx } from '../as-staff.ts'
import type { Breach, BreachActType } from './breach.ts'
import { refuseFuture, requireWorkspaces, type BreachInput } from './open-breach.ts'
import * as repo from './repo.ts'

/** What is known changes as one looks; each change is an act with what it was before. */
export function updateBreach(ctx: PersonContext, id: string, change: Partial<BreachInput>): Promise<void> {
  return changing(ctx, id, 'changed', async (tx, breach) => {
    if (change.noticedAt) refuseFuture(change.noticedAt, tx.now(), 'noticedAt')
    await requireWorkspaces(tx, change.workspaceIds ?? null)
    return { change, data: { before: pick(breach, Object.keys(change)), after: pick(change, Object.keys(change)) } }
  })
}

/** When and under which reference the authority was notified. */
export function recordAuthority(
  ctx: PersonContext,
  id: string,
  { notifiedAt, reference }: { notifiedAt: Date; reference: string | null },
): Promise<void> {
  return changing(ctx, id, 'authorityNotified', (tx, { noticedAt }) => {
    refuseFuture(notifiedAt, tx.now(), 'notifiedAt')
    if (notifiedAt < noticedAt) {
      const message = 'must not be before the breach was noticed'
      throw invalidRequest(`notifiedAt: ${message}`, [{ path: 'notifiedAt', message }])
    }
    const change = { authorityNotifiedAt: notifiedAt, authorityReference: reference }
    return Promise.resolve({ change, data: { notifiedAt: notifiedAt.toISOString(), reference } })
  })
}

/** What the public is told; null takes it back. */
export function setPublicNote(ctx: PersonContext, id: string, text: string | null): Promise<void> {
  return changing(ctx, id, 'publicNoteSet', () => Promise.resolve({ change: { publicNote: text }, data: { text } }))
}

/**
 * Nothing is left to do. `reason` says why, also why the authority need not be notified: GDPR Art. 33 (1) excepts what
 * is unlikely to be a risk, and Art. 33 (5) wants that on record.
 */
export function closeBreach(ctx: PersonContext, id: string, reason: string): Promise<void> {
  return changing(ctx, id, 'closed', (tx) =>
    Promise.resolve({ change: { closedAt: tx.now(), closingReason: reason }, data: { reason } }),
  )
}

/** Throws conflict unless it is closed. */
export function reopenBreach(ctx: PersonContext, id: string): Promise<void> {
  return asStaff(ctx, async (tx) => {
    const breach = await repo.getBreachForUpdate(tx, id)
    if (!breach.closedAt) throw conflict('this breach is not closed')
    await repo.updateBreach(tx, id, { closedAt: null, closingReason: null })
    await repo.appendAct(tx, { breachId: id, userId: ctx.person.id, type: 'reopened' })
  })
}

/** Throws conflict for one that is closed. */
async function changing(
  ctx: PersonContext,
  id: string,
  type: BreachActType,
  decide: (tx: StaffTx, breach: Breach) => Promise<{ change: Partial<Breach>; data: JsonValue }>,
): Promise<void> {
  await asStaff(ctx, async (tx) => {
    const breach = await repo.getBreachForUpdate(tx, id)
    if (breach.closedAt) throw conflict('this breach is closed: open it again first')
    const { change, data } = await decide(tx, breach)
    if (Object.keys(change).length === 0) return
    await repo.updateBreach(tx, id, change)
    await repo.appendAct(tx, { breachId: id, userId: ctx.person.id, type, data })
  })
}

function pick(from: object, keys: readonly string[]): JsonValue {
  const entries = Object.entries(from).filter(([key]) => keys.includes(key))
  return JSON.parse(JSON.stringify(Object.fromEntries(entries))) as JsonValue // dates become text
}
