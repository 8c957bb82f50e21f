import { findPeople } from '#modules/users'
import { findWorkspaces, listAllWorkspaces } from '#modules/workspaces'
import type { PersonContext } from '#platform/context'
import type { PageQuery } from '#platform/http'
import { asStaff } from '../as-staff.ts'
import { pageOfRows, readPosition } from '../position.ts'
import { isOpen } from './grant.ts'
import * as repo from './repo.ts'

/** That they are there, and nothing of what is in them. */
export function listWorkspaces(ctx: PersonContext, page: PageQuery) {
  const position = readPosition(page)
  const before = position && { createdAt: position.at, id: position.id }
  return asStaff(ctx, async (tx) => {
    const found = await listAllWorkspaces(tx, { before, limit: page.limit })
    return pageOfRows(found, page.limit, ({ createdAt }) => createdAt)
  })
}

/** Everybody's, newest first: those who run the installation see what each other looked at. */
export function listGrants(ctx: PersonContext, page: PageQuery) {
  const before = readPosition(page)
  return asStaff(ctx, async (tx) => {
    const found = await repo.listGrants(tx, { before, limit: page.limit })
    const { items, nextCursor } = pageOfRows(found, page.limit, ({ openedAt }) => openedAt)
    const idsOf = (key: 'userId' | 'workspaceId') => [...new Set(items.map((grant) => grant[key]))]
    const people = await findPeople(tx, idsOf('userId'))
    const workspaces = await findWorkspaces(tx, idsOf('workspaceId'))
    const described = items.map((grant) => ({
      ...grant,
      open: isOpen(grant, tx.now()),
      user: { id: grant.userId, name: people.get(grant.userId)?.name ?? null },
      workspace: workspaces.get(grant.workspaceId) ?? null,
    }))
    return { items: described, nextCursor }
  })
}
