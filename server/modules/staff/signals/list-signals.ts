import { findPeople } from '#modules/users'
import type { PersonContext } from '#platform/context'
import type { PageQuery } from '#platform/http'
import { asStaff } from '../as-staff.ts'
import { pageOfRows, readPosition } from '../position.ts'
import * as repo from './repo.ts'

/** Newest first. */
export function listSignals(ctx: PersonContext, page: PageQuery) {
  const before = readPosition(page)
  return asStaff(ctx, async (tx) => {
    const found = await repo.listSignals(tx, { before, limit: page.limit })
    const { items, nextCursor } = pageOfRows(found, page.limit, ({ at }) => at)
    const people = await findPeople(tx, [...new Set(items.flatMap(({ userId }) => userId ?? []))])
    const described = items.map(({ userId, ...signal }) => ({
      ...signal,
      user: userId === null ? null : { id: userId, name: people.get(userId)?.name ?? null },
    }))
    return { items: described, nextCursor }
  })
}
