import { senderKey } from '#modules/users'
import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { newId } from '#platform/ids'
import { reportsPerDay, reportsPerSender } from './minor-report.ts'
import * as repo from './repo.ts'

/**
 * Takes a report, from anyone. Whether there is such a user is looked up when somebody reads it, so that neither the
 * answer nor its time tells. Throws rate_limited.
 */
export async function receiveReport(
  services: Services,
  { email, message }: { email: string; message: string | null },
  { remoteAddress }: { remoteAddress: string },
): Promise<void> {
  await services.limiter.consume(reportsPerSender, senderKey(remoteAddress))
  await services.limiter.consume(reportsPerDay, '')
  const receivedAt = services.now()
  await inPlatformTransaction(services, (tx) =>
    repo.insertReport(tx, {
      id: newId('mnr', receivedAt),
      email,
      message,
      receivedAt,
      decision: null,
      decidedAt: null,
      decidedBy: null,
      userId: null,
      erasedAt: null,
    }),
  )
}
