/**
 * For tests: fills every column of the inventory, table by table, with a text of its own that nobody else could have
 * written: what is about one person with that person's, the rest of the row with the workspace's. What a new table
 * demands beyond its types is said by its module in `fill/demands/`; a table that cannot be filled fails the test.
 */
import { recordAudit } from '#modules/audit'
import { systemContext, type Services } from '#platform/context'
import { inTransaction, sql } from '#platform/database'
import { newHexKey, newId } from '#platform/ids'
import type { InventoryEntry } from '#platform/inventory'
import { fillColumns } from './fill/columns.fixture.ts'
import { besides, madeElsewhere } from './fill/demands.fixture.ts'
import { fillFiles } from './fill/files.fixture.ts'
import { asOwner } from './fill/owner.fixture.ts'
import { fillAudit, fillPerson } from './fill/people.fixture.ts'
import { inOrder, withParents } from './fill/schema.fixture.ts'
import { isPersonal } from './fill/subject.fixture.ts'
import { fillTable } from './fill/table.fixture.ts'
import type { Filled, Plant, Whom } from './fill/types.fixture.ts'
import type { ProjectPlaces } from './projects/places.ts'

export type { Filled, Whom } from './fill/types.fixture.ts'

export async function fill(services: Services, inventory: readonly InventoryEntry[], whom: Whom): Promise<Filled> {
  const filled: Filled = { person: new Map(), workspace: new Map() }
  const plant = (of: 'person' | 'workspace', place: string): string => {
    const mark = `canary${newHexKey(12)}`
    filled[of].set(place, [...(filled[of].get(place) ?? []), mark])
    return mark
  }
  await fillPerson(services, whom, plant)
  await fillAudit(services, whom, plant)
  await asOwner(services, inventory, async (db) => {
    const refused: string[] = []
    for (const table of await inOrder(db, await withParents(db, tablesOf(inventory)))) {
      await fillTable(db, inventory, table, whom, plant, services).catch((error: unknown) => {
        const { cause } = error instanceof Error ? error : {}
        refused.push(`${table}: ${cause instanceof Error ? cause.message : String(error)}`)
      })
    }
    if (refused.length > 0) {
      throw new Error(`the canary cannot fill these: say in fill/demands/ what they demand\n${refused.join('\n')}`)
    }
  })
  await fillColumns(services, inventory, whom, plant)
  await fillFiles(services, inventory, whom, plant)
  return filled
}

/**
 * The same for one project of a workspace that has others: each table that the erasure empties has a row of it, each
 * thing that has an id an activity, a mail and an audit entry that name it, each kind of file a file.
 */
export async function fillProject(
  services: Services,
  inventory: readonly InventoryEntry[],
  places: ProjectPlaces,
  whom: Whom & { projectId: string },
): Promise<Map<string, string[]>> {
  const marks = new Map<string, string[]>()
  const plant: Plant = (_of, place) => {
    const mark = `canary${newHexKey(12)}`
    marks.set(place, [...(marks.get(place) ?? []), mark])
    return mark
  }
  const things: { table: string; id: string }[] = []
  await asOwner(services, inventory, async (db) => {
    const unnoted: Plant = () => `canary${newHexKey(12)}`
    for (const table of besides) await fillTable(db, inventory, table, whom, unnoted, services)
    for (const table of [...places.tables].reverse()) {
      await fillTable(db, inventory, table.name, whom, plant, services)
      if (!table.hasId) continue
      const { rows } = await sql<{ id: string }>`
        select id from ${sql.table(table.name)} order by ctid desc limit 1`.execute(db)
      things.push({ table: table.name, id: rows[0]?.id ?? '' })
    }
    for (const { id } of [...things, { id: whom.projectId }]) {
      const name = (place: string) => plant('workspace', `database: public.${place}`)
      await sql`insert into activities (id, workspace_id, type, subject_id, actor_kind, actor_id, data, at)
        values (${newId('act', services.now())}, ${whom.workspaceId}, 'thing.happened', ${id}, 'system', 'system',
          ${JSON.stringify({ title: name('activities.data') })}::jsonb, ${services.now()})`.execute(db)
      await sql`insert into kept_mails (id, workspace_id, message_id, stream, recipient, subject, text, html, headers, created_at)
        values (${newId('mail', services.now())}, ${whom.workspaceId}, ${`${id}@localhost`}, 'account', ${whom.email},
          ${name('kept_mails.subject')}, ${name('kept_mails.text')}, '', '{}', ${services.now()})`.execute(db)
    }
  })
  const ctx = systemContext(services, whom.workspaceId, newId('req', services.now()))
  for (const { id } of things) {
    const before = { title: plant('workspace', 'database: public.audit_changes.before') }
    await inTransaction(ctx, (tx) => recordAudit(tx, 'thing.changed', { targetId: id, before, after: {} }))
  }
  await fillColumns(services, inventory, whom, plant)
  for (const { kind, of } of places.blobs) {
    const id = things.find(({ table }) => table === of)?.id
    const content = Buffer.from(plant('workspace', 'file: blobs'))
    await services.blobs.put(`${whom.workspaceId}/${kind}/${id}`, content, { contentType: 'x/y', maxBytes: 1_000 })
  }
  return marks
}

/** Tables with rows about people or of workspaces. */
function tablesOf(inventory: readonly InventoryEntry[]): string[] {
  const found = inventory.filter(
    (entry) => entry.store === 'database' && (isPersonal(entry) || entry.fields.includes('workspace_id')),
  )
  return [...new Set(found.map(({ place }) => place))].filter((table) => !madeElsewhere.has(table))
}
