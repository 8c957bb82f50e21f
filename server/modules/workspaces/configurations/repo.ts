import type { Tx } from '#platform/context'
import { sql } from '#platform/database'
import type { Configuration, ConfiguredThing } from './configuration.ts'

declare module '#platform/database' {
  interface Tables {
    configurations: { workspaceId: string; name: string; things: ConfiguredThing[]; appliedAt: Date }
  }
}

const columns = ['name', 'things', 'appliedAt'] as const

export async function listConfigurations(tx: Tx): Promise<Configuration[]> {
  const query = tx.db.selectFrom('configurations').select(columns).where('workspaceId', '=', tx.workspaceId)
  return query.orderBy('name').execute()
}

export async function findConfiguration(tx: Tx, name: string): Promise<Configuration | undefined> {
  const query = tx.db.selectFrom('configurations').select(columns).where('workspaceId', '=', tx.workspaceId)
  return query.where('name', '=', name).executeTakeFirst()
}

/** Without things it is forgotten. */
export async function saveConfiguration(tx: Tx, name: string, things: readonly ConfiguredThing[]): Promise<void> {
  if (things.length === 0) {
    const query = tx.db.deleteFrom('configurations').where('workspaceId', '=', tx.workspaceId)
    await query.where('name', '=', name).execute()
    return
  }
  await sql`
    insert into configurations (workspace_id, name, things, applied_at)
    values (${tx.workspaceId}, ${name}, ${JSON.stringify(things)}::jsonb, ${tx.now()})
    on conflict (workspace_id, name) do update set things = excluded.things, applied_at = excluded.applied_at`.execute(
    tx.db,
  )
}
