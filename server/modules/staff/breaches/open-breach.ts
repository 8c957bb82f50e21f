import { findWorkspaces } from '#modules/workspaces'
import type { PersonContext } from '#platform/context'
import type { PlatformTx } from '#platform/database'
import { invalidRequest } from '#platform/errors'
import { newId } from '#platform/ids'
import { asStaff } from '../as-staff.ts'
import type { Breach } from './breach.ts'
import * as repo from './repo.ts'

export type BreachInput = Pick<Breach, 'title' | 'happened' | 'categories' | 'workspaceIds' | 'noticedAt'>

/** Opens an entry; the authority's deadline runs from when it was noticed. */
export function openBreach(ctx: PersonContext, input: BreachInput): Promise<string> {
  return asStaff(ctx, async (tx) => {
    refuseFuture(input.noticedAt, tx.now(), 'noticedAt')
    await requireWorkspaces(tx, input.workspaceIds)
    const openedAt = tx.now()
    const id = newId('bre', openedAt)
    const blank = { authorityNotifiedAt: null, authorityReference: null, publicNote: null }
    await repo.insertBreach(tx, { ...input, ...blank, id, openedAt, closedAt: null, closingReason: null })
    const { noticedAt, ...facts } = input
    const data = { ...facts, noticedAt: noticedAt.toISOString() }
    await repo.appendAct(tx, { breachId: id, userId: ctx.person.id, type: 'opened', data })
    return id
  })
}

export function refuseFuture(at: Date, now: Date, path: string): void {
  if (at <= now) return
  const message = 'must not be in the future'
  throw invalidRequest(`${path}: ${message}`, [{ path, message }])
}

/** Throws invalid_request for an id that is no live workspace. */
export async function requireWorkspaces(tx: PlatformTx, ids: readonly string[] | null): Promise<void> {
  if (ids === null) return
  const known = await findWorkspaces(tx, ids)
  const unknown = ids.find((id) => !known.has(id))
  if (unknown === undefined) return
  const message = `there is no workspace ${unknown}`
  throw invalidRequest(`workspaceIds: ${message}`, [{ path: 'workspaceIds', message }])
}
