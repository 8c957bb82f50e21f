import type { PlatformTx } from '#platform/database'
import { profileSchema, type PolicyVersion } from '#platform/policy'

declare module '#platform/database' {
  interface Tables {
    policyVersions: {
      version: string
      profile: unknown
      facts: unknown
      announcedAt: Date
      effectiveAt: Date
    }
  }
}

/** Oldest first. */
export async function listVersions({ db }: PlatformTx): Promise<PolicyVersion[]> {
  const query = db.selectFrom('policyVersions').select(['version', 'profile', 'announcedAt', 'effectiveAt'])
  const rows = await query.orderBy('effectiveAt').execute()
  return rows.map(({ profile, ...row }) => ({ ...row, profile: profileSchema.parse(profile) }))
}
