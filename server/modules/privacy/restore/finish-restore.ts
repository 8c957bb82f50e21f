import type { Services } from '#platform/context'
import { clearRestored, readRestored, tombstonesPath } from '#platform/embedded'
import type { Facts } from '../facts.ts'
import { replayTombstones } from '../erasure/replay.ts'
import { keepTombstoneFile, readTombstoneFile } from './tombstone-file.ts'

/**
 * A data directory that comes from a backup: everyone who was erased since is erased again, and only then may anything
 * be served. Answers whether that was so. What throws here stops the start, and the next one begins again.
 */
export async function finishRestore(services: Services, facts: Facts): Promise<boolean> {
  const { dataDir } = services.config
  const restored = readRestored(dataDir)
  if (!restored) return false
  // All of them, not only newer ones: whose erasure was under way when the backup was made is in it half erased.
  const tombstones = await readTombstoneFile(tombstonesPath(dataDir))
  await replayTombstones(services, facts, tombstones)
  await keepTombstoneFile(services)
  clearRestored(dataDir)
  services.log.info('erased again who was erased since the backup', { component: 'restore', count: tombstones.length })
  return true
}
