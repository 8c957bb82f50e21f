import { asStaff } from '#modules/staff'
import type { PersonContext } from '#platform/context'
import { conflict } from '#platform/errors'
import { enqueueForPlatform } from '#platform/jobs'
import { loadPolicy } from './load-policy.ts'
import { announceVersions, insertVersion, lockVersions, readVersions, type StoredVersion } from './repo.ts'
import { tellOwners } from './tell-owners.ts'
import { draftOf, nameVersion, type Configured } from './version.ts'

/**
 * Announces what this process is configured with, if it is still what was read. From when it holds is computed. Owners
 * of workspaces are mailed of what is material, where the profile in force says so. Throws forbidden,
 * fresh_factor_required, and conflict when there is nothing to announce or it has changed since.
 */
export async function announceVersion(ctx: PersonContext, configured: Configured, draftId: string): Promise<void> {
  await asStaff(ctx, async (tx) => {
    await lockVersions(tx)
    const versions = await readVersions(tx)
    const now = tx.now()
    const draft = draftOf(versions, configured, now)
    if (!draft) throw conflict('everything that is configured has been announced')
    if (draft.id !== draftId) throw conflict('what is configured, or what was announced, has changed: read it again')
    const version: StoredVersion = {
      version: nameVersion(versions, now),
      announcedAt: now,
      effectiveAt: draft.effectiveAt,
      announcedBy: ctx.person.id,
      ...configured,
    }
    await insertVersion(tx, version)
    await announceVersions(tx, version.version)
    const isMaterial = draft.changes.some(({ material }) => material)
    const { channels } = tx.policy.inForce().changes
    if (isMaterial && channels.includes('mail')) await enqueueForPlatform(tx, tellOwners, { version: version.version })
  })
  // The other processes are told by the database; this one answers the next request.
  await loadPolicy(ctx)
}
