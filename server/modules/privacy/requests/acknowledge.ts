import type { PlatformTx } from '#platform/database'
import { enqueueForPlatform } from '#platform/jobs'
import { mailRequest } from './mail-request.ts'
import { automatic, type PrivacyRequest } from './request.ts'
import * as repo from './repo.ts'

/** Tells the person that it is with us and by when they have an answer; not where the answer comes in the same moment. */
export async function acknowledge(tx: PlatformTx, { id, type, verifiedAt }: PrivacyRequest): Promise<void> {
  await repo.updateRequest(tx, id, { acknowledgedAt: tx.now() })
  const actId = await repo.appendAct(tx, { requestId: id, userId: 'system', type: 'acknowledged' })
  if (verifiedAt && automatic.has(type)) return
  await enqueueForPlatform(tx, mailRequest, { actId })
}
