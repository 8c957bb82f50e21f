import { sql, type Generated, type PlatformTx } from '#platform/database'
import { factsSchema, profileSchema, type PolicyFacts, type PolicyVersion } from '#platform/policy'

type Notice = { version: string; userId: string; createdAt: Date; sentAt: Date | null }

declare module '#platform/database' {
  interface Tables {
    policyVersions: {
      version: string
      number: Generated<number>
      profile: unknown
      facts: unknown
      announcedAt: Date
      effectiveAt: Date
      announcedBy: string | null
    }
    policyNotices: Notice
  }
}

/** As it is in the database: always with what is kept. */
export type StoredVersion = PolicyVersion & { facts: PolicyFacts; announcedBy: string | null }

/** Of several that publish at the same moment, one after the other. */
export async function lockVersions({ db }: PlatformTx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('watchword policy'))`.execute(db)
}

/** In the order in which they were announced. */
export async function readVersions({ db }: PlatformTx): Promise<StoredVersion[]> {
  const columns = ['version', 'profile', 'facts', 'announcedAt', 'effectiveAt', 'announcedBy'] as const
  const rows = await db.selectFrom('policyVersions').select(columns).orderBy('number').execute()
  return rows.map(({ profile, facts, ...row }) => ({
    ...row,
    profile: profileSchema.parse(profile),
    facts: factsSchema.parse(facts),
  }))
}

export async function insertVersion({ db }: PlatformTx, version: StoredVersion): Promise<void> {
  const { profile, facts, ...row } = version
  const [asProfile, asFacts] = [profile, facts].map((value) => sql`${JSON.stringify(value)}::jsonb`)
  await db
    .insertInto('policyVersions')
    .values({ ...row, profile: asProfile, facts: asFacts })
    .execute()
}

/** Payload of the channel: the version that was published. */
export const versionsChannel = 'watchword_policy'

/** Tells every process to read the versions again, once the transaction commits. */
export async function announceVersions({ db }: PlatformTx, version: string): Promise<void> {
  await sql`select pg_notify(${versionsChannel}, ${version})`.execute(db)
}

/** Those of the people who were not on the list of this version yet. */
export async function insertNotices(tx: PlatformTx, version: string, userIds: readonly string[]): Promise<string[]> {
  if (userIds.length === 0) return []
  const rows = await tx.db
    .insertInto('policyNotices')
    .values(userIds.map((userId) => ({ version, userId, createdAt: tx.now(), sentAt: null })))
    .onConflict((row) => row.doNothing())
    .returning('userId')
    .execute()
  return rows.map(({ userId }) => userId)
}

export async function findNotice({ db }: PlatformTx, version: string, userId: string): Promise<Notice | undefined> {
  const query = db.selectFrom('policyNotices').selectAll().where('version', '=', version)
  return query.where('userId', '=', userId).executeTakeFirst()
}

export async function markSent(tx: PlatformTx, { version, userId }: Pick<Notice, 'version' | 'userId'>): Promise<void> {
  const query = tx.db.updateTable('policyNotices').set({ sentAt: tx.now() }).where('version', '=', version)
  await query.where('userId', '=', userId).where('sentAt', 'is', null).execute()
}

/** How many are to be told of each version, and how many were. */
export async function countNotices({ db }: PlatformTx): Promise<Map<string, { owners: number; sent: number }>> {
  const rows = await db
    .selectFrom('policyNotices')
    .groupBy('version')
    .select(({ fn }) => ['version', fn.countAll<number>().as('owners'), fn.count<number>('sentAt').as('sent')])
    .execute()
  return new Map(rows.map(({ version, owners, sent }) => [version, { owners, sent }]))
}
