/** Staff write requests of authorities into the register. */
import { asStaff } from '#modules/staff'
import { findWorkspaces } from '#modules/workspaces'
import type { PersonContext } from '#platform/context'
import { conflict, invalidRequest } from '#platform/errors'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import { newId } from '#platform/ids'
import { recordForOperators } from '../record.ts'
import { noticeState, type LegalRequest, type NoticeState } from './legal-request.ts'
import * as repo from './repo.ts'
import { tellWorkspace } from './tell.ts'

export type Gag = { until: Date; ground: string }
export type DescribedRequest = LegalRequest & { notice: NoticeState }

/** The owners of the workspace are told in the same transaction, unless a gag forbids it for now. */
export function recordLegalRequest(
  ctx: PersonContext,
  input: Pick<LegalRequest, 'workspaceId' | 'authority' | 'reference' | 'asked' | 'receivedAt'> & { gag: Gag | null },
): Promise<DescribedRequest> {
  return asStaff(ctx, async (tx) => {
    const { gag, ...fields } = input
    const now = tx.now()
    if (!(await findWorkspaces(tx, [fields.workspaceId])).has(fields.workspaceId)) {
      throw wrong('workspaceId', 'no such workspace')
    }
    if (fields.receivedAt > now) throw wrong('receivedAt', 'must not be in the future')
    checkGag(gag, now)
    const request: LegalRequest = {
      ...fields,
      id: newId('lrq', now),
      recordedAt: now,
      recordedBy: ctx.person.id,
      gagUntil: gag?.until ?? null,
      gagGround: gag?.ground ?? null,
      toldAt: null,
    }
    await repo.insertRequest(tx, request)
    const isPromised = tx.policy.inForce().legalRequests.notice
    const isDue = noticeState(request, now, isPromised) === 'due'
    const told = isDue ? await tellWorkspace(tx, request, ctx) : request
    await recordForOperators(tx, ctx, 'legalRequest.recorded', { targetId: request.id, after: auditOf(told) })
    return described(told, now, isPromised)
  })
}

/** A court has forbidden it for longer, or no more: null tells the owners at the next look. Throws conflict. */
export function setGag(ctx: PersonContext, id: string, gag: Gag | null): Promise<DescribedRequest> {
  return asStaff(ctx, async (tx) => {
    const old = await repo.getRequestForUpdate(tx, id)
    if (old.toldAt) throw conflict('the workspace has been told already')
    checkGag(gag, tx.now())
    const request = { ...old, gagUntil: gag?.until ?? null, gagGround: gag?.ground ?? null }
    await repo.updateRequest(tx, request)
    const change = { targetId: id, before: auditOf(old), after: auditOf(request) }
    await recordForOperators(tx, ctx, 'legalRequest.gagSet', change)
    return described(request, tx.now(), tx.policy.inForce().legalRequests.notice)
  })
}

export function listLegalRequests(
  ctx: PersonContext,
  { cursor, limit }: PageQuery,
): Promise<{ items: DescribedRequest[]; nextCursor: string | null }> {
  return asStaff(ctx, async (tx) => {
    const [before] = decodeCursor(cursor, 1)
    const found = await repo.listRequests(tx, { before, limit })
    const page = found.slice(0, limit)
    const last = found.length > limit ? page.at(-1) : undefined
    const isPromised = tx.policy.inForce().legalRequests.notice
    return {
      items: page.map((request) => described(request, tx.now(), isPromised)),
      nextCursor: last ? encodeCursor([last.id]) : null,
    }
  })
}

function described(request: LegalRequest, now: Date, isPromised: boolean): DescribedRequest {
  return { ...request, notice: noticeState(request, now, isPromised) }
}

function checkGag(gag: Gag | null, now: Date): void {
  if (gag && gag.until <= now) throw wrong('gag.until', 'must be in the future')
}

function auditOf({ workspaceId, authority, reference, receivedAt, gagUntil, gagGround, toldAt }: LegalRequest) {
  return { workspaceId, authority, reference, receivedAt, gagUntil, gagGround, toldAt }
}

function wrong(path: string, message: string) {
  return invalidRequest(`${path}: ${message}`, [{ path, message }])
}
