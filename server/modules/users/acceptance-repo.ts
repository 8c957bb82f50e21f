import { sql, type PlatformTx } from '#platform/database'

/** `continuedUse`: the first use after the version took effect. That is no consent, which is another record. */
export const acceptanceWays = ['signUp', 'explicit', 'continuedUse'] as const

export type PolicyAcceptance = {
  userId: string
  policyVersion: string
  way: (typeof acceptanceWays)[number]
  /** What was declared at sign-up; no date of birth. Null where no age was asked for. */
  minimumAge: number | null
  acceptedAt: Date
}

declare module '#platform/database' {
  interface Tables {
    policyAcceptances: PolicyAcceptance
  }
}

/** Once for each way: the first time counts. */
export async function insertAcceptance({ db }: PlatformTx, acceptance: PolicyAcceptance): Promise<void> {
  await db
    .insertInto('policyAcceptances')
    .values(acceptance)
    .onConflict((row) => row.doNothing())
    .execute()
}

/** Where there is no acceptance of the version yet, in any way; of a person who is being erased there will be none. */
export async function insertContinuedUse({ db, now }: PlatformTx, userId: string, version: string): Promise<void> {
  await sql`
    insert into policy_acceptances (user_id, policy_version, way, minimum_age, accepted_at)
    select u.id, ${version}, 'continuedUse', null, ${now()} from users u
    where u.id = ${userId} and not exists (
      select from policy_acceptances p where p.user_id = u.id and p.policy_version = ${version})
    for key share of u
    on conflict do nothing`.execute(db)
}

/** Newest first. */
export async function listAcceptances({ db }: PlatformTx, userId: string): Promise<PolicyAcceptance[]> {
  const query = db.selectFrom('policyAcceptances').selectAll().where('userId', '=', userId)
  return query.orderBy('acceptedAt', 'desc').orderBy('policyVersion', 'desc').execute()
}

/** Whether the person said so; going on to use the product is not saying so. */
export async function hasAccepted({ db }: PlatformTx, userId: string, version: string): Promise<boolean> {
  const query = db.selectFrom('policyAcceptances').select('way').where('userId', '=', userId)
  const found = await query.where('policyVersion', '=', version).where('way', '!=', 'continuedUse').executeTakeFirst()
  return found !== undefined
}
