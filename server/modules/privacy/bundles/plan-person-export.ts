/** What there is about a person, counted; without the rows themselves. */
import { countActs, countRequestsOfKey } from '#modules/audit'
import type { Services } from '#platform/context'
import { inPrivacyTransaction, sql, type PlatformTx } from '#platform/database'
import type { InventoryEntry } from '#platform/inventory'
import { categories, type CategoryId, type PolicyProfile } from '#platform/policy'
import type { Facts } from '../facts.ts'
import type { Person } from '../person.ts'
import { readCatalog, type Catalog } from './catalog.ts'
import { anyOf, holdingsOf, isFilled, sinceColumn, type Holding } from './holdings.ts'
import type { CategoryHead } from './person-bundle.ts'
import { reasonOf } from './places.ts'
import { countRows } from './read-rows.ts'
import { listWorkspaceContent, type WorkspaceContent } from './workspace-content.ts'
import { basisInWords, purposeInWords, retentionInWords, sourcesInWords } from './words.ts'

/** `rows`: about how many there are. `own`: read by the module whose they are. */
export type PlannedPlace = { place: string; rows: number } & ({ holding: Holding } | { own: 'audit' | 'accessLog' })

export type PersonPlan = {
  categories: { head: CategoryHead; places: PlannedPlace[] }[]
  workspaces: WorkspaceContent[]
  /** Keys that the person made, for the access log. */
  keys: { workspaceId: string; keyId: string }[]
  plannedRows: number
}

type Found = {
  entries: InventoryEntry[]
  places: PlannedPlace[]
  facts: CategoryHead['facts']
  leftOut: CategoryHead['leftOut']
}

export async function planPersonExport(services: Services, { inventory }: Facts, person: Person): Promise<PersonPlan> {
  const found = new Map<CategoryId, Found>()
  const of = (category: CategoryId): Found => {
    const known = found.get(category) ?? { entries: [], places: [], facts: [], leftOut: [] }
    found.set(category, known)
    return known
  }
  const keys = await inPrivacyTransaction(services, async (tx) => {
    const catalog = await readCatalog(tx)
    await findRows(tx, inventory, catalog, person, of)
    await findFacts(tx, inventory, catalog, person, of)
    await findLeftOut(tx, inventory, catalog, person, of)
    return person.userId === null ? [] : findOwn(tx, inventory, person.userId, of)
  })
  const profile = services.policy.inForce()
  const planned = [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([category, each]) => ({ head: headOf(category, each, profile), places: each.places }))
  return {
    categories: planned,
    workspaces: await listWorkspaceContent(services, inventory, person),
    keys,
    plannedRows: planned.flatMap(({ places }) => places).reduce((sum, { rows }) => sum + rows, 0),
  }
}

type Of = (category: CategoryId) => Found

async function findRows(
  tx: PlatformTx,
  inventory: readonly InventoryEntry[],
  catalog: Catalog,
  person: Person,
  of: Of,
) {
  for (const holding of holdingsOf(inventory, catalog, person, 'yes')) {
    const rows = await countRows(tx, holding.place, holding.where)
    if (rows === 0) continue
    of(holding.category).entries.push(...holding.entries)
    of(holding.category).places.push({ place: holding.place, rows, holding })
  }
}

async function findFacts(
  tx: PlatformTx,
  inventory: readonly InventoryEntry[],
  catalog: Catalog,
  person: Person,
  of: Of,
) {
  for (const { category, place, entries, table, where } of holdingsOf(inventory, catalog, person, 'fact')) {
    const filled = sql<boolean>`${where} and ${anyOf(entries.map((entry) => isFilled(entry, table)))}`
    const rows = await countRows(tx, place, filled)
    if (rows === 0) continue
    const since = sinceColumn(table)
    const oldest = await sql<{ since: Date | null }>`
      select ${since === undefined ? sql`null::timestamptz` : sql`min(${sql.ref(`${place}.${since}`)})`} as since
      from ${sql.table(place)} where ${filled}`.execute(tx.db)
    of(category).entries.push(...entries)
    of(category).facts.push({
      place,
      fields: entries.flatMap(({ fields }) => fields),
      rows,
      since: oldest.rows[0]?.since?.toISOString() ?? null,
    })
  }
}

async function findLeftOut(
  tx: PlatformTx,
  inventory: readonly InventoryEntry[],
  catalog: Catalog,
  person: Person,
  of: Of,
) {
  for (const { category, place, entries, table, where } of holdingsOf(inventory, catalog, person, 'no')) {
    for (const entry of entries) {
      const rows = await countRows(tx, place, sql<boolean>`${where} and ${isFilled(entry, table)}`)
      if (rows === 0) continue
      of(category).entries.push(entry)
      of(category).leftOut.push({ place, fields: [...entry.fields], reason: reasonOf(entry) })
    }
  }
}

/** What other modules find themselves, because it is chained, sealed or kept by key. */
async function findOwn(tx: PlatformTx, inventory: readonly InventoryEntry[], userId: string, of: Of) {
  const acts = await countActs(tx, userId)
  const chained = inventory.filter(({ subject }) => subject.some((one) => 'own' in one && one.own === 'audit'))
  if (acts > 0 && chained[0]) {
    const { category, place } = chained[0]
    of(category as CategoryId).entries.push(...chained) // an entry about somebody has a category
    of(category as CategoryId).places.push({ place, rows: acts, own: 'audit' })
  }
  const found = await sql<{ workspaceId: string; keyId: string }>`
    select workspace_id, id as key_id from api_keys where created_by = ${userId}
    order by workspace_id, id`.execute(tx.db)
  const logged = inventory.filter(({ subject }) => subject.some((one) => 'own' in one && one.own === 'accessLog'))
  if (found.rows.length === 0 || !logged[0]) return []
  const requests = await countRequests(tx, found.rows)
  if (requests === 0) return []
  of(logged[0].category as CategoryId).entries.push(...logged)
  of(logged[0].category as CategoryId).places.push({ place: logged[0].place, rows: requests, own: 'accessLog' })
  return found.rows
}

async function countRequests({ columns }: Pick<Services, 'columns'>, keys: PersonPlan['keys']): Promise<number> {
  let requests = 0
  for (const { workspaceId, keyId } of keys) requests += await countRequestsOfKey(columns, { workspaceId, keyId })
  return requests
}

function headOf(category: CategoryId, { entries, facts, leftOut }: Found, profile: PolicyProfile): CategoryHead {
  const purposes = new Map(
    entries.flatMap((entry) =>
      Object.entries(entry.purposes).map(([purpose, basis]) => {
        const words = { purpose: purposeInWords(purpose as keyof typeof entry.purposes), basis: basisInWords(basis) }
        return [`${words.purpose} ${words.basis}`, words] as const
      }),
    ),
  )
  return {
    id: category,
    name: categories[category],
    roles: [...new Set(entries.map(({ role }) => role))],
    purposes: [...purposes.values()],
    sources: [...new Set(entries.map(({ source }) => sourcesInWords[source]))],
    recipients: profile.processors
      .filter((processor) => processor.categories.includes(category))
      .map(({ name, purpose, region, transfer }) => ({ name, purpose, region, transfer: transfer?.mechanism ?? null })),
    retention: [...new Set(entries.flatMap((entry) => retentionInWords(entry, profile)))],
    facts,
    leftOut,
  }
}
