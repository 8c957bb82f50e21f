/** Adds, renames and removes passkeys. */
import { requireFresh, type PersonContext } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { conflict, invalidRequest, notFound } from '#platform/errors'
import type { PublicRequest } from '#platform/http'
import { recordUserActivity } from '../user-activity.ts'
import { finishChange, keepAWayIn, lockPerson } from './change-factors.ts'
import { readRegistration, type Registration } from './passkey.ts'
import * as repo from './repo.ts'
import { passkeyChallenge, refusalText, takeChallenge, type Refusal } from './use-factor.ts'

/** More than anybody has devices; each one is sent to the browser whenever it is asked. */
const maxPasskeys = 20

type Described = { id: string; label: string }

/** Throws invalid_request for an answer that is not right or that was not asked for. */
export async function addPasskey(
  ctx: PersonContext,
  input: { label: string; response: Registration },
  request: PublicRequest,
): Promise<Described> {
  requireFresh(ctx)
  const result = await inPlatformTransaction(ctx, async (tx): Promise<Described | Refusal> => {
    const { id: userId } = await lockPerson(tx, ctx)
    const pending = await takeChallenge(tx, 'passkeyRegistration', request.headers)
    if (!pending) return 'late'
    const credential = await readRegistration(tx.config, passkeyChallenge(tx, pending), input.response)
    if (!credential) return 'wrong'
    const present = await repo.listPasskeys(tx, userId)
    if (present.length >= maxPasskeys) throw conflict(`a person has at most ${maxPasskeys} passkeys`)
    await repo.insertPasskey(tx, { ...credential, userId, label: input.label })
    await finishChange(tx, ctx, { type: 'passkey.added', data: { label: input.label } }, request)
    return { id: credential.id, label: input.label }
  })
  if (typeof result !== 'string') return result
  throw invalidRequest(`response: ${refusalText[result]}`, [{ path: 'response', message: refusalText[result] }])
}

export async function updatePasskey(ctx: PersonContext, { id, label }: Described): Promise<Described> {
  await inPlatformTransaction(ctx, async (tx) => {
    if (!(await repo.setPasskeyLabel(tx, ctx.person.id, id, label))) throw notFound('passkey')
    await recordUserActivity(tx, ctx.person.id, 'passkey.renamed', ctx.origin, { label })
  })
  return { id, label }
}

/** Throws conflict for the last way to sign in. */
export async function removePasskey(ctx: PersonContext, passkeyId: string, request: PublicRequest): Promise<void> {
  requireFresh(ctx)
  await inPlatformTransaction(ctx, async (tx) => {
    const user = await lockPerson(tx, ctx)
    const passkey = await repo.findPasskey(tx, passkeyId)
    if (passkey?.userId !== user.id) throw notFound('passkey')
    await keepAWayIn(tx, user, { passkeyId })
    await repo.deletePasskey(tx, user.id, passkeyId)
    await finishChange(tx, ctx, { type: 'passkey.removed', data: { label: passkey.label } }, request)
  })
}
