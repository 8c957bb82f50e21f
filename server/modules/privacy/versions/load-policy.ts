import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { describeFacts } from '#platform/policy'
import type { Facts } from '../facts.ts'
import { announceVersions, insertVersion, lockVersions, readVersions, versionsChannel } from './repo.ts'
import { nameVersion } from './version.ts'

const retryMs = 1_000

/**
 * Makes this process obey the published versions: publishes what is configured where nothing was, reads all, and reads
 * again when another process announces. What is configured otherwise holds for nobody before it is announced.
 */
export async function followPolicy(services: Services, facts: Facts): Promise<{ close(): Promise<void> }> {
  await publishFirst(services, facts)
  let retry: NodeJS.Timeout | undefined
  let closed = false
  const reload = (): void => {
    loadPolicy(services).catch((error: unknown) => {
      if (closed) return
      services.log.warn('could not read the versions of the policy', { component: 'policy', error })
      clearTimeout(retry)
      retry = setTimeout(reload, retryMs)
      retry.unref()
    })
  }
  // Before the first reading, so that nothing is announced in between; and after a gap something may have been.
  const channel = await services.database.listen(versionsChannel, reload, reload)
  await loadPolicy(services)
  return {
    close: async () => {
      closed = true
      clearTimeout(retry)
      await channel.close()
    },
  }
}

/** Reads the published versions, so that the one in force is what the program obeys. */
export async function loadPolicy(services: Services): Promise<void> {
  services.policy.load(await inPlatformTransaction(services, readVersions))
}

/** Of several processes that start together, one publishes. It is in force at once: nobody was promised anything else. */
async function publishFirst(services: Services, { inventory }: Facts): Promise<void> {
  await inPlatformTransaction(services, async (tx) => {
    await lockVersions(tx)
    if ((await readVersions(tx)).length > 0) return
    const at = tx.now()
    const version = nameVersion([], at)
    const { policy: profile } = tx.config
    const content = { profile, facts: describeFacts(inventory) }
    await insertVersion(tx, { version, announcedAt: at, effectiveAt: at, announcedBy: null, ...content })
    await announceVersions(tx, version)
  })
}
