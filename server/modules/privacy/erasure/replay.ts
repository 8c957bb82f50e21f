/**
 * After a restore: whatever a backup brought back of what was erased since goes again, before the first request is
 * served. Nobody is mailed; the receipts were given when it went the first time.
 */
import { eraseUser, freezeUser } from '#modules/users'
import { endAgain, findProjectWorkspace, markProjectDeleted, placesOf, purgeNow } from '#modules/workspaces'
import { systemContext, type Services } from '#platform/context'
import { inPlatformTransaction, inPrivacyTransaction, inTransaction, sql } from '#platform/database'
import { newHexKey, newId } from '#platform/ids'
import type { InventoryEntry } from '#platform/inventory'
import type { Facts } from '../facts.ts'
import { carryOut } from './carry-out.ts'
import { addErasure } from './close-account.ts'
import { erasureTimes } from './erasure.ts'
import { loadHolds } from './held.ts'
import { eraseProjectNow } from './projects/erase-project.ts'
import { projectPlaces } from './projects/places.ts'
import * as repo from './repo.ts'
import { addTombstones, addressValues, type Tombstone } from './tombstones.ts'
import { isWorkspaceHeld } from './workspace-deletions.ts'

export type Replayed = {
  users: number
  workspaces: number
  projects: number
  addresses: number
  subscribers: number
}

/**
 * Safe to repeat, and to go on with after it was interrupted. The tombstones are written down here too, so that the next
 * restore knows them. Answers how many of them the backup had brought back.
 */
export async function replayTombstones(
  services: Services,
  facts: Facts,
  tombstones: readonly Tombstone[],
): Promise<Replayed> {
  await inPlatformTransaction(services, (tx) => addTombstones(tx, tombstones))
  const of = (kind: Tombstone['kind']) => tombstones.filter((one) => one.kind === kind)
  const replayed: Replayed = { users: 0, workspaces: 0, projects: 0, addresses: 0, subscribers: 0 }
  for (const { value } of of('user')) if (await eraseUserAgain(services, facts, value)) replayed.users += 1
  for (const { value, erasedAt } of of('workspace')) {
    if (await deleteAgain(services, facts, value, erasedAt)) replayed.workspaces += 1
  }
  for (const { value, erasedAt } of of('project')) {
    if (await deleteProjectAgain(services, facts, value, erasedAt)) replayed.projects += 1
  }
  replayed.subscribers = await eraseSubscribers(
    services,
    of('subscriber').map(({ value }) => value),
  )
  replayed.addresses = await eraseAddresses(services, facts, of('address'))
  return replayed
}

/** Also where the user's own row is gone and something else of them is there again. */
async function eraseUserAgain(services: Services, facts: Facts, userId: string): Promise<boolean> {
  const address = await inPlatformTransaction(services, async (tx) => {
    const user = await tx.db.selectFrom('users').select('email').where('id', '=', userId).executeTakeFirst()
    if (user) await freezeUser(tx, userId, 'erased')
    return user?.email
  })
  // What is kept under the address may be newer than the erasure: that is up to the address's own tombstone.
  const person = { userId, addresses: [] }
  const mentions = address === undefined ? [] : [address]
  const holds = await inPrivacyTransaction(services, (tx) => loadHolds(tx, person))
  const pseudonym = `gone_${newHexKey()}`
  const erasureId = await inPlatformTransaction(services, async (tx) => {
    const open = await repo.lockErasureOf(tx, { userId })
    const times = { ...erasureTimes(tx.now()), dueAt: new Date(8.64e15 - 1) }
    const { id } = open ?? (await addErasure(tx, { kind: 'erasure', reason: 'desk', userId, times }))
    await repo.updateErasure(tx, id, { startedAt: tx.now() })
    return id
  })
  await carryOut({ services, facts, erasureId, subjects: { person, pseudonym, holds, mentions } })
  return inPlatformTransaction(services, async (tx) => {
    const steps = await repo.listSteps(tx, erasureId)
    const isHeld = steps.some(({ held }) => held)
    if (isHeld) {
      await repo.updateErasure(tx, erasureId, { dueAt: tx.now(), pseudonym })
      return true
    }
    await eraseUser(tx, userId)
    await sql`update erasures set user_id = null, address = null, pseudonym = null where user_id = ${userId}`.execute(
      tx.db,
    )
    // The receipt was given the first time; what was needed to go on is not needed any more.
    await tx.db.deleteFrom('erasures').where('id', '=', erasureId).execute()
    return address !== undefined || steps.some(({ deleted, anonymised }) => deleted + anonymised > 0)
  })
}

