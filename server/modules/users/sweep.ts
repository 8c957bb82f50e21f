import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import type { Schedule } from '#platform/schedule'
import { deleteExpiredProofs } from './email-proof-repo.ts'
import { absoluteLimitMs, beginningLimitMs, idleLimitMs } from './session.ts'
import { deleteDeadSessions } from './session-repo.ts'
import { deleteActivitiesBefore } from './user-activity-repo.ts'

/** As the inventory says. */
const activityDays = 90

/** Deletes what has ended: links, sessions, and the activity of people after 90 days. */
export async function sweepPeople(services: Services): Promise<void> {
  await inPlatformTransaction(services, async (tx) => {
    const ago = (ms: number): Date => new Date(tx.now().getTime() - ms)
    await deleteExpiredProofs(tx)
    await deleteDeadSessions(tx, {
      createdBefore: ago(absoluteLimitMs),
      seenBefore: ago(idleLimitMs),
      begunBefore: ago(beginningLimitMs),
    })
    await deleteActivitiesBefore(tx, ago(activityDays * 86_400_000))
  })
}

export const schedules: Schedule[] = [{ name: 'users.sweep', everySeconds: 3_600, run: sweepPeople }]
