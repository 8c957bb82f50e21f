/** Erases who was confirmed to be too young: without any grace, in every place of the inventory. */
import { eraseMentions, erasePerson } from '#modules/audit'
import { eraseAddress, eraseUser, findPeople } from '#modules/users'
import { leaveAllWorkspaces } from '#modules/workspaces'
import { systemContext, type Services } from '#platform/context'
import { inPlatformTransaction, sql, type PlatformTx } from '#platform/database'
import { newId } from '#platform/ids'
import type { InventoryEntry } from '#platform/inventory'
import type { MinorReport } from './minor-report.ts'
import * as repo from './repo.ts'

/** A table in which rows are addressed to somebody; `inWorkspace` says that they are a workspace's. */
export type AddressColumn = { table: string; column: string }

/** Their own modules erase from these, in the right order. */
const others = new Set(['users', 'email_proofs', 'minor_reports'])
/** A change of these may stand in the audit log with the address, whoever made it. */
const audited = new Set(['notification_channels'])

/** Where the inventory says that a row is about whoever has an address. */
export function addressColumns(inventory: readonly InventoryEntry[]): AddressColumn[] {
  return inventory
    .filter(({ store, place }) => store === 'database' && !others.has(place))
    .flatMap(({ place, subject }) =>
      subject.flatMap((one) => ('address' in one ? [{ table: place, column: one.address }] : [])),
    )
}

/** Safe to repeat: what is interrupted goes on with the next sweep. One that fails does not hold up another. */
export async function eraseMinors(services: Services, columns: readonly AddressColumn[]): Promise<void> {
  const reports = await inPlatformTransaction(services, repo.listConfirmed)
  const failures: unknown[] = []
  for (const report of reports) {
    await eraseOne(services, report, columns).catch((error: unknown) => failures.push(error))
  }
  if (failures.length > 0) throw failures[0]
}

async function eraseOne(services: Services, report: MinorReport, columns: readonly AddressColumn[]): Promise<void> {
  const { userId } = report
  const requestId = newId('run', services.now())
  const left = userId === null ? [] : await leaveAllWorkspaces(services, userId, requestId)
  // The address may have changed after the report was written.
  const person = userId === null ? undefined : await inPlatformTransaction(services, (tx) => findOne(tx, userId))
  const addresses = [...new Set([report.email, person?.email].filter((each) => each !== undefined && each !== null))]
  const named = await inPlatformTransaction(services, (tx) => workspacesNaming(tx, columns, addresses))
  for (const workspaceId of new Set([...left, ...named])) {
    const ctx = systemContext(services, workspaceId, requestId)
    for (const text of [...addresses, ...(userId === null ? [] : [userId])]) await eraseMentions(ctx, text)
  }
  await inPlatformTransaction(services, async (tx) => {
    for (const address of addresses) {
      for (const column of columns) await deleteAddressed(tx, column, address)
      await eraseAddress(tx, address)
    }
    if (userId !== null) {
      await eraseUser(tx, userId)
      await erasePerson(tx, userId)
    }
    await repo.updateReport(tx, report.id, { email: null, message: null, userId: null, erasedAt: tx.now() })
    for (const address of addresses) await repo.forgetAddress(tx, address, report.decidedBy)
  })
}

async function findOne(tx: PlatformTx, userId: string) {
  return (await findPeople(tx, [userId])).get(userId)
}

async function workspacesNaming(
  tx: PlatformTx,
  columns: readonly AddressColumn[],
  addresses: readonly string[],
): Promise<string[]> {
  const found: string[] = []
  for (const { table, column } of columns.filter(({ table }) => audited.has(table))) {
    for (const address of addresses) {
      const { rows } = await sql<{ workspaceId: string }>`
        select workspace_id from ${sql.table(table)}
        where lower(${sql.ref(column)}) = ${address.toLowerCase()}`.execute(tx.db)
      found.push(...rows.map(({ workspaceId }) => workspaceId))
    }
  }
  return found
}

async function deleteAddressed(tx: PlatformTx, { table, column }: AddressColumn, address: string): Promise<void> {
  await sql`
    delete from ${sql.table(table)} where lower(${sql.ref(column)}) = ${address.toLowerCase()}`.execute(tx.db)
}
