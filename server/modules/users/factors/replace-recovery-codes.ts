import { requireFresh, type PersonContext } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { conflict } from '#platform/errors'
import type { PublicRequest } from '#platform/http'
import { listSecondFactors } from '../complete-sign-in.ts'
import { finishChange, lockPerson } from './change-factors.ts'
import { hashRecoveryCode, newRecoveryCodes } from './recovery-codes.ts'
import * as repo from './repo.ts'

/** The codes from before open nothing any more. Throws conflict for a person without a factor to stand in for. */
export async function replaceRecoveryCodes(
  ctx: PersonContext,
  request: PublicRequest,
): Promise<{ recoveryCodes: string[] }> {
  requireFresh(ctx)
  const recoveryCodes = newRecoveryCodes()
  await inPlatformTransaction(ctx, async (tx) => {
    const { id } = await lockPerson(tx, ctx)
    if ((await listSecondFactors(tx, id)).length === 0) throw conflict('set up an app or a passkey first')
    await repo.setRecoveryCodes(tx, id, recoveryCodes.map(hashRecoveryCode))
    await finishChange(tx, ctx, { type: 'recoveryCodes.made' }, request)
  })
  return { recoveryCodes }
}
