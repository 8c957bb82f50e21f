import { findPeople } from '#modules/users'
import type { PlatformTx } from '#platform/database'
import type { PrivacyRequest } from './request.ts'

export type Asker = { userId: string | null; address: string | null }

/** The person with the address that they have now; null of both once nobody knows any more who it was. */
export async function whoAsks(
  tx: PlatformTx,
  { userId, address }: Pick<PrivacyRequest, 'userId' | 'address'>,
): Promise<Asker> {
  const person = userId === null ? undefined : (await findPeople(tx, [userId])).get(userId)
  return { userId: person?.id ?? null, address: person?.email ?? address }
}
