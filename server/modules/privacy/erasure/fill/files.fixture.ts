/** What lies in files: blobs and the request log. */
import type { Services } from '#platform/context'
import { sql } from '#platform/database'
import { newHexKey, newId } from '#platform/ids'
import type { InventoryEntry } from '#platform/inventory'
import type { Plant, Whom } from './types.fixture.ts'

/** Blobs of the person and of the workspace, and the lines of the request log that came from the person's browser. */
export async function fillFiles(
  services: Services,
  inventory: readonly InventoryEntry[],
  whom: Whom,
  plant: Plant,
): Promise<void> {
  const prefixes = new Set(inventory.filter(({ store }) => store === 'blobs').map(({ place }) => place))
  for (const prefix of prefixes) {
    for (const [of, owner] of [
      ['person', whom.id],
      ['workspace', whom.workspaceId],
    ] as const) {
      const content = Buffer.from(plant(of, 'file: blobs'))
      await services.blobs.put(`${owner}/${prefix}/${newHexKey()}.json`, content, {
        contentType: 'application/json',
        maxBytes: 1_000,
      })
    }
  }
  const userAgent = plant('person', 'file: log')
  const address = plant('person', 'file: log')
  const origin = { address, userAgent, at: services.now() }
  await services.database.kysely.transaction().execute(async (db) => {
    await sql`alter table user_activities no force row level security`.execute(db)
    await sql`insert into user_activities (id, user_id, type, at, remote_address, user_agent, data)
      values (${newId('uac', origin.at)}, ${whom.id}, 'session.started', ${origin.at}, ${address}, ${userAgent}, '{}')`.execute(
      db,
    )
    await sql`alter table user_activities force row level security`.execute(db)
  })
  services.requestLog.note({ id: 'req_1', path: '/api/v1/user', status: 200, address, userAgent })
  await services.requestLog.flush()
}
