/** The deletion of workspaces, whose data goes by a job of their own module: plan, tombstone, receipt. */
import { findPeople } from '#modules/users'
import { listUnreceipted, markReceipted, placesOf, type FoundDeletion } from '#modules/workspaces'
import { requirePermission, type Context, type Services } from '#platform/context'
import { inPlatformTransaction, inPrivacyTransaction, sql, type PlatformTx } from '#platform/database'
import type { InventoryEntry } from '#platform/inventory'
import { categories, type CategoryId } from '#platform/policy'
import type { Facts } from '../facts.ts'
import { findHolds } from '../holds/find-holds.ts'
import { addErasure } from './close-account.ts'
import type { Erasure } from './erasure.ts'
import { plainName } from './in-columns.ts'
import { endOf } from './plan.ts'
import { receiptMail } from './mails.ts'
import { readContent, saveReceipt } from './make-receipt.ts'
import { receiptSecret } from './receipt.ts'
import * as repo from './repo.ts'
import { summarise, type Going, type Staying, type Summary } from './summary.ts'
import { addTombstones } from './tombstones.ts'
import { MailFailed } from '#platform/mail'

const dayMs = 24 * 3_600_000

/** What would go with the workspace, and by when; changes nothing. */
export async function getDeletionPlan(ctx: Context, facts: Facts) {
  requirePermission(ctx, 'workspace.admin')
  const { tables, columnTables } = placesOf(facts.inventory)
  const counts: Record<string, number> = {}
  await inPrivacyTransaction(ctx, async ({ db }) => {
    for (const table of tables) {
      const { rows } = await sql<{ count: number }>`
        select count(*) as count from ${sql.table(table)} where workspace_id = ${ctx.workspaceId}`.execute(db)
      counts[table] = rows[0]?.count ?? 0
    }
  })
  for (const table of columnTables) {
    const [row] = await ctx.columns.forWorkspace(ctx.workspaceId).query<{
      rows: number
    }>(`select count() as rows from ${plainName(table)} where workspace_id = {workspaceId:String}`, {})
    counts[table] = row?.rows ?? 0
  }
  const { workspaceDeleteByDays } = ctx.policy.inForce().retention
  const held = await inPlatformTransaction(ctx, (tx) => isWorkspaceHeld(tx, ctx.workspaceId))
  const deleteBy = new Date(ctx.now().getTime() + workspaceDeleteByDays * dayMs)
  const stays = await inPrivacyTransaction(ctx, (tx) => listStaying(tx, facts, ctx.workspaceId))
  const { deleted, ends } = summaryOf(facts, ctx, counts)
  return { deleteBy, deleted, stays, held, ends }
}

/** For the job that purges: what a hold protects stays, and nobody gets in meanwhile. */
export async function isWorkspaceHeld(tx: PlatformTx, workspaceId: string): Promise<boolean> {
  return (await findHolds(tx, { workspaceId })).length > 0
}

/** What the last minute brought: a tombstone for each workspace that was deleted, a receipt for each that is gone. */
export async function receiptDeletions(services: Services, facts: Facts): Promise<void> {
  const deletions = await inPlatformTransaction(services, (tx) => listUnreceipted(tx, 100))
  const failures: unknown[] = []
  for (const deletion of deletions) {
    await receiptOne(services, facts, deletion).catch((error: unknown) => failures.push(error))
  }
  if (failures.length > 0) throw failures[0]
}

async function receiptOne(services: Services, facts: Facts, deletion: FoundDeletion): Promise<void> {
  const { workspaceId, finishedAt } = deletion
  const erasure = await inPlatformTransaction(services, (tx) => beginDeletion(tx, deletion))
  if (!finishedAt) return
  const stays = await inPrivacyTransaction(services, (tx) => listStaying(tx, facts, workspaceId))
  const owners = await inPlatformTransaction(services, async (tx) => {
    const summary = summaryOf(facts, services, await countsOf(tx, workspaceId))
    await saveReceipt(tx, erasure, { ...summary, stays })
    return [...(await findPeople(tx, deletion.ownerIds)).values()]
  })
  await mailOwners(services, erasure, owners)
  await inPlatformTransaction(services, async (tx) => {
    await repo.updateErasure(tx, erasure.id, { finishedAt, startedAt: erasure.requestedAt })
    await markReceipted(tx, workspaceId)
  })
}

