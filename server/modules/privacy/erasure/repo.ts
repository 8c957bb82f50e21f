import { sql, type PlatformTx } from '#platform/database'
import type { Envelope } from '#platform/vault'
import { isOpen, type Erasure } from './erasure.ts'

export type Step = {
  erasureId: string
  step: string
  deleted: number
  anonymised: number
  kept: number
  position: string | null
  held: boolean
  /** Rows by the id of the workspace that decides about them. */
  leftTo: Record<string, number> | null
  doneAt: Date | null
}

export type ReceiptRow = {
  erasureId: string
  madeAt: Date
  content: string
  publicKey: string
  keyId: string
  signature: string
  mailedAt: Date | null
}

export type ProcessorNotice = {
  id: string
  erasureId: string
  processorId: string
  processorName: string
  categories: string[]
  subject: Envelope | null
  createdAt: Date
  toldAt: Date | null
  confirmedAt: Date | null
  confirmedBy: string | null
}

declare module '#platform/database' {
  interface Tables {
    erasures: Erasure
    erasureSteps: Step
    erasureReceipts: ReceiptRow
    processorNotices: ProcessorNotice
  }
}

export async function insertErasure(tx: PlatformTx, erasure: Erasure): Promise<void> {
  await tx.db.insertInto('erasures').values(erasure).execute()
}

export async function findErasure(tx: PlatformTx, id: string): Promise<Erasure | undefined> {
  return tx.db.selectFrom('erasures').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function lockErasure(tx: PlatformTx, id: string): Promise<Erasure | undefined> {
  return tx.db.selectFrom('erasures').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

/** Of two at once the second one finds what the first began. */
export async function lockAddress(tx: PlatformTx, address: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`erasure ${address.toLowerCase()}`}, 0))`.execute(tx.db)
}

/** The one that is under way, locked. */
export async function lockErasureOf(
  tx: PlatformTx,
  whom: { userId: string } | { address: string } | { workspaceId: string },
): Promise<Erasure | undefined> {
  let query = tx.db.selectFrom('erasures').selectAll()
  if ('userId' in whom) query = query.where('userId', '=', whom.userId)
  else if ('workspaceId' in whom) query = query.where('workspaceId', '=', whom.workspaceId)
  else query = query.where('kind', '=', 'address').where(sql<string>`lower(address)`, '=', whom.address.toLowerCase())
  const found = await query.forUpdate().execute()
  return found.find(isOpen)
}

export async function updateErasure(tx: PlatformTx, id: string, change: Partial<Erasure>): Promise<void> {
  await tx.db.updateTable('erasures').set(change).where('id', '=', id).execute()
}

/** Oldest first; those of workspaces are carried out by their own module. */
export async function listDue(tx: PlatformTx, now: Date): Promise<string[]> {
  const query = tx.db.selectFrom('erasures').select('id').where('dueAt', '<=', now).where('kind', '!=', 'workspace')
  const open = query.where('finishedAt', 'is', null).where('restoredAt', 'is', null)
  return (await open.orderBy('dueAt').limit(100).execute()).map(({ id }) => id)
}

/** Nobody is named any more by what was asked for them, this time or before. */
export async function forgetWhom(tx: PlatformTx, { id, userId, address }: Erasure): Promise<void> {
  await sql`
    update erasures set user_id = null, address = null, pseudonym = null
    where id = ${id} or user_id = ${userId} or lower(address) = ${address?.toLowerCase() ?? null}`.execute(tx.db)
}

export async function addSteps(tx: PlatformTx, erasureId: string, steps: readonly string[]): Promise<void> {
  for (const step of steps) {
    await sql`
      insert into erasure_steps (erasure_id, step) values (${erasureId}, ${step})
      on conflict do nothing`.execute(tx.db)
  }
}

export async function listSteps(tx: PlatformTx, erasureId: string): Promise<Step[]> {
  const query = tx.db.selectFrom('erasureSteps').selectAll().where('erasureId', '=', erasureId)
  return query.orderBy('step').execute()
}

export type Progress = Partial<Pick<Step, 'deleted' | 'anonymised' | 'kept'>>

/** Written in the transaction that did it, so that the numbers are right whatever interrupts. */
export async function addProgress(
  tx: PlatformTx,
  { erasureId, step }: Pick<Step, 'erasureId' | 'step'>,
  { deleted = 0, anonymised = 0, kept = 0 }: Progress,
): Promise<void> {
  await sql`
    update erasure_steps
    set deleted = deleted + ${deleted}, anonymised = anonymised + ${anonymised}, kept = kept + ${kept}
    where erasure_id = ${erasureId} and step = ${step}`.execute(tx.db)
}

export async function updateStep(
  tx: PlatformTx,
  { erasureId, step }: Pick<Step, 'erasureId' | 'step'>,
  {
    leftTo,
    ...change
  }: Partial<Pick<Step, 'held' | 'doneAt' | 'leftTo' | 'position' | 'kept' | 'anonymised' | 'deleted'>>,
): Promise<void> {
  const json = leftTo === undefined ? {} : { leftTo: sql<Record<string, number>>`${JSON.stringify(leftTo)}::jsonb` }
  const query = tx.db.updateTable('erasureSteps').set({ ...change, ...json })
  await query.where('erasureId', '=', erasureId).where('step', '=', step).execute()
}

export async function saveReceipt(tx: PlatformTx, receipt: ReceiptRow): Promise<void> {
  const { erasureId: _, mailedAt: __, ...change } = receipt
  const query = tx.db.insertInto('erasureReceipts').values(receipt)
  await query.onConflict((row) => row.column('erasureId').doUpdateSet(change)).execute()
}

export async function findReceipt(tx: PlatformTx, erasureId: string): Promise<ReceiptRow | undefined> {
  return tx.db.selectFrom('erasureReceipts').selectAll().where('erasureId', '=', erasureId).executeTakeFirst()
}

export async function forgetMailing(tx: PlatformTx, erasureId: string): Promise<void> {
  await tx.db.updateTable('erasureReceipts').set({ mailedAt: null }).where('erasureId', '=', erasureId).execute()
}

export async function markMailed(tx: PlatformTx, erasureId: string): Promise<void> {
  await tx.db.updateTable('erasureReceipts').set({ mailedAt: tx.now() }).where('erasureId', '=', erasureId).execute()
}
