/**
 * Objections and restrictions of those whom the workspace knows by an address alone. They are kept under a hash that only
 * this installation can make, so in a bundle they stand beside the address, which is in it anyway, and get a hash of
 * the new installation there.
 */
import type { Context } from '#platform/context'
import { inPrivacyTransaction, sql, type PlatformTx } from '#platform/database'
import type { InventoryEntry } from '#platform/inventory'
import { newId } from '#platform/ids'
import { addressKeys } from '#platform/processing'
import { outside } from './plan-workspace-export.ts'
import { addressesOf } from './read-rows.ts'
import type { LimitLine } from './workspace-bundle.ts'

type Limit = {
  addressKey: string
  kind: LimitLine['kind']
  purposes: string[] | null
  requestId: string
  since: Date
  until: Date | null
}

const sliceAddresses = 5_000

/** Ordered by address. Their number is that of people who asked for it, not that of subscribers. */
export async function listLimitsOfAddresses(ctx: Context, inventory: readonly InventoryEntry[]): Promise<LimitLine[]> {
  return inPrivacyTransaction(outside(ctx), async (tx) => {
    const found = await sql<Limit>`
      select address_key, kind, purposes, request_id, since, until from processing_limits
      where address_key is not null order by address_key, since, id`.execute(tx.db)
    if (found.rows.length === 0) return []
    const byKey = Map.groupBy(found.rows, ({ addressKey }) => addressKey)
    const lines: LimitLine[] = []
    for await (const address of addresses(tx, inventory, ctx.workspaceId)) {
      const limits = addressKeys(ctx.vault, address).flatMap((key) => byKey.get(key) ?? [])
      lines.push(...limits.map((limit) => lineOf(address, limit)))
    }
    return lines
  })
}

function lineOf(address: string, { addressKey: _, since, until, ...limit }: Limit): LimitLine {
  return { type: 'limit', address, ...limit, since: since.toISOString(), until: until?.toISOString() ?? null }
}

async function* addresses(tx: PlatformTx, inventory: readonly InventoryEntry[], workspaceId: string) {
  for (let after = ''; ;) {
    const { rows } = await sql<{ address: string }>`
      select distinct address from (${addressesOf(inventory, workspaceId)}) known (address)
      where address > ${after} order by address limit ${sliceAddresses}`.execute(tx.db)
    for (const { address } of rows) yield address
    if (rows.length < sliceAddresses) return
    after = rows.at(-1)?.address ?? after
  }
}

/** Binds here from the moment at which the import is committed; with the same beginning and end. */
export async function insertLimit({ db, now, vault }: PlatformTx, limit: LimitLine): Promise<void> {
  const { address, kind, purposes, requestId, since, until } = limit
  const [addressKey] = addressKeys(vault, address)
  await sql`
    insert into processing_limits (id, user_id, address_key, kind, purposes, request_id, since, until)
    values (${newId('lim', now())}, null, ${addressKey ?? ''}, ${kind}, ${purposes}::text[], ${requestId}, ${since}, ${until})
    on conflict do nothing`.execute(db)
}
