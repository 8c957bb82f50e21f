import { toString as toQrCode } from 'qrcode'
import { requireFresh, type PersonContext } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { conflict, invalidRequest } from '#platform/errors'
import type { PublicRequest } from '#platform/http'
import { sealForPerson } from '#platform/vault-store'
import { stepUpsPerPerson } from '../limits.ts'
import { finishChange, lockPerson } from './change-factors.ts'
import { hashRecoveryCode, newRecoveryCodes } from './recovery-codes.ts'
import * as repo from './repo.ts'
import { confirmWithinMs, newTotpSecret, stepOfCode, totpUri } from './totp.ts'
import { openTotpSecret, refusalText, totpPlace } from './use-factor.ts'

/** Shown once. The factor counts only when a first code has confirmed that the app has the secret. */
export async function addTotp(ctx: PersonContext): Promise<{ secret: string; uri: string; qrCode: string }> {
  requireFresh(ctx)
  const secret = newTotpSecret()
  await inPlatformTransaction(ctx, async (tx) => {
    const { id: userId } = await lockPerson(tx, ctx)
    const sealed = await sealForPerson(tx, totpPlace(userId), secret)
    await repo.putTotp(tx, { userId, secret: sealed, createdAt: tx.now() })
  })
  const uri = totpUri(secret, ctx.person.email)
  return { secret, uri, qrCode: await toQrCode(uri, { type: 'svg', margin: 2 }) }
}

/**
 * Switches the factor on with its first code, which is thereby used, and hands out recovery codes, once. Throws
 * conflict when nothing waits for it, or for too long.
 */
export async function confirmTotp(
  ctx: PersonContext,
  code: string,
  request: PublicRequest,
): Promise<{ recoveryCodes: string[] }> {
  await ctx.limiter.consume(stepUpsPerPerson, ctx.person.id)
  const recoveryCodes = newRecoveryCodes()
  await inPlatformTransaction(ctx, async (tx) => {
    const { id: userId } = await lockPerson(tx, ctx)
    const factor = await repo.findTotp(tx, userId)
    const begun = factor && factor.confirmedAt === null && tx.now().getTime() - factor.createdAt.getTime()
    if (typeof begun !== 'number' || begun > confirmWithinMs) {
      throw conflict('no app waits to be confirmed; begin again')
    }
    const step = factor && stepOfCode(await openTotpSecret(tx, factor), code, tx.now())
    if (step === undefined || !(await repo.advanceStep(tx, userId, step, tx.now()))) {
      throw invalidRequest(`code: ${refusalText.wrong}`, [{ path: 'code', message: refusalText.wrong }])
    }
    await repo.setRecoveryCodes(tx, userId, recoveryCodes.map(hashRecoveryCode))
    await finishChange(tx, ctx, { type: 'totp.added' }, request)
  })
  return { recoveryCodes }
}
