import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import type { Schedule } from '#platform/schedule'
import { deleteExpiredProofs } from './email-proof-repo.ts'
import { absoluteLimitMs, beginningLimitMs, idleLimitMs } from './session.ts'
import { deleteDeadSessions } from './session-repo.ts'

/** Deletes what can be used no more: links and sessions. What ends by its age is the privacy engine's. */
export async function sweepPeople(services: Services): Promise<void> {
  await inPlatformTransaction(services, async (tx) => {
    const ago = (ms: number): Date => new Date(tx.now().getTime() - ms)
    await deleteExpiredProofs(tx)
    await deleteDeadSessions(tx, {
      createdBefore: ago(absoluteLimitMs),
      seenBefore: ago(idleLimitMs),
      begunBefore: ago(beginningLimitMs),
    })
  })
}

export const schedules: Schedule[] = [
  { name: 'users.sweep', purpose: 'compliance', reads: [], everySeconds: 3_600, run: sweepPeople },
]
