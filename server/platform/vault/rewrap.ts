/** After a change of the master key: each data key is wrapped again by the active one. What is sealed stays as it is. */
import { inPlatformTransaction, sql, type Db } from '#platform/database'
import type { Services } from '../context.ts'
import { installation } from './data-keys.ts'
import { VaultError } from './errors.ts'
import type { VaultKeys } from './keys.ts'
import { keyIdOf, unwrapDataKey, wrapDataKey } from './seal.ts'

type WrappedKey = { workspaceId: string; id: string; wrappedKey: string }

const sliceSize = 500

/**
 * Goes over the data keys that another master key wraps, a transaction a slice; safe to be killed, to repeat, and to run
 * twice at once. One that no given master key opens is left, counted and logged.
 */
export async function rewrapDataKeys(services: Services): Promise<{ wrapped: number; left: number }> {
  let wrapped = 0
  let left = 0
  let after: WrappedKey | undefined
  do {
    const slice = await rewrapSlice(services, after)
    wrapped += slice.wrapped
    left += slice.left
    after = slice.last
  } while (after)
  if (wrapped > 0) {
    const by = `data keys were wrapped again by the master key ${services.vault.master.id}`
    services.log.info(by, { component: 'vault', count: wrapped })
  }
  if (left > 0) {
    services.log.error('data keys cannot be opened with any master key given', { component: 'vault', count: left })
  }
  return { wrapped, left }
}

/** `last` is undefined when there is nothing behind it. */
export function rewrapSlice(
  services: Services,
  after: Pick<WrappedKey, 'workspaceId' | 'id'> = { workspaceId: '', id: '' },
): Promise<{ wrapped: number; left: number; last: WrappedKey | undefined }> {
  return inPlatformTransaction(services, async ({ db, vault }) => {
    const keys = await findWrappedByOthers(db, vault.master.id, after)
    const replacements = keys.flatMap((key) => {
      const replacement = wrapAgain(vault, key)
      return replacement === undefined ? [] : [{ ...key, replacement }]
    })
    const wrapped = await replaceWrapped(db, replacements)
    const last = keys.length < sliceSize ? undefined : keys.at(-1)
    return { wrapped, left: keys.length - replacements.length, last }
  })
}

/** Undefined when no given master key opens it. */
function wrapAgain(vault: VaultKeys, { workspaceId, id, wrappedKey }: WrappedKey): string | undefined {
  try {
    const dataKey = unwrapDataKey(vault.masterById(keyIdOf(wrappedKey)), workspaceId, id, wrappedKey)
    return wrapDataKey(vault.master, workspaceId, dataKey)
  } catch (error) {
    if (error instanceof VaultError) return undefined
    throw error
  }
}

async function findWrappedByOthers(
  db: Db,
  masterId: string,
  after: Pick<WrappedKey, 'workspaceId' | 'id'>,
): Promise<WrappedKey[]> {
  const { rows } = await sql<WrappedKey>`
    select workspace_id, id, wrapped_key from (
      select workspace_id, id, wrapped_key from vault_keys
      union all select ${installation}, id, wrapped_key from installation_keys
    ) as keys
    where wrapped_key not like ${`v1.${masterId}.%`}
      and (workspace_id, id) > (${after.workspaceId}, ${after.id})
    order by workspace_id, id limit ${sliceSize}`.execute(db)
  return rows
}

/** Only what is still as it was read: of two processes the slower one changes nothing. */
async function replaceWrapped(db: Db, keys: readonly (WrappedKey & { replacement: string })[]): Promise<number> {
  const [ids, before, after] = (['id', 'wrappedKey', 'replacement'] as const).map((part) =>
    keys.map((key) => key[part]),
  )
  let count = 0n
  for (const table of ['vault_keys', 'installation_keys']) {
    const { numAffectedRows } = await sql`
      update ${sql.table(table)} k set wrapped_key = n.replacement
      from unnest(${ids}::text[], ${before}::text[], ${after}::text[]) as n (id, wrapped_key, replacement)
      where k.id = n.id and k.wrapped_key = n.wrapped_key`.execute(db)
    count += numAffectedRows ?? 0n
  }
  return Number(count)
}
