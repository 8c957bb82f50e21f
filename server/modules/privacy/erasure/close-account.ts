/** A person closes their own sign-in, or has everything erased at once. */
import { closeUser, freezeUser } from '#modules/users'
import { requireFresh, type PersonContext, type Services } from '#platform/context'
import { inPlatformTransaction, type PlatformTx } from '#platform/database'
import { conflict, invalidRequest } from '#platform/errors'
import { newId } from '#platform/ids'
import { endConsents } from '../consents/end-consents.ts'
import { closureTimes, erasureTimes, type Erasure, type ErasureTimes } from './erasure.ts'
import { enqueueErasure, enqueueClosureMail } from './job-names.ts'
import { refuseOrphans } from './owned-workspaces.ts'
import { receiptSecret } from './receipt.ts'
import * as repo from './repo.ts'

export type Begun = Pick<Erasure, 'restorableUntil' | 'deleteBy'> & { receiptSecret: string }

/**
 * Access ends at once: sessions, streams, every way to sign in, consents. Until the profile's day it can be taken back
 * with the mailed link; by the other one all of it is deleted. Throws fresh_factor_required, invalid_request for another
 * address than one's own, conflict for the last owner of a workspace and when it is closed already.
 */
export function closeAccount(ctx: PersonContext, input: { confirmation: string }): Promise<Begun> {
  return begin(ctx, input, 'closure')
}

/** No grace: what names the person goes with the next sweep. Throws like `closeAccount`. */
export function eraseAccount(ctx: PersonContext, input: { confirmation: string }): Promise<Begun> {
  return begin(ctx, input, 'erasure')
}

async function begin(
  ctx: PersonContext,
  { confirmation }: { confirmation: string },
  kind: 'closure' | 'erasure',
): Promise<Begun> {
  requireFresh(ctx)
  const { person, origin } = ctx
  if (confirmation.trim().toLowerCase() !== person.email.toLowerCase()) {
    const message = 'this is not the address that you sign in with'
    throw invalidRequest(message, [{ path: 'confirmation', message }])
  }
  return inPlatformTransaction(ctx, async (tx) => {
    await closeUser(tx, person.id, { reason: kind === 'closure' ? 'closed' : 'erased', origin })
    await refuseOrphans(tx, person.id)
    await endConsents(tx, person.id)
    const times = kind === 'closure' ? closureTimes(tx.policy.inForce(), tx.now()) : erasureTimes(tx.now())
    const erasure = await addErasure(tx, { kind, reason: 'person', userId: person.id, times })
    if (kind === 'closure') await enqueueClosureMail(tx, erasure.id)
    return { ...times, receiptSecret: receiptSecret(tx.vault, erasure.id) }
  })
}

export type NewErasure = Pick<Erasure, 'kind' | 'reason'> & {
  userId?: string | null
  address?: string | null
  workspaceId?: string
  reportId?: string
  times: ErasureTimes
}

/** With the job, when it is due now. */
export async function addErasure(tx: PlatformTx, { times, ...wanted }: NewErasure): Promise<Erasure> {
  const now = tx.now()
  const erasure: Erasure = {
    id: newId('ers', now),
    userId: null,
    address: null,
    workspaceId: null,
    reportId: null,
    pseudonym: null,
    policyVersion: tx.policy.version().version,
    requestedAt: now,
    startedAt: null,
    restoredAt: null,
    finishedAt: null,
    ...wanted,
    ...times,
  }
  await repo.insertErasure(tx, erasure)
  if (erasure.kind !== 'workspace' && erasure.dueAt <= now) await enqueueErasure(tx, erasure.id)
  return erasure
}

/**
 * For those who answer requests, and for minors: whoever it is, is erased now, also one who closed their sign-in and was
 * waiting for the end. Where they were the last owner, somebody follows. Safe to ask twice; returns the id.
 */
export async function eraseNow(
  services: Services,
  { userId, address }: { userId: string | null; address: string | null },
  reason: Erasure['reason'] = 'desk',
): Promise<string> {
  if (userId === null) {
    if (address === null) throw conflict('nobody knows any more whom this is about')
    return eraseByAddress(services, address, reason)
  }
  return inPlatformTransaction(services, (tx) => eraseUserNow(tx, userId, { reason }))
}

export async function eraseUserNow(
  tx: PlatformTx,
  userId: string,
  { reason, reportId }: { reason: Erasure['reason']; reportId?: string },
): Promise<string> {
  await freezeUser(tx, userId, reason === 'minor' ? 'minor' : 'erased')
  await endConsents(tx, userId)
  const open = await repo.lockErasureOf(tx, { userId })
  if (!open) {
    const wanted = { kind: 'erasure' as const, reason, userId, times: erasureTimes(tx.now()) }
    return (await addErasure(tx, { ...wanted, ...(reportId !== undefined && { reportId }) })).id
  }
  if (!open.startedAt) {
    const change = { kind: 'erasure' as const, reason, reportId: reportId ?? open.reportId, ...erasureTimes(tx.now()) }
    await repo.updateErasure(tx, open.id, change)
    await enqueueErasure(tx, open.id)
  } else if (reportId !== undefined) await repo.updateErasure(tx, open.id, { reportId, reason })
  return open.id
}

/** For somebody without a sign-in: what is kept under an address and belongs to no user. Safe to ask twice. */
export function eraseByAddress(
  services: Services,
  address: string,
  reason: Erasure['reason'] = 'desk',
  reportId?: string,
): Promise<string> {
  return inPlatformTransaction(services, async (tx) => {
    await repo.lockAddress(tx, address)
    const open = await repo.lockErasureOf(tx, { address })
    if (open) return open.id
    const wanted = { kind: 'address' as const, reason, address: address.toLowerCase(), times: erasureTimes(tx.now()) }
    return (await addErasure(tx, { ...wanted, ...(reportId !== undefined && { reportId }) })).id
  })
}
