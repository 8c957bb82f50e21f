import { sendOnce } from '#modules/users'
import type { Services } from '#platform/context'
import { inPlatformTransaction, type PlatformTx } from '#platform/database'
import { definePlatformJob, type PlatformJob } from '#platform/jobs'
import { endLimits } from '#platform/processing'
import { linkSecret } from '#platform/vault'
import { z } from 'zod'
import { letter, type LetterKind } from './letters.ts'
import { cut, liftingNoticeDays, type ActType, type PrivacyRequest } from './request.ts'
import * as repo from './repo.ts'
import { whoAsks } from './who-asks.ts'

const input = z.object({ actId: z.string() })
type Input = z.infer<typeof input>

/** Writes to the person of what was done; what an answer ends is forgotten when it was sent. */
export const mailRequest: PlatformJob<Input> = definePlatformJob({
  name: 'privacy.mailRequest',
  purpose: 'compliance',
  reads: ['C01', 'C31'],
  input,
  handle: send,
})

const kinds: Partial<Record<ActType, LetterKind>> = {
  received: 'confirmation',
  acknowledged: 'receipt',
  doubted: 'doubt',
  extended: 'extension',
  answered: 'answer',
  rejected: 'answer',
  liftingAnnounced: 'lifting',
}

async function send(services: Services, { actId }: Input): Promise<void> {
  const found = await inPlatformTransaction(services, async (tx) => {
    const act = await repo.findAct(tx, actId)
    const request = act && (await repo.findRequest(tx, act.requestId))
    const kind = act && kinds[act.type]
    if (!request || !kind || isPast(request, kind)) return undefined
    const reason = z.object({ reason: z.string() }).safeParse(act.data).data?.reason ?? ''
    return { request, kind, reason, ...(await whoAsks(tx, request)) }
  })
  if (!found) return
  const { request, kind, reason, address } = found
  if (address !== null) {
    const message = letter(kind, {
      request,
      address,
      id: actId,
      reason,
      appUrl: services.config.appUrl,
      profile: services.policy.inForce(),
      secret: linkSecret(services.vault, 'privacy.request', request.id),
    })
    await sendOnce(services, message)
  }
  await inPlatformTransaction(services, async (tx) => {
    if (kind === 'answer') await repo.updateRequest(tx, request.id, cut)
    // The end is written by nobody but whoever has sent the notice (GDPR Art. 18 (3)).
    if (kind === 'lifting') await lift(tx, request.id)
  })
}

/** What was true when the job was written, and is not any more. */
function isPast({ state }: PrivacyRequest, kind: LetterKind): boolean {
  if (kind === 'confirmation') return state !== 'unconfirmed'
  return (kind === 'receipt' || kind === 'extension' || kind === 'doubt') && state !== 'open'
}

async function lift(tx: PlatformTx, requestId: string): Promise<void> {
  const until = new Date(tx.now().getTime() + liftingNoticeDays * 86_400_000)
  if ((await endLimits(tx, requestId, until)) > 0) {
    await repo.appendAct(tx, { requestId, userId: 'system', type: 'lifted', data: { until: until.toISOString() } })
  }
}
