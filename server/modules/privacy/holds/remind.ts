/** Those who run the installation are reminded, once, when a hold is due to be looked at again. */
import { findPeople, listStaff, sendOnce } from '#modules/users'
import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { newId } from '#platform/ids'
import { definePlatformJob, enqueueForPlatform, type PlatformJob } from '#platform/jobs'
import { z } from 'zod'
import { message } from './mail.ts'
import { recordForOperators } from './record.ts'
import * as repo from './repo.ts'

export async function remindOfHolds(services: Services): Promise<void> {
  await inPlatformTransaction(services, async (tx) => {
    const today = tx.now().toISOString().slice(0, 10)
    const ids = await repo.takeDueReviews(tx, today)
    if (ids.length === 0) return
    const staff = await listStaff(tx)
    for (const holdId of ids) {
      for (const { id: userId } of staff) await enqueueForPlatform(tx, mailReview, { holdId, userId })
    }
    const clock = { person: null, requestId: newId('run', tx.now()), origin: null }
    for (const targetId of ids) await recordForOperators(tx, clock, 'hold.reminded', { targetId })
  })
}

const input = z.object({ holdId: z.string(), userId: z.string() })

export const mailReview: PlatformJob<z.infer<typeof input>> = definePlatformJob({
  name: 'privacy.mailHoldReview',
  purpose: 'compliance',
  reads: ['C32'],
  input,
  handle: send,
})

async function send(services: Services, { holdId, userId }: z.infer<typeof input>): Promise<void> {
  const found = await inPlatformTransaction(services, async (tx) => {
    const hold = await repo.findHold(tx, holdId)
    const person = (await findPeople(tx, [userId])).get(userId)
    return hold && person && { hold, person }
  })
  if (!found || found.hold.releasedAt) return
  const { hold, person } = found
  const to = { address: person.email, id: `${holdId}-${hold.reviewOn}-${userId}`, workspaceId: null }
  const content = {
    title: 'A legal hold is due for review',
    paragraphs: [
      'What it covers is not deleted until it is released. Look whether its reason still holds.',
      {
        table: [
          ['Reason', hold.reason],
          ['Owner', hold.owner],
          ['Since', hold.createdAt.toISOString().slice(0, 10)],
          ['Review', hold.reviewOn],
        ] as [string, string][],
      },
      { button: { label: 'See the holds', url: `${services.config.appUrl}/app/staff?tab=holds` } },
    ],
    footer: ['You get this because you run this installation. It cannot be turned off.'],
  }
  await sendOnce(services, message(services, to, content))
}
