import { z } from 'zod'
import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { definePlatformJob, type PlatformJob } from '#platform/jobs'
import { noticeRecipient, noticeSubject } from './notice.ts'
import { noticeMail } from './person-mail.ts'
import { findReachableUser } from './repo.ts'
import { sendOnce } from './send-once.ts'
import { findUserActivity } from './user-activity-repo.ts'

const input = z.object({ userActivityId: z.string() })

/** Tells a person of something that happened to their sign-in. */
export const sendNotice: PlatformJob<z.infer<typeof input>> = definePlatformJob({
  name: 'users.sendNotice',
  purpose: 'security',
  reads: ['C01', 'C07'],
  input,
  handle: send,
})

async function send(services: Services, { userActivityId }: z.infer<typeof input>): Promise<void> {
  const found = await inPlatformTransaction(services, async (tx) => {
    const activity = await findUserActivity(tx, userActivityId)
    const user = activity && (await findReachableUser(tx, activity.userId))
    return user && { activity, user }
  })
  const subject = found && noticeSubject(found.activity)
  if (!found || subject === undefined) return
  const address = noticeRecipient(found.activity, found.user.email)
  const to = { address, id: found.activity.id, appUrl: services.config.appUrl }
  await sendOnce(services, noticeMail(to, { ...found.activity, subject }))
}
