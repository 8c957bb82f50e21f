/**
 * Objections and restrictions, as every job asks that acts on a person: not a flag in a ticket, but what decides at run
 * time. A person is known by the id of their sign-in, by an address, of which only a keyed hash is kept, or by both.
 */
import { createHmac } from 'node:crypto'
import { inPlatformTransaction, sql, type PlatformTx } from '#platform/database'
import { macKey, type VaultKeys } from '#platform/vault'
import type { Services } from './context.ts'
import { newId } from './ids.ts'
import type { Purpose } from './inventory.ts'
import { evenWhenRestricted } from './purposes.ts'

export type Whom = { userId?: string | null; address?: string | null }

export type ProcessingLimit = {
  id: string
  userId: string | null
  /** `<id of the master key>$<HMAC of the address>`. */
  addressKey: string | null
  kind: 'objection' | 'restriction'
  /** Null: all that a restriction stops. */
  purposes: Purpose[] | null
  /** The privacy request that it comes from. */
  requestId: string
  since: Date
  until: Date | null
}

declare module '#platform/database' {
  interface Tables {
    processingLimits: ProcessingLimit
    processingRuns: { id: string; job: string; purpose: Purpose; at: Date; done: number; skipped: number }
  }
}

/** What a record says of somebody who was left out; for people. */
export const skippedReason = 'whoever has this address restricted the use of it, or objected to it'

/** False when the person objected to one of the purposes, or has restricted what is not urgent. One indexed look-up. */
export async function mayProcess(tx: PlatformTx, whom: Whom, ...purposes: [Purpose, ...Purpose[]]): Promise<boolean> {
  const limits = await findLimits(tx, whom)
  return !limits.some((limit) => stops(limit, purposes))
}

/** Of many addresses those that may not be written to; in lower case. */
export async function listBarred(
  tx: PlatformTx,
  addresses: readonly string[],
  ...purposes: [Purpose, ...Purpose[]]
): Promise<ReadonlySet<string>> {
  if (addresses.length === 0) return new Set()
  const keysOf = addressHash(tx.vault)
  const byKey = new Map(addresses.flatMap((one) => keysOf(one).map((key) => [key, one.toLowerCase()])))
  const rows = await activeLimits(tx, tx.now())
    .where(sql<boolean>`address_key = any(${[...byKey.keys()]}::text[])`)
    .execute()
  return new Set(
    rows.filter((limit) => stops(limit, purposes)).flatMap(({ addressKey }) => byKey.get(addressKey ?? '') ?? []),
  )
}

function stops(limit: Pick<ProcessingLimit, 'kind' | 'purposes'>, purposes: readonly Purpose[]): boolean {
  if (limit.kind === 'restriction') return purposes.some((purpose) => !evenWhenRestricted.has(purpose))
  return purposes.some((purpose) => limit.purposes?.includes(purpose))
}

type Active = Pick<ProcessingLimit, 'userId' | 'addressKey' | 'kind' | 'purposes'>

async function findLimits(tx: PlatformTx, whom: Whom): Promise<Active[]> {
  const userId = whom.userId ?? null
  const keys = whom.address ? addressKeys(tx.vault, whom.address) : []
  if (userId === null && keys.length === 0) return []
  return activeLimits(tx, tx.now())
    .where(sql<boolean>`(user_id = ${userId} or address_key = any(${keys}::text[]))`)
    .execute()
}

/** Only what the role of a workspace may see of them. */
function activeLimits({ db }: PlatformTx, at: Date) {
  return db
    .selectFrom('processingLimits')
    .select(['userId', 'addressKey', 'kind', 'purposes'])
    .where('since', '<=', at)
    .where(sql<boolean>`(until is null or until > ${at})`)
}

/** All that hold or held for somebody, newest first. From a transaction of the platform. */
export async function listLimits(tx: PlatformTx, whom: Whom): Promise<ProcessingLimit[]> {
  const keys = whom.address ? addressKeys(tx.vault, whom.address) : []
  return tx.db
    .selectFrom('processingLimits')
    .selectAll()
    .where(sql<boolean>`(user_id = ${whom.userId ?? null} or address_key = any(${keys}::text[]))`)
    .orderBy('since', 'desc')
    .orderBy('id', 'desc')
    .execute()
}

/** Holds from the commit on. A second one of the same request adds nothing. */
export async function addLimit(
  tx: PlatformTx,
  whom: Whom,
  { until = null, ...limit }: Pick<ProcessingLimit, 'kind' | 'purposes' | 'requestId'> & { until?: Date | null },
): Promise<void> {
  const addressKey = whom.address ? (addressKeys(tx.vault, whom.address)[0] ?? null) : null
  const query = tx.db.insertInto('processingLimits').values({
    ...limit,
    id: newId('lim', tx.now()),
    userId: whom.userId ?? null,
    addressKey,
    since: tx.now(),
    until,
  })
  await query.onConflict((row) => row.doNothing()).execute()
}

/** What came of a request ends at that time. Returns how many ended. */
export async function endLimits(tx: PlatformTx, requestId: string, until: Date): Promise<number> {
  const query = tx.db.updateTable('processingLimits').set({ until }).where('requestId', '=', requestId)
  const result = await query.where('until', 'is', null).executeTakeFirst()
  return Number(result.numUpdatedRows)
}

/** A person has another address: what holds for them holds for it too, where only the address is known. */
export async function carryLimits(tx: PlatformTx, userId: string, address: string): Promise<void> {
  const held = await listLimits(tx, { userId })
  for (const { kind, purposes, requestId, until } of held) {
    if (until !== null && until <= tx.now()) continue
    await addLimit(tx, { userId, address }, { kind, purposes, requestId, until })
  }
}

/** Of one address under each master key, the active one's first: a limit outlives the key that it was made with. */
export function addressKeys(vault: VaultKeys, address: string): string[] {
  return addressHash(vault)(address)
}

/** For many addresses: the keys are derived once. */
function addressHash(vault: VaultKeys): (address: string) => string[] {
  const keys = vault.keyIds.map((keyId) => ({ keyId, key: macKey(vault, 'processing.address', keyId) }))
  return (address) =>
    keys.map(({ keyId, key }) => `${keyId}$${createHmac('sha256', key).update(address.toLowerCase()).digest('hex')}`)
}

/**
 * Does something for each of many people for one purpose, but for those who objected or are restricted, and leaves a
 * record of how many were left out. For jobs that go through people rather than through rows with a result of their own.
 */
export async function forEachPerson<Person extends Whom>(
  services: Services,
  { job, purpose }: { job: string; purpose: Purpose },
  people: readonly Person[],
  work: (person: Person) => Promise<void>,
): Promise<{ done: number; skipped: number }> {
  const count = { done: 0, skipped: 0 }
  for (const person of people) {
    const may = await inPlatformTransaction(services, (tx) => mayProcess(tx, person, purpose))
    if (may) await work(person)
    count[may ? 'done' : 'skipped'] += 1
  }
  await inPlatformTransaction(services, async ({ db, now }) => {
    await db
      .insertInto('processingRuns')
      .values({ id: newId('prr', now()), job, purpose, at: now(), ...count })
      .execute()
  })
  return count
}
