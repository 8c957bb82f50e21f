/** What was erased, by ids alone, so that a backup which still has it does not bring it back. */
import { createHmac } from 'node:crypto'
import { sql, type PlatformTx } from '#platform/database'
import type { VaultKeys } from '#platform/vault'

export type Tombstone = {
  /** `address`: of mail, for what is kept under an address and belongs to no user. */
  kind: 'user' | 'workspace' | 'project' | 'subscriber' | 'address'
  /** An id; of an address `<HMAC>`, with a key that is derived from the master key. */
  value: string
  /** Of what is found by an address, only what is older than this goes. */
  erasedAt: Date
}

declare module '#platform/database' {
  interface Tables {
    tombstones: Tombstone
  }
}

const purpose = 'privacy.tombstones'

/** Made with the key that is active now. */
export function addressValue(vault: VaultKeys, address: string): string {
  return mac(vault.derive(purpose), address)
}

/** Made with any of the keys, since a tombstone outlives a change of keys. */
export function addressValues(vault: VaultKeys, address: string): string[] {
  return vault.keyIds.map((id) => mac(vault.deriveWith(id, purpose), address))
}

function mac(key: Buffer, address: string): string {
  return createHmac('sha256', key).update(address.toLowerCase()).digest('base64url')
}

/** The later time counts when it is there already. */
export async function addTombstones(tx: PlatformTx, tombstones: readonly Tombstone[]): Promise<void> {
  for (const tombstone of tombstones) {
    const query = tx.db.insertInto('tombstones').values(tombstone)
    await query
      .onConflict((row) =>
        row.columns(['kind', 'value']).doUpdateSet({
          erasedAt: sql<Date>`greatest(tombstones.erased_at, excluded.erased_at)`,
        }),
      )
      .execute()
  }
}

/** All of them, oldest first. */
export async function listTombstones(tx: PlatformTx): Promise<Tombstone[]> {
  const query = tx.db.selectFrom('tombstones').select(['kind', 'value', 'erasedAt'])
  return query.orderBy('erasedAt').orderBy('kind').orderBy('value').execute()
}
