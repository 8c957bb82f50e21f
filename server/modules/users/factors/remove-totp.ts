import { requireFresh, type PersonContext } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { notFound } from '#platform/errors'
import type { PublicRequest } from '#platform/http'
import { finishChange, lockPerson } from './change-factors.ts'
import * as repo from './repo.ts'

/** Nobody signs in with codes from an app alone, so this never takes the last way in. */
export async function removeTotp(ctx: PersonContext, request: PublicRequest): Promise<void> {
  requireFresh(ctx)
  await inPlatformTransaction(ctx, async (tx) => {
    const { id } = await lockPerson(tx, ctx)
    const factor = await repo.findTotp(tx, id)
    if (!factor) throw notFound('app that makes codes')
    await repo.deleteTotp(tx, id)
    // What was never confirmed was no factor.
    if (factor.confirmedAt) await finishChange(tx, ctx, { type: 'totp.removed' }, request)
  })
}
