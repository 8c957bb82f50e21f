import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'

/** What was made public of breaches, newest first; nothing else of the register. */
export async function listPublicNotes(services: Services): Promise<{ id: string; noticedAt: Date; note: string }[]> {
  const rows = await inPlatformTransaction(services, ({ db }) =>
    db
      .selectFrom('breaches')
      .select(['id', 'noticedAt', 'publicNote'])
      .where('publicNote', 'is not', null)
      .orderBy('noticedAt', 'desc')
      .execute(),
  )
  return rows.flatMap(({ id, noticedAt, publicNote }) =>
    publicNote === null ? [] : [{ id, noticedAt, note: publicNote }],
  )
}
