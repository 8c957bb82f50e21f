import { findPeople, listStaff, sendOnce } from '#modules/users'
import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { definePlatformJob, enqueueForPlatform, type PlatformJob } from '#platform/jobs'
import { z } from 'zod'
import { inUtc, message } from '../mail.ts'
import { authorityDeadline, dueReminders } from './breach.ts'
import * as repo from './repo.ts'

/**
 * Reminds those who run the installation while the authority's deadline runs: each reminder once, whoever looks at the
 * same moment. Of several that are due at once (an old breach that was opened late) only the last one is mailed.
 */
export async function remindOfBreaches(services: Services): Promise<void> {
  const pending = await inPlatformTransaction(services, repo.listPendingBreaches)
  for (const { id } of pending) {
    await inPlatformTransaction(services, async (tx) => {
      // Again, now that it is locked: the authority may just have been notified.
      const breach = await repo.getBreachForUpdate(tx, id)
      let last: number | undefined
      for (const hours of dueReminders(breach, tx.now())) {
        if (await repo.insertReminder(tx, id, hours)) last = hours
      }
      if (last === undefined) return
      await repo.appendAct(tx, { breachId: id, userId: 'system', type: 'reminded', data: { hours: last } })
      for (const { id: userId } of await listStaff(tx)) {
        await enqueueForPlatform(tx, mailReminder, { breachId: id, hours: last, userId })
      }
    })
  }
}

const input = z.object({ breachId: z.string(), hours: z.number(), userId: z.string() })

export const mailReminder: PlatformJob<z.infer<typeof input>> = definePlatformJob({
  name: 'staff.mailBreachReminder',
  purpose: 'compliance',
  reads: ['C01', 'C32'],
  input,
  handle: send,
})

async function send(services: Services, { breachId, hours, userId }: z.infer<typeof input>): Promise<void> {
  const found = await inPlatformTransaction(services, async (tx) => {
    const breach = await repo.findBreach(tx, breachId)
    const person = (await findPeople(tx, [userId])).get(userId)
    return breach && person && { breach, person }
  })
  if (!found || found.breach.authorityNotifiedAt || found.breach.closedAt) return
  const { breach, person } = found
  const to = { address: person.email, id: `${breachId}-${hours}-${userId}` }
  const content = {
    title: `${hours} hours since a breach was noticed`,
    paragraphs: [
      `The authority has not been notified of “${breach.title}”.`,
      {
        table: [
          ['Noticed', inUtc(breach.noticedAt)],
          ['To be notified by', inUtc(authorityDeadline(breach))],
        ] as [string, string][],
      },
      {
        button: {
          label: 'Open the register',
          url: `${services.config.appUrl}/app/staff?tab=breaches&breach=${breachId}`,
        },
      },
    ],
    footer: ['You get this because you run this installation. It cannot be turned off.'],
  }
  await sendOnce(services, message(services, to, content))
}
