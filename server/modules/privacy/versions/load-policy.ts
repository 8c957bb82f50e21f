import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { listVersions } from './repo.ts'

/** Reads the published versions, so that the one in force is what the program obeys. */
export async function loadPolicy(services: Services): Promise<void> {
  services.policy.load(await inPlatformTransaction(services, listVersions))
}
