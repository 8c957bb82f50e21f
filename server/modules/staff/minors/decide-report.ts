import { findPersonByEmail, freezeUser } from '#modules/users'
import type { PersonContext } from '#platform/context'
import { conflict } from '#platform/errors'
import { asStaff, type StaffTx } from '../as-staff.ts'
import type { MinorReport } from './minor-report.ts'
import * as repo from './repo.ts'

/**
 * The person is signed in nowhere from the commit on and cannot sign in, and is erased by the next sweep. Where nobody
 * signs in with the address, what else is addressed to it goes. Throws conflict for a report that is decided, and for
 * one about oneself.
 */
export function confirmReport(ctx: PersonContext, id: string): Promise<void> {
  return deciding(ctx, id, 'confirmed', async (tx, { email }) => {
    const person = email === null ? undefined : await findPersonByEmail(tx, email)
    if (person?.id === ctx.person.id) throw conflict('this report is about you: somebody else has to decide it')
    if (person) await freezeUser(tx, person.id)
    return { userId: person?.id ?? null }
  })
}

/** Nothing happens to the person, and the report does not say any more who it was. Throws conflict. */
export function rejectReport(ctx: PersonContext, id: string): Promise<void> {
  return deciding(ctx, id, 'rejected', () => Promise.resolve({ email: null, message: null }))
}

async function deciding(
  ctx: PersonContext,
  id: string,
  decision: 'confirmed' | 'rejected',
  act: (tx: StaffTx, report: MinorReport) => Promise<Partial<MinorReport>>,
): Promise<void> {
  await asStaff(ctx, async (tx) => {
    const report = await repo.getReportForUpdate(tx, id)
    if (report.decision) throw conflict(`this report was ${report.decision} already`)
    const change = await act(tx, report)
    await repo.updateReport(tx, id, { ...change, decision, decidedAt: tx.now(), decidedBy: ctx.person.id })
  })
}
