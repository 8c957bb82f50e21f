import { findPersonByEmail } from '#modules/users'
import type { PersonContext } from '#platform/context'
import type { PageQuery } from '#platform/http'
import { asStaff } from '../as-staff.ts'
import { pageOfRows, readPosition } from '../position.ts'
import * as repo from './repo.ts'

/** Newest first; of an open one also whether somebody signs in with the address. */
export function listReports(ctx: PersonContext, page: PageQuery) {
  const before = readPosition(page)
  return asStaff(ctx, async (tx) => {
    const found = await repo.listReports(tx, { before, limit: page.limit })
    const { items, nextCursor } = pageOfRows(found, page.limit, ({ receivedAt }) => receivedAt)
    const described = []
    for (const { userId: _, decidedBy: __, ...report } of items) {
      const user = report.email === null || report.decision ? undefined : await findPersonByEmail(tx, report.email)
      described.push({ ...report, hasUser: user !== undefined })
    }
    return { items: described, nextCursor }
  })
}
