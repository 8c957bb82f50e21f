import { inPrivacyTransaction } from '#platform/database'
import type { Services } from '#platform/context'

/** Sweeps now, whatever other tests have swept by clocks of their own: no run of theirs is on record any more. */
export async function sweepAgain(at: { services: Services; sweep(name: string): Promise<void> }): Promise<void> {
  await inPrivacyTransaction(at.services, ({ db }) => db.deleteFrom('retentionRuns').execute())
  await at.sweep('privacy.sweep')
}