/** Once; a workspace that a backup brought back has its row already. */
async function beginDeletion(tx: PlatformTx, deletion: FoundDeletion): Promise<Erasure> {
  const { workspaceId, requestedAt, deleteBy } = deletion
  await addTombstones(tx, [{ kind: 'workspace', value: workspaceId, erasedAt: requestedAt }])
  const found = await tx.db.selectFrom('erasures').selectAll().where('workspaceId', '=', workspaceId).executeTakeFirst()
  if (found) return found
  const times = { restorableUntil: null, dueAt: requestedAt, deleteBy }
  return addErasure(tx, { kind: 'workspace', reason: 'owner', workspaceId, times })
}

async function countsOf({ db }: PlatformTx, workspaceId: string): Promise<Record<string, number>> {
  const query = db.selectFrom('workspaceDeletions').select('counts').where('workspaceId', '=', workspaceId)
  return (await query.executeTakeFirst())?.counts ?? {}
}

async function mailOwners(services: Services, { id }: Erasure, owners: { id: string; email: string }[]): Promise<void> {
  const row = await inPlatformTransaction(services, (tx) => repo.findReceipt(tx, id))
  if (!row || row.mailedAt) return
  for (const owner of owners) {
    const to = { address: owner.email, id: `${id}.${owner.id}`, appUrl: services.config.appUrl }
    const secret = receiptSecret(services.vault, id)
    try {
      await services.mail.send(receiptMail(to, { content: readContent(row), secret }))
    } catch (error) {
      // What may work later is tried again with the next sweep; a message that was sent has the same id then.
      if (!(error instanceof MailFailed) || error.kind !== 'permanent') throw error
    }
  }
  await inPlatformTransaction(services, (tx) => repo.markMailed(tx, id))
}

/** By category; `counts` by table. A table counts for the first category that it is declared under. */
function summaryOf(
  facts: Facts,
  { policy, now }: Pick<Services, 'policy' | 'now'>,
  counts: Record<string, number>,
): Summary {
  const byCategory = new Map<CategoryId, number>()
  for (const [place, records] of Object.entries(counts)) {
    const category = categoryOf(facts, place)
    if (category !== undefined && records > 0) byCategory.set(category, (byCategory.get(category) ?? 0) + records)
  }
  const deleted: Going[] = [...byCategory]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([category, records]) => ({ category, what: categories[category], records }))
  return { ...summarise([], new Map(), policy.inForce(), now()), deleted }
}

/** Registers of those who run the installation in which the workspace's id stands: they do not end with it. */
async function listStaying(tx: PlatformTx, { inventory }: Facts, workspaceId: string): Promise<Staying[]> {
  const entries = inventory.filter(
    ({ store, fields, retention }) =>
      store === 'database' && retention.endsWith === 'installation' && fields.includes('workspace_id'),
  )
  const stays: Staying[] = []
  for (const entry of entries) {
    const { category, place } = entry
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from ${sql.table(place)} where workspace_id = ${workspaceId}`.execute(tx.db)
    const records = rows[0]?.count ?? 0
    if (records === 0 || category === '-') continue
    const untilAt = endOf(entry, tx.policy.inForce(), tx.now())?.toISOString() ?? null
    stays.push({ category, what: categories[category], records, ...reasonOf(entry), untilAt })
  }
  return stays
}

function reasonOf({ erase, purposes, retention }: InventoryEntry): { why: string; until: string } {
  const laws = Object.values(purposes).flatMap((basis) => (typeof basis === 'object' ? [basis.law] : []))
  const why = typeof erase === 'object' ? erase.keep : `${laws[0] ?? 'proof'}: the register of those who run this`
  return { why, until: typeof erase === 'object' ? erase.until : (retention.note ?? 'the entry ends by its age') }
}

function categoryOf({ inventory }: Facts, place: string): CategoryId | undefined {
  const declared = inventory.filter((entry) =>
    place === 'blobs' ? entry.store === 'blobs' : entry.place === place && entry.store !== 'blobs',
  )
  return declared.flatMap(({ category }) => (category === '-' ? [] : [category]))[0]
}
