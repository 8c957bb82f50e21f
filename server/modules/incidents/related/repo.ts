import type { Tx } from '#platform/context'
import { sql } from '#platform/database'
import type { Incident } from '../incident.ts'

const limit = 50

function others(tx: Tx, { id, projectId }: Incident) {
  return tx.db
    .selectFrom('incidents')
    .where('workspaceId', '=', tx.workspaceId)
    .where('projectId', '=', projectId)
    .where('mergedInto', 'is', null)
    .where('id', '!=', id)
}

/** Those that began within so many minutes of this one, the nearest first. */
export async function listBegunBetween(
  tx: Tx,
  incident: Incident,
  minutes: number,
): Promise<Pick<Incident, 'id' | 'firstSeenAt'>[]> {
  const at = incident.firstSeenAt.getTime()
  return others(tx, incident)
    .select(['id', 'firstSeenAt'])
    .where('firstSeenAt', '>=', new Date(at - minutes * 60_000))
    .where('firstSeenAt', '<=', new Date(at + minutes * 60_000))
    .orderBy(sql`abs(extract(epoch from first_seen_at - ${incident.firstSeenAt}::timestamptz))`)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** The newest ones that were first seen in this release. */
export async function listBegunIn(tx: Tx, incident: Incident, release: string): Promise<string[]> {
  const rows = await others(tx, incident)
    .select('id')
    .where('firstRelease', '=', release)
    .orderBy('firstSeenAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}
