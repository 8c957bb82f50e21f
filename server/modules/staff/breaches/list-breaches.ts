import { findPeople } from '#modules/users'
import { findWorkspaces } from '#modules/workspaces'
import type { PersonContext } from '#platform/context'
import type { PageQuery } from '#platform/http'
import { asStaff } from '../as-staff.ts'
import { pageOfRows, readPosition } from '../position.ts'
import { authorityDeadline } from './breach.ts'
import * as repo from './repo.ts'
import { listRecipients } from './tell-owners.ts'

export function listBreaches(ctx: PersonContext, page: PageQuery) {
  const before = readPosition(page)
  return asStaff(ctx, async (tx) => {
    const found = await repo.listBreaches(tx, { before, limit: page.limit })
    const { items, nextCursor } = pageOfRows(found, page.limit, ({ openedAt }) => openedAt)
    return { items: items.map((breach) => ({ ...breach, authorityDeadline: authorityDeadline(breach) })), nextCursor }
  })
}

/** The entry with everything that was done about it, and who was or is to be told. */
export function getBreach(ctx: PersonContext, id: string) {
  return asStaff(ctx, async (tx) => {
    const breach = await repo.getBreachForUpdate(tx, id)
    const acts = await repo.listActs(tx, id)
    const people = await findPeople(tx, [...new Set(acts.map(({ userId }) => userId))])
    const workspaces = await findWorkspaces(tx, breach.workspaceIds ?? [])
    return {
      ...breach,
      authorityDeadline: authorityDeadline(breach),
      workspaces:
        breach.workspaceIds?.map((each) => workspaces.get(each) ?? { id: each, slug: null, name: null }) ?? null,
      recipients: await listRecipients(tx, breach),
      acts: acts.map(({ userId, breachId: _, ...act }) => ({
        ...act,
        by: userId === 'system' ? null : { id: userId, name: people.get(userId)?.name ?? null },
      })),
    }
  })
}
