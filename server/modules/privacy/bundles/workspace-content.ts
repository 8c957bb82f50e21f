/** Which workspaces hold content that concerns a person: told as a fact, for their admins decide about it. */
import type { Services } from '#platform/context'
import { inPrivacyTransaction, sql, type PlatformTx } from '#platform/database'
import type { InventoryEntry } from '#platform/inventory'
import { categories } from '#platform/policy'
import { aboutPerson, type Person } from '../person.ts'
import type { PersonBundle } from './person-bundle.ts'

export type WorkspaceContent = PersonBundle['workspaces'][number]

type Counted = { workspaceId: string; place: string; category: string; rows: number }

export async function listWorkspaceContent(
  services: Services,
  inventory: readonly InventoryEntry[],
  person: Person,
): Promise<WorkspaceContent[]> {
  const theirs = inventory.filter(({ erase }) => erase === 'workspaceDecides')
  const counted = [
    ...(await inDatabase(services, inventory, theirs, person)),
    ...(await inColumns(services, theirs, person)),
  ]
  if (counted.length === 0) return []
  const ids = [...new Set(counted.map(({ workspaceId }) => workspaceId))]
  const named = await inPrivacyTransaction(services, ({ db }) =>
    sql<{ id: string; slug: string; name: string }>`
      select id, slug, name from workspaces where id = any(${ids}::text[]) order by id`.execute(db),
  )
  return named.rows.map((workspace) => ({
    ...workspace,
    content: counted
      .filter((one) => one.workspaceId === workspace.id)
      .map(({ workspaceId: _, ...rest }) => withName(rest)),
  }))
}

function withName(counted: Omit<Counted, 'workspaceId'>): WorkspaceContent['content'][number] {
  const name = Object.entries(categories).find(([id]) => id === counted.category)?.[1] ?? counted.place
  return { category: counted.category, name, place: counted.place, rows: counted.rows }
}

function inDatabase(
  services: Services,
  inventory: readonly InventoryEntry[],
  theirs: readonly InventoryEntry[],
  person: Person,
): Promise<Counted[]> {
  return inPrivacyTransaction(services, async (tx: PlatformTx) => {
    const counted: Counted[] = []
    for (const entry of distinctPlaces(theirs, 'database')) {
      const where = aboutPerson(entry, inventory, person)
      if (where === undefined) continue
      const { place, category } = entry
      const found = await sql<{ workspaceId: string; rows: number }>`
        select workspace_id, count(*) as rows from ${sql.table(place)} where ${where} group by workspace_id`.execute(
        tx.db,
      )
      counted.push(...found.rows.map((row) => ({ ...row, place, category })))
    }
    return counted
  })
}

async function inColumns(
  { columns }: Services,
  theirs: readonly InventoryEntry[],
  { addresses }: Person,
): Promise<Counted[]> {
  const counted: Counted[] = []
  if (addresses.length === 0) return counted
  for (const { place, category, subject } of distinctPlaces(theirs, 'columns')) {
    const named = subject.flatMap((one) =>
      'address' in one ? [`lowerUTF8("${one.address}") in ({addresses:Array(String)})`] : [],
    )
    if (named.length === 0) continue
    const found = await columns.query<{ workspace_id: string; rows: number }>(
      `select workspace_id, count() as rows from "${place}" where ${named.join(' or ')} group by workspace_id`,
      { addresses: [...addresses] },
    )
    counted.push(...found.map(({ workspace_id, rows }) => ({ workspaceId: workspace_id, rows, place, category })))
  }
  return counted
}

/** Several entries may speak of the same rows. */
function distinctPlaces(entries: readonly InventoryEntry[], store: InventoryEntry['store']): InventoryEntry[] {
  const ofStore = entries.filter((entry) => entry.store === store && entry.subject.length > 0)
  return [...new Map(ofStore.map((entry) => [`${entry.place} ${JSON.stringify(entry.subject)}`, entry])).values()]
}
