import { isStaff, listSecondFactors } from '#modules/users'
import { requireFresh, type PersonContext } from '#platform/context'
import { inPlatformTransaction, type PlatformTx } from '#platform/database'
import { forbidden } from '#platform/errors'

export type StaffTx = PersonContext & PlatformTx

/**
 * Runs `work` in one transaction for somebody who runs this installation. Throws forbidden for everyone else and for
 * one without a second factor, and fresh_factor_required.
 */
export function asStaff<T>(ctx: PersonContext, work: (tx: StaffTx) => Promise<T>): Promise<T> {
  return inPlatformTransaction(ctx, async (tx) => {
    if (!(await isStaff(tx, ctx.person.id))) throw forbidden('this is for those who run this installation')
    if ((await listSecondFactors(tx, ctx.person.id)).length === 0) {
      throw forbidden('set up a second factor first: whoever sees more than their own needs more than a password')
    }
    requireFresh(ctx)
    return work(tx)
  })
}

/** For what lets somebody act with less than `asStaff`: they run the installation, and have a second factor. */
export async function isProtectedStaff(tx: PlatformTx, userId: string): Promise<boolean> {
  return (await isStaff(tx, userId)) && (await listSecondFactors(tx, userId)).length > 0
}
