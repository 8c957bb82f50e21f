import { asStaff } from '#modules/staff'
import { findPeople } from '#modules/users'
import { findWorkspaces } from '#modules/workspaces'
import type { PersonContext } from '#platform/context'
import { invalidRequest, notFound } from '#platform/errors'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import type { PrivacyRequest, RequestState } from './request.ts'
import * as repo from './repo.ts'
import * as routedRepo from './routed/repo.ts'

/** The queue: what is due first comes first. */
export function listRequests(ctx: PersonContext, { state, ...page }: PageQuery & { state: RequestState }) {
  return asStaff(ctx, async (tx) => {
    const found = await repo.listRequests(tx, { state, after: readPosition(page), limit: page.limit })
    const items = found.slice(0, page.limit)
    const last = found.length > page.limit ? items.at(-1) : undefined
    const people = await findPeople(tx, [...new Set(items.flatMap(({ userId }) => userId ?? []))])
    const time = last && (state === 'open' ? last.dueAt : last.receivedAt)
    return {
      items: items.map((request) => describe(request, people.get(request.userId ?? ''), tx.now())),
      nextCursor: last && time ? encodeCursor([time.toISOString(), last.id]) : null,
    }
  })
}

/** With all that was done about it. Throws not_found. */
export function getRequest(ctx: PersonContext, id: string) {
  return asStaff(ctx, async (tx) => {
    const request = await repo.findRequest(tx, id)
    if (!request) throw notFound('privacy request')
    const acts = await repo.listActs(tx, id)
    const routed = await routedRepo.listRoutedOf(tx, id)
    const workspaces = await findWorkspaces(
      tx,
      routed.map(({ workspaceId }) => workspaceId),
    )
    const people = await findPeople(tx, [...acts.map(({ userId }) => userId), request.userId ?? ''])
    return {
      ...describe(request, people.get(request.userId ?? ''), tx.now()),
      acts: acts.map(({ userId, ...act }) => ({ ...act, by: people.get(userId)?.name ?? userId })),
      workspaces: routed.map(({ workspaceId, ...each }) => ({
        ...each,
        workspaceId,
        name: workspaces.get(workspaceId)?.name ?? null,
      })),
    }
  })
}

function describe(request: PrivacyRequest, person: { name: string; email: string } | undefined, now: Date) {
  return {
    ...request,
    address: person?.email ?? request.address,
    name: person?.name ?? null,
    isOverdue: request.state === 'open' && now >= request.dueAt,
  }
}

function readPosition({ cursor }: PageQuery): { at: string; id: string } | undefined {
  const [at, id] = decodeCursor(cursor, 2)
  if (at === undefined || id === undefined) return undefined
  if (Number.isNaN(Date.parse(at))) throw invalidRequest('cursor: not one that this list gave')
  return { at: new Date(at).toISOString(), id }
}
