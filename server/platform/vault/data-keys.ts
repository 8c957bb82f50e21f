/**
 * Data keys in the database, wrapped by a master key: each workspace has its own, and the installation one for what
 * belongs to people and to no workspace. The newest seals; the others open what they sealed until rotation is done.
 */
import { sql, type Db } from '#platform/database'
import type { Clock } from '../clock.ts'
import { VaultError } from './errors.ts'
import type { VaultKeys } from './keys.ts'
import { keyIdOf, newDataKey, open, seal, unwrapDataKey, wrapDataKey } from './seal.ts'
import type { DataKey, Envelope } from './seal.ts'

/** Stands for the workspace where there is none, in places, in wrapped keys and in `vault_rotations`. */
export const installation = '-'

/** Whose data keys: `workspaceId` is that of the transaction's role, or `installation` in the platform's own. */
export type KeyHolder = { db: Db; vault: VaultKeys; now: Clock; workspaceId: string }

/** Where a value lives; `rowId` is the row's primary key, without the workspace. */
export type SecretPlace = { table: string; column: string; rowId: string }

type DataKeyRow = { id: string; wrappedKey: string; createdAt: Date }

declare module '#platform/database' {
  interface Tables {
    vaultKeys: DataKeyRow & { workspaceId: string }
    installationKeys: DataKeyRow
  }
}

export async function sealValue(holder: KeyHolder, place: SecretPlace, plaintext: string): Promise<Envelope> {
  const dataKey = (await findNewestKey(holder)) ?? (await makeDataKey(holder))
  return seal(dataKey, { ...place, workspaceId: holder.workspaceId }, plaintext)
}

/** Throws VaultError for a value that was damaged, moved here from another place, or whose data key is gone. */
export async function openValue(holder: KeyHolder, place: SecretPlace, envelope: Envelope): Promise<string> {
  const wanted = keyIdOf(envelope)
  const { rows } = await sql<DataKeyRow>`
    select id, wrapped_key, created_at from ${tableOf(holder)} where ${own(holder)} and id = ${wanted}`.execute(
    holder.db,
  )
  const [row] = rows
  if (!row) throw new VaultError('the data key of this value is gone')
  return open(() => unwrap(holder, row), { ...place, workspaceId: holder.workspaceId }, envelope)
}

/**
 * The key that seals. Its row is locked against deletion until the transaction ends, so that a rotation cannot take
 * the key away between its use and the commit of what it sealed.
 */
async function findNewestKey(holder: KeyHolder): Promise<DataKey | undefined> {
  const { rows } = await sql<DataKeyRow>`
    select id, wrapped_key, created_at from ${tableOf(holder)} where ${own(holder)}
    order by created_at desc, id desc limit 1 for key share`.execute(holder.db)
  return rows[0] && unwrap(holder, rows[0])
}

/** Of two at the same moment both make one; both stay readable. */
export async function makeDataKey(holder: KeyHolder): Promise<DataKey> {
  const { db, vault, workspaceId } = holder
  const dataKey = newDataKey(holder.now())
  const wrappedKey = wrapDataKey(vault.master, workspaceId, dataKey)
  // Newer than all others, also where the clocks of two machines differ.
  const createdAt = sql<Date>`greatest(${holder.now()}::timestamptz,
    (select max(created_at) + interval '1 millisecond' from ${tableOf(holder)} where ${own(holder)}))`
  const row = { id: dataKey.id, wrappedKey, createdAt }
  const into = isInstallation(holder)
    ? db.insertInto('installationKeys').values(row)
    : db.insertInto('vaultKeys').values({ ...row, workspaceId })
  await into.execute()
  return dataKey
}

/** All of them by id, without a lock. */
export async function loadDataKeys(holder: KeyHolder): Promise<Map<string, DataKey>> {
  const { rows } = await sql<DataKeyRow>`
    select id, wrapped_key, created_at from ${tableOf(holder)} where ${own(holder)}`.execute(holder.db)
  return new Map(rows.map((row) => [row.id, unwrap(holder, row)]))
}

/** When the newest was made; undefined when there is none yet. */
export async function findNewestTime(holder: KeyHolder): Promise<Date | undefined> {
  const { rows } = await sql<{ newest: Date | null }>`
    select max(created_at) as newest from ${tableOf(holder)} where ${own(holder)}`.execute(holder.db)
  return rows[0]?.newest ?? undefined
}

/** Waits for whoever seals with one of the others at this moment, and keeps all from beginning to. */
export async function lockOtherDataKeys(holder: KeyHolder, id: string): Promise<void> {
  await sql`select id from ${tableOf(holder)} where ${own(holder)} and id <> ${id} for update`.execute(holder.db)
}

export async function deleteOtherDataKeys(holder: KeyHolder, id: string): Promise<void> {
  await sql`delete from ${tableOf(holder)} where ${own(holder)} and id <> ${id}`.execute(holder.db)
}

function unwrap({ vault, workspaceId }: KeyHolder, { id, wrappedKey }: DataKeyRow): DataKey {
  return unwrapDataKey(vault.masterById(keyIdOf(wrappedKey)), workspaceId, id, wrappedKey)
}

function tableOf(holder: KeyHolder) {
  return sql.table(isInstallation(holder) ? 'installation_keys' : 'vault_keys')
}

function own(holder: KeyHolder) {
  return isInstallation(holder) ? sql`true` : sql`workspace_id = ${holder.workspaceId}`
}

function isInstallation({ workspaceId }: KeyHolder): boolean {
  return workspaceId === installation
}
