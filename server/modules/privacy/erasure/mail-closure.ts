import { z } from 'zod'
import { findPeople, sendOnce } from '#modules/users'
import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { definePlatformJob, type PlatformJob } from '#platform/jobs'
import { isOpen } from './erasure.ts'
import { closureMailJobName } from './job-names.ts'
import { closureMail } from './mails.ts'
import { receiptSecret, restoreSecret } from './receipt.ts'
import * as repo from './repo.ts'

const input = z.object({ erasureId: z.string() })

/** The link with which a closure is taken back. */
export const mailClosure: PlatformJob<z.infer<typeof input>> = definePlatformJob({
  name: closureMailJobName,
  purpose: 'compliance',
  reads: ['C01', 'C31'],
  input,
  handle: send,
})

async function send(services: Services, { erasureId }: z.infer<typeof input>): Promise<void> {
  const found = await inPlatformTransaction(services, async (tx) => {
    const erasure = await repo.findErasure(tx, erasureId)
    if (!erasure || erasure.userId === null || erasure.startedAt || !isOpen(erasure)) return undefined
    const user = (await findPeople(tx, [erasure.userId])).get(erasure.userId)
    return user && { erasure, user }
  })
  if (!found) return
  const { erasure, user } = found
  const to = { address: user.email, id: erasureId, appUrl: services.config.appUrl }
  const secrets = {
    restoreSecret: restoreSecret(services.vault, erasureId),
    receiptSecret: receiptSecret(services.vault, erasureId),
  }
  await sendOnce(services, closureMail(to, { ...erasure, ...secrets }))
}
