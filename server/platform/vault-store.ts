/**
 * Sealed columns: a data key for each workspace, made at its first secret and kept wrapped by the master key. What is
 * sealed opens only in the same table, column, workspace and row.
 */
import type { Tx } from './context.ts'
import {
  keyIdOf,
  newDataKey,
  open,
  seal,
  unwrapDataKey,
  wrapDataKey,
  type DataKey,
  type Envelope,
} from '#platform/vault'

type VaultKeyRow = { id: string; workspaceId: string; wrappedKey: string; createdAt: Date }

declare module '#platform/database' {
  interface Tables {
    vaultKeys: VaultKeyRow
  }
}

/** Where the value lives; the workspace is that of the transaction. */
export type SecretPlace = { table: string; column: string; rowId: string }

export async function sealText(tx: Tx, place: SecretPlace, plaintext: string): Promise<Envelope> {
  const dataKey = (await newestKey(tx)) ?? (await makeKey(tx))
  return seal(dataKey, { ...place, workspaceId: tx.workspaceId }, plaintext)
}

/** Throws VaultError for a value that was damaged or moved here from another place. */
export async function openText(tx: Tx, place: SecretPlace, envelope: Envelope): Promise<string> {
  const wanted = keyIdOf(envelope)
  const row = await keys(tx).where('id', '=', wanted).executeTakeFirst()
  return open(
    () => {
      if (!row) throw new Error('the data key of this value is gone')
      return unwrap(tx, row)
    },
    { ...place, workspaceId: tx.workspaceId },
    envelope,
  )
}

async function newestKey(tx: Tx): Promise<DataKey | undefined> {
  const row = await keys(tx).orderBy('createdAt', 'desc').orderBy('id').limit(1).executeTakeFirst()
  return row && unwrap(tx, row)
}

/** Of two at the same moment both make one; both stay readable. */
async function makeKey(tx: Tx): Promise<DataKey> {
  const dataKey = newDataKey(tx.now())
  const wrappedKey = wrapDataKey(tx.vault.master, tx.workspaceId, dataKey)
  await tx.db
    .insertInto('vaultKeys')
    .values({ id: dataKey.id, workspaceId: tx.workspaceId, wrappedKey, createdAt: tx.now() })
    .execute()
  return dataKey
}

function keys(tx: Tx) {
  return tx.db.selectFrom('vaultKeys').selectAll().where('workspaceId', '=', tx.workspaceId)
}

function unwrap(tx: Tx, row: VaultKeyRow): DataKey {
  return unwrapDataKey(tx.vault.master, tx.workspaceId, row.id, row.wrappedKey)
}
