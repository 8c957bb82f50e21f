/** What those do who run the installation: each step is an act on record. */
import { asStaff, type StaffTx } from '#modules/staff'
import { findPersonByEmail } from '#modules/users'
import type { PersonContext } from '#platform/context'
import type { JsonValue } from '#platform/database'
import { conflict, invalidRequest } from '#platform/errors'
import { enqueueForPlatform } from '#platform/jobs'
import { checkAddress } from '#platform/mail'
import { acknowledge } from './acknowledge.ts'
import { close } from './close.ts'
import { extendedDueAt, extensionEnds } from './due.ts'
import { mailRequest } from './mail-request.ts'
import { newRequest, type RequestInput } from './new-request.ts'
import { automatic, requireOpen, type ActType, type PrivacyRequest } from './request.ts'
import * as repo from './repo.ts'
import { askWorkspaces } from './routed/ask-workspaces.ts'
import { settle } from './settle.ts'

/**
 * Takes down what came by mail or by letter, with the day on which it came: the clock runs from then. Who it is has to
 * be made certain like everybody else. Returns the id. Throws invalid_request.
 */
export function enterRequest(
  ctx: PersonContext,
  { address: text, receivedAt, ...input }: RequestInput & { address: string; receivedAt: Date },
): Promise<{ id: string }> {
  const address = checkAddress(text)
  if (receivedAt > ctx.now()) {
    const message = 'must not be in the future'
    throw invalidRequest(`receivedAt: ${message}`, [{ path: 'receivedAt', message }])
  }
  return asStaff(ctx, async (tx) => {
    const user = await findPersonByEmail(tx, address)
    const from = { via: 'link', userId: user?.id ?? null, address, receivedAt } as const
    const request: PrivacyRequest = { ...newRequest(tx, input, from), state: 'open' }
    await repo.insertRequest(tx, request)
    await repo.appendAct(tx, { requestId: request.id, userId: ctx.person.id, type: 'received', data: { by: 'staff' } })
    await acknowledge(tx, request)
    return { id: request.id }
  })
}

/** `text` is mailed. Throws conflict while it is not known who asks. */
export function answerRequest(ctx: PersonContext, id: string, text: string): Promise<void> {
  return onOpen(ctx, id, async (tx, request) => {
    if (!request.verifiedAt && automatic.has(request.type)) {
      throw conflict('who asks is not certain yet: have it confirmed first')
    }
    await close(tx, request, { state: 'answered', by: ctx.person.id, answer: text })
  })
}

/** `reason` is mailed, with the authority to which one can complain (GDPR Art. 12 (4)). */
export function rejectRequest(ctx: PersonContext, id: string, reason: string): Promise<void> {
  return onOpen(ctx, id, (tx, request) =>
    close(tx, request, { state: 'rejected', by: ctx.person.id, answer: reason, data: { reason } }),
  )
}

/** Two further months, once, and only while the first time runs: the person is told why (GDPR Art. 12 (3)). */
export function extendRequest(ctx: PersonContext, id: string, reason: string): Promise<void> {
  return onOpen(ctx, id, async (tx, request) => {
    if (request.extendedAt) throw conflict('this request was extended already')
    if (tx.now() >= extensionEnds(request)) throw conflict('the time in which it could be extended is over: answer it')
    const dueAt = extendedDueAt(request.receivedAt)
    await repo.updateRequest(tx, id, { dueAt, extendedAt: tx.now() })
    await repo.deleteReminders(tx, id)
    await actAndMail(tx, ctx, request, { type: 'extended', data: { reason } })
  })
}

/** There is reason to doubt who it is: the person is asked for more. The clock goes on. */
export function doubtRequest(ctx: PersonContext, id: string, reason: string): Promise<void> {
  return onOpen(ctx, id, async (tx, request) => {
    await repo.updateRequest(tx, id, { verifiedAt: null })
    await actAndMail(tx, ctx, request, { type: 'doubted', data: { reason } })
  })
}

/** `how` says what made it certain; it is deleted with the answer. */
export function verifyRequest(ctx: PersonContext, id: string, how: string): Promise<void> {
  return onOpen(ctx, id, async (tx, request) => {
    if (request.verifiedAt) throw conflict('who asks is certain already')
    const verified = { ...request, verifiedAt: tx.now() }
    await repo.updateRequest(tx, id, { verifiedAt: verified.verifiedAt, verification: how })
    await repo.appendAct(tx, { requestId: id, userId: ctx.person.id, type: 'verified', data: { by: 'staff' } })
    await settle(tx, verified)
  })
}

/** Passes it on to the admins of workspaces whose content it is about; each has a clock of its own. */
export function routeRequest(
  ctx: PersonContext,
  id: string,
  workspaceIds: readonly string[],
): Promise<{ asked: number }> {
  return onOpen(ctx, id, async (tx, request) => {
    const asked = await askWorkspaces(tx, request, workspaceIds, ctx.person.id)
    if (asked === 0) {
      const message = 'no such workspace, or it was asked already'
      throw invalidRequest(`workspaceIds: ${message}`, [{ path: 'workspaceIds', message }])
    }
    return { asked }
  })
}

/** A restriction ends; not before the person was told. Throws conflict for what is no restriction or has ended. */
export function liftRestriction(ctx: PersonContext, id: string, reason: string): Promise<void> {
  return asStaff(ctx, async (tx) => {
    const request = await repo.getRequestForUpdate(tx, id)
    if (request.type !== 'restriction' || !(await repo.holds(tx, id)))
      throw conflict('this holds nothing back any more')
    await actAndMail(tx, ctx, request, { type: 'liftingAnnounced', data: { reason } })
  })
}

async function actAndMail(
  tx: StaffTx,
  { person }: PersonContext,
  { id: requestId }: PrivacyRequest,
  { type, data }: { type: ActType; data: Record<string, JsonValue> },
): Promise<void> {
  const actId = await repo.appendAct(tx, { requestId, userId: person.id, type, data })
  await enqueueForPlatform(tx, mailRequest, { actId })
}

/** Throws conflict unless it is open; of two at once the second one is told so. */
function onOpen<T>(
  ctx: PersonContext,
  id: string,
  work: (tx: StaffTx, request: PrivacyRequest) => Promise<T>,
): Promise<T> {
  return asStaff(ctx, async (tx) => {
    const request = await repo.getRequestForUpdate(tx, id)
    requireOpen(request)
    return work(tx, request)
  })
}
