/** The tables of the column store. */
import type { Services } from '#platform/context'
import { sql } from '#platform/database'
import type { InventoryEntry } from '#platform/inventory'
import { isOfPerson } from './subject.fixture.ts'
import type { Plant, Whom } from './types.fixture.ts'

/** A row in each table of the column store; of keys that the person made, the log of what they called. */
export async function fillColumns(
  services: Services,
  inventory: readonly InventoryEntry[],
  whom: Whom,
  plant: Plant,
): Promise<void> {
  const [key] = await services.database.kysely.transaction().execute(async (db) => {
    await sql`alter table api_keys no force row level security`.execute(db)
    const { rows } = await sql<{ id: string }>`select id from api_keys where created_by = ${whom.id}`.execute(db)
    await sql`alter table api_keys force row level security`.execute(db)
    return rows
  })
  const all = [...new Set(inventory.filter(({ store }) => store === 'columns').map(({ place }) => place))]
  const isOfProject = (table: string) =>
    inventory.some(
      ({ store, place, fields }) => store === 'columns' && place === table && fields.includes('project_id'),
    )
  for (const table of whom.projectId === undefined ? all : all.filter(isOfProject)) {
    const columns = await services.columns.query<{ name: string; type: string }>(
      'select name, type from system.columns where database = currentDatabase() and table = {table:String}',
      { table },
    )
    const row: Record<string, unknown> = {}
    for (const { name, type } of columns) {
      const entry = inventory.find(
        ({ store, place, fields }) => store === 'columns' && place === table && fields.includes(name),
      )
      if (!entry) continue
      const ofLog = ['remote_address', 'user_agent'].includes(name) && table === 'api_requests'
      const mark = () =>
        plant(
          ofLog || (table !== 'api_requests' && isOfPerson(entry, name)) ? 'person' : 'workspace',
          `columns: ${table}.${name}`,
        )
      if (name === 'workspace_id') row[name] = whom.workspaceId
      else if (name === 'project_id' && whom.projectId !== undefined) row[name] = whom.projectId
      else if (table === 'api_requests' && name === 'key_id') row[name] = key?.id
      else if (entry.subject.some((one) => 'address' in one && one.address === name)) row[name] = whom.email
      else if (/DateTime/.test(type)) row[name] = services.now()
      else if (type.startsWith('Array(Tuple(String, String))')) row[name] = [[mark(), mark()]]
      else if (type.startsWith('Array(')) row[name] = [mark()]
      else if (type.startsWith('Map(')) row[name] = { canary: mark() }
      else if (/Int|Float|Bool/.test(type)) row[name] = 1
      else if (/Enum/.test(type)) row[name] = /'([^']+)'/.exec(type)?.[1]
      else if (/String|JSON/.test(type)) row[name] = name === 'detail' ? JSON.stringify({ message: mark() }) : mark()
      else throw new Error(`the canary has no value for ${table}.${name} of type ${type}`)
    }
    await services.columns.insert(table, [row])
  }
}
