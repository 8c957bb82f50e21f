/**
 * What rests on which master key. Looked at once at the start: a start with a wrong key is refused with the id of the
 * right one, instead of failing at the first secret that somebody needs.
 */
import { inPlatformTransaction, sql, type Db } from '#platform/database'
import type { Services } from '../context.ts'
import { installation } from './data-keys.ts'
import { VaultError } from './errors.ts'
import type { VaultKeys } from './keys.ts'
import { keyIdOf, unwrapDataKey } from './seal.ts'

/**
 * A column, readable by the platform's role, whose values name the master key that they were made with: between the
 * `part - 1`th and the `part`th separator. Those that name none were made with the oldest key.
 */
export type KeyedColumn = { what: string; table: string; column: string; separator: string; part: number }

/** `keyId` as it stands in the value; `''` for one that names none. */
type Rest = { what: string; keyId: string; count: number }

type Sample = { workspaceId: string; id: string; wrappedKey: string }

/** A key that something rests on is not among those given. The message is for the operator. */
class MissingKeyError extends Error {
  override name = 'MissingKeyError'
}

/**
 * Throws when a data key rests on a master key that was not given, or when the database was used before and with none
 * of those given. Says in the log what rests on keys other than the active one, or that they can be dropped.
 */
export async function checkMasterKeys(services: Services, keyed: readonly KeyedColumn[]): Promise<void> {
  const { vault, log } = services
  const { rests, lastActiveIds, samples } = await inPlatformTransaction(services, async ({ db }) => ({
    rests: await countRests(db, keyed),
    lastActiveIds: await findActiveIds(db),
    samples: await findSamples(db),
  }))
  const given = new Set(vault.keyIds)
  const lost = rests.find(({ what, keyId }) => what === dataKeys && !given.has(keyId))
  if (lost) throw missing(`${lost.count} data keys are wrapped by the master key ${lost.keyId}`, vault.keyIds)
  if (lastActiveIds.length > 0 && !lastActiveIds.some((id) => given.has(id))) {
    throw missing(`this database was last used with the master key ${lastActiveIds[0]}`, vault.keyIds)
  }
  for (const sample of samples) tryToUnwrap(vault, sample)
  for (const { what, keyId, count } of rests) {
    if (keyId === '' || given.has(keyId)) continue
    log.warn(`${what} rest on the master key ${keyId}, which was not given`, { component: 'vault', count })
  }
  logOlderKeys(services, rests)
  await remember(services)
}

/** What rests on keys that only read, by key; the log line that says when one can be dropped. */
function logOlderKeys({ vault, log }: Services, rests: readonly Rest[]): void {
  const oldest = vault.keyIds.at(-1)
  for (const keyId of vault.keyIds.slice(1)) {
    const here = rests.filter((rest) => rest.keyId === keyId || (rest.keyId === '' && keyId === oldest))
    const list = here.map(({ what, count }) => `${what} (${count})`).join(' and ')
    const message =
      here.length > 0
        ? `${list} still rest on the master key ${keyId}`
        : `nothing rests on the master key ${keyId} any more: it can be dropped`
    log.info(message, { component: 'vault' })
  }
}

/** How many data keys and other values rest on master keys other than the active one. */
export function countOnOlderKeys(services: Services, keyed: readonly KeyedColumn[]): Promise<number> {
  return inPlatformTransaction(services, async ({ db, vault }) => {
    const rests = await countRests(db, keyed)
    return rests.filter(({ keyId }) => keyId !== vault.master.id).reduce((sum, { count }) => sum + count, 0)
  })
}

function tryToUnwrap(vault: VaultKeys, { workspaceId, id, wrappedKey }: Sample): void {
  try {
    unwrapDataKey(vault.masterById(keyIdOf(wrappedKey)), workspaceId, id, wrappedKey)
  } catch (error) {
    if (!(error instanceof VaultError)) throw error
    throw new MissingKeyError(`the data key ${id} does not open with its master key: the database is damaged`)
  }
}

async function countRests(db: Db, keyed: readonly KeyedColumn[]): Promise<Rest[]> {
  const rests = await countDataKeys(db)
  for (const column of keyed) rests.push(...(await countKeyed(db, column)))
  return rests
}

const dataKeys = 'data keys'

async function countDataKeys(db: Db): Promise<Rest[]> {
  const { rows } = await sql<Rest>`
    select ${dataKeys} as what, split_part(wrapped_key, '.', 2) as key_id, count(*) as count
    from (select wrapped_key from vault_keys union all select wrapped_key from installation_keys) as keys
    group by 2 order by 2`.execute(db)
  return rows
}

async function countKeyed(db: Db, { what, table, column, separator, part }: KeyedColumn): Promise<Rest[]> {
  const { rows } = await sql<Rest>`
    select ${what} as what, case when key_id ~ '^[0-9a-f]{8}$' then key_id else '' end as key_id, count(*) as count
    from (select split_part(${sql.ref(column)}, ${separator}, ${part}::int) as key_id from ${sql.table(table)}
      where ${sql.ref(column)} is not null) as keys
    group by 2 order by 2`.execute(db)
  return rows
}

/** One data key for each master key: that its id is among those given does not prove that it opens. */
async function findSamples(db: Db): Promise<Sample[]> {
  const { rows } = await sql<Sample>`
    select distinct on (split_part(wrapped_key, '.', 2)) workspace_id, id, wrapped_key from (
      select workspace_id, id, wrapped_key from vault_keys
      union all select ${installation}, id, wrapped_key from installation_keys
    ) as keys`.execute(db)
  return rows
}

/** The last one that was active first. */
async function findActiveIds(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('masterKeys').select('id').orderBy('lastActiveAt', 'desc').execute()
  return rows.map(({ id }) => id)
}

/** The active key is remembered once the start is allowed. */
async function remember(services: Services): Promise<void> {
  const now = services.now()
  await inPlatformTransaction(services, ({ db, vault }) =>
    db
      .insertInto('masterKeys')
      .values({ id: vault.master.id, firstActiveAt: now, lastActiveAt: now })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ lastActiveAt: now }))
      .execute(),
  )
}

function missing(what: string, given: readonly string[]): MissingKeyError {
  return new MissingKeyError(
    `${what}, and the keys given are ${given.join(', ')}. Give that key too, in WATCHWORD_SECRET_KEY or in secret.key ` +
      'in the data directory: behind the others if it is an old one. See docs/secrets.md.',
  )
}

declare module '#platform/database' {
  interface Tables {
    masterKeys: { id: string; firstActiveAt: Date; lastActiveAt: Date }
  }
}