async function deleteAgain(services: Services, facts: Facts, workspaceId: string, erasedAt: Date): Promise<boolean> {
  if (!(await endAgain(services, workspaceId, erasedAt))) return false
  // It is closed; its own job goes on when the hold is released.
  if (await inPlatformTransaction(services, (tx) => isWorkspaceHeld(tx, workspaceId))) return true
  await purgeNow(services, workspaceId, placesOf(facts.inventory))
  return true
}

/** Under a hold it is closed, and its own job goes on when the hold is released. */
async function deleteProjectAgain(services: Services, facts: Facts, id: string, erasedAt: Date): Promise<boolean> {
  const workspaceId = await inPlatformTransaction(services, (tx) => findProjectWorkspace(tx, id))
  if (workspaceId === undefined) return false
  const ctx = systemContext(services, workspaceId, newId('run', services.now()))
  await inTransaction(ctx, (tx) => markProjectDeleted(tx, id, erasedAt))
  await eraseProjectNow(ctx, projectPlaces(facts.inventory), id)
  return true
}

async function eraseSubscribers(services: Services, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0
  return inPrivacyTransaction(services, async ({ db }) => {
    await sql`delete from subscriber_mails where subscriber_id = any(${[...ids]}::text[])`.execute(db)
    const deleted = await sql`delete from subscribers where id = any(${[...ids]}::text[])`.execute(db)
    return Number(deleted.numAffectedRows ?? 0)
  })
}

type AddressColumn = { table: string; column: string; entry: InventoryEntry }

/** Which addresses they are is known only when one is met: each that is there is compared. */
async function eraseAddresses(services: Services, facts: Facts, tombstones: readonly Tombstone[]): Promise<number> {
  const erasedAt = new Map(tombstones.map((one) => [one.value, one.erasedAt]))
  if (erasedAt.size === 0) return 0
  let rows = 0
  for (const column of addressColumns(facts)) {
    for (const address of await listAddresses(services, column)) {
      const value = addressValues(services.vault, address).find((one) => erasedAt.has(one))
      const before = value === undefined ? undefined : erasedAt.get(value)
      if (before) rows += await eraseOlder(services, column, address, before)
    }
  }
  return rows
}

function addressColumns({ inventory }: Facts): AddressColumn[] {
  return inventory
    .filter(({ store, erase, place }) => store === 'database' && place !== 'erasures' && typeof erase !== 'object')
    .filter(({ erase }) => erase !== 'workspaceDecides')
    .flatMap((entry) =>
      entry.subject.flatMap((one) => ('address' in one ? [{ table: entry.place, column: one.address, entry }] : [])),
    )
}

async function listAddresses(services: Services, { table, column }: AddressColumn): Promise<string[]> {
  const { rows } = await inPrivacyTransaction(services, ({ db }) =>
    sql<{ address: string }>`
      select distinct lower(${sql.ref(column)}) as address from ${sql.table(table)}
      where ${sql.ref(column)} is not null`.execute(db),
  )
  return rows.map(({ address }) => address)
}

/** What was made after the erasure belongs to whoever came back. */
async function eraseOlder(
  services: Services,
  { table, column, entry }: AddressColumn,
  address: string,
  before: Date,
): Promise<number> {
  return inPrivacyTransaction(services, async ({ db }) => {
    const { rows } = await sql<{ name: string }>`
      select column_name as name from information_schema.columns
      where table_schema = 'public' and table_name = ${table}
        and column_name in ('created_at', 'received_at', 'requested_at')`.execute(db)
    const made = rows[0]?.name
    const isOlder = made === undefined ? sql`true` : sql`${sql.ref(made)} <= ${before}`
    const where = sql`lower(${sql.ref(column)}) = ${address} and ${isOlder}`
    if (entry.erase === 'delete') {
      const deleted = await sql`delete from ${sql.table(table)} where ${where}`.execute(db)
      return Number(deleted.numAffectedRows ?? 0)
    }
    const cleared = [column, ...(entry.clears ?? [])].map((name) => sql`${sql.ref(name)} = null`)
    const changed = await sql`update ${sql.table(table)} set ${sql.join(cleared)} where ${where}`.execute(db)
    return Number(changed.numAffectedRows ?? 0)
  })
}
