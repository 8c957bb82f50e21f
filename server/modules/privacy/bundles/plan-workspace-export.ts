/** What will be in a workspace's bundle, counted; and the manifest that says so. */
import { chainHead } from '#modules/audit'
import type { Context, Tx } from '#platform/context'
import { inPrivacyTransaction, inTransaction, sql, type PlatformTx } from '#platform/database'
import type { InventoryEntry } from '#platform/inventory'
import { version as program } from '#platform/version'
import { categories, type CategoryId, type PolicyVersion } from '#platform/policy'
import { readCatalog, parentsFirst, type Catalog } from './catalog.ts'
import { workspacePlaces, type FactPlace, type Place } from './places.ts'
import { countColumnRows } from './read-columns.ts'
import { countRows, ofWorkspace } from './read-rows.ts'
import { retentionInWords } from './words.ts'
import type { StoredExport } from './export-state.ts'
import type { Plan } from './workspace-export-repo.ts'
import { workspaceFormat, workspaceFormatVersion, type Manifest } from './workspace-bundle.ts'
import { listFiles } from './workspace-files.ts'

export async function planWorkspaceExport(ctx: Context, inventory: readonly InventoryEntry[]): Promise<Plan> {
  const { facts, leftOut, ...found } = workspacePlaces(inventory)
  const catalog = await inPrivacyTransaction(outside(ctx), readCatalog)
  const places = withoutStranded(catalog, found.places)
  const auditHead = await inTransaction(ctx, chainHead)
  const counted: Plan['places'] = []
  for (const place of inReadingOrder(catalog, places)) {
    counted.push({ ...place, rows: await count(ctx, inventory, catalog, place) })
  }
  const stays: Plan['facts'] = []
  for (const fact of facts) {
    stays.push({ ...fact, rows: await count(ctx, inventory, catalog, { ...fact, store: 'database' }) })
  }
  const files = await listFiles(ctx, inventory)
  return { places: counted, facts: stays.filter(({ rows }) => rows > 0), leftOut, files: files.length, auditHead }
}

/** What is about people and belongs to something that stays behind stays with it: it may be another workspace's. */
export function withoutStranded(catalog: Catalog, places: readonly Place[]): Place[] {
  const names = new Set(places.map(({ name }) => name))
  return places.filter(
    ({ name, scope }) =>
      scope.column !== null || (catalog.get(name)?.references.every(({ table }) => names.has(table)) ?? false),
  )
}

/**
 * Whatever refers to another row is read before it: a row that is made meanwhile may be missing, and its parent stands
 * there without it, but no row stands there without its parent unless that was deleted.
 */
function inReadingOrder(catalog: Catalog, places: readonly Place[]): Place[] {
  const inDatabase = places.filter(({ store }) => store === 'database')
  const order = parentsFirst(
    catalog,
    inDatabase.map(({ name }) => name),
  ).toReversed()
  return [
    ...inDatabase.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name)),
    ...places.filter(({ store }) => store === 'columns'),
  ]
}

type Counted = Pick<Place, 'store'> & FactPlace

async function count(
  ctx: Context,
  inventory: readonly InventoryEntry[],
  catalog: Catalog,
  place: Counted,
): Promise<number> {
  if (place.store === 'columns') return countColumnRows(ctx, place)
  return readingAs(ctx, place, catalog, (tx) =>
    countRows(tx, place.name, ofWorkspace(place, inventory, ctx.workspaceId)),
  )
}

/**
 * Rows of the workspace are read as the workspace itself, bound to it by row-level security. What its people agreed or
 * objected to belongs to no workspace, and their names are read with when they were made.
 */
export function readingAs<T>(
  ctx: Context,
  { name, scope }: Pick<Place, 'name' | 'scope'>,
  catalog: Catalog,
  work: (tx: PlatformTx) => Promise<T>,
): Promise<T> {
  const isOwn = !scope.people && catalog.get(name)?.workspaceReads
  return isOwn ? inTransaction(ctx, (tx: Tx) => work(tx)) : inPrivacyTransaction(outside(ctx), work)
}

/** The services of a context. */
export function outside({ workspaceId: _, actor: __, permissions: ___, ...services }: Context) {
  return services
}

export async function manifestOf(
  ctx: Context,
  inventory: readonly InventoryEntry[],
  { id, createdAt }: Pick<StoredExport, 'id' | 'createdAt'>,
  plan: Plan,
): Promise<Manifest> {
  const { version, effectiveAt, profile }: PolicyVersion = ctx.policy.version()
  const workspace = await inTransaction(ctx, async ({ db, workspaceId }) => {
    const found = await sql<{ slug: string; name: string }>`
      select slug, name from workspaces where id = ${workspaceId}`.execute(db)
    return { id: workspaceId, slug: found.rows[0]?.slug ?? '', name: found.rows[0]?.name ?? '' }
  })
  return {
    type: 'manifest',
    format: workspaceFormat,
    version: workspaceFormatVersion,
    schema: `${ctx.config.appUrl}/api/v1/schemas/workspace-bundle.json`,
    id,
    exportedAt: createdAt.toISOString(),
    program,
    from: ctx.config.appUrl,
    workspace,
    policy: { version, effectiveAt: effectiveAt.toISOString(), profile },
    places: plan.places.map(({ name, store, category, fields, rows }) => ({
      place: name,
      store,
      category,
      holds: holds(category),
      fields,
      rows,
      kept: keptOf(inventory, name, profile),
    })),
    facts: plan.facts.map(({ name, category, rows }) => ({ place: name, category, rows })),
    leftOut: plan.leftOut,
    files: plan.files,
  }
}

function holds(category: CategoryId | '-'): string {
  return category === '-' ? 'technical data about nobody' : categories[category]
}

function keptOf(inventory: readonly InventoryEntry[], name: string, profile: PolicyVersion['profile']): string[] {
  const words = inventory.filter(({ place }) => place === name).map((entry) => retentionInWords(entry, profile))
  return [...new Set(words.flat())]
}
