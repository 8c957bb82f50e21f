import type { PlatformTx } from '#platform/database'

/** The person's new name, in the log of every workspace in which they ever acted. The chain holds no name. */
export async function renamePerson(tx: PlatformTx, userId: string, name: string): Promise<void> {
  const query = tx.db.updateTable('auditPeople').set({ name }).where('actorKind', '=', 'user')
  await query.where('actorId', '=', userId).execute()
}
