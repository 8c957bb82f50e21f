/** Processors that have something of somebody who is erased are told, and it is tracked until they confirm (GDPR Art. 19). */
import { asStaff } from '#modules/staff'
import type { PersonContext } from '#platform/context'
import { sql, type PlatformTx } from '#platform/database'
import { conflict, notFound } from '#platform/errors'
import { newId } from '#platform/ids'
import { openForPerson, sealForPerson } from '#platform/vault-store'
import type { Facts } from '../facts.ts'
import type { Erasure } from './erasure.ts'
import type { ProcessorNotice } from './repo.ts'

const place = (rowId: string) => ({ table: 'processor_notices', column: 'subject', rowId })

/** Once for each processor of the policy in force that gets data about people; safe to repeat. */
export async function addNotices(tx: PlatformTx, { inventory }: Facts, erasure: Erasure): Promise<void> {
  const { address, userId } = erasure
  const personal = new Set(inventory.flatMap(({ subject, category }) => (subject.length > 0 ? [category] : [])))
  for (const processor of tx.policy.inForce().processors) {
    // What a sign-in provider gave is given back to it by a job, with proof.
    if (processor.kind === 'signIn') continue
    const categories = processor.categories.filter((category) => [...personal].some((one) => one === category))
    if (categories.length === 0) continue
    const id = newId('pnt', tx.now())
    const subject = await sealForPerson(tx, place(id), JSON.stringify({ address, userId }))
    const { id: processorId, name: processorName } = processor
    const row = { id, erasureId: erasure.id, processorId, processorName, categories, subject, createdAt: tx.now() }
    const query = tx.db
      .insertInto('processorNotices')
      .values({ ...row, toldAt: null, confirmedAt: null, confirmedBy: null })
    await query.onConflict((conflicting) => conflicting.columns(['erasureId', 'processorId']).doNothing()).execute()
  }
}

export async function listNoticesOf(tx: PlatformTx, erasureId: string): Promise<ProcessorNotice[]> {
  const query = tx.db.selectFrom('processorNotices').selectAll().where('erasureId', '=', erasureId)
  return query.orderBy('processorName').execute()
}

const listed = 100

/** Open ones first, the oldest on top: whom to tell of whom. */
export function listNotices(ctx: PersonContext) {
  return asStaff(ctx, async (tx) => {
    const query = tx.db.selectFrom('processorNotices').selectAll()
    const rows = await query
      .orderBy(sql`confirmed_at is not null`)
      .orderBy('createdAt')
      .limit(listed)
      .execute()
    const items = []
    for (const { subject, ...row } of rows) {
      const whom = subject === null ? null : readSubject(await openForPerson(tx, place(row.id), subject))
      items.push({ ...row, whom })
    }
    return { items }
  })
}

/** `told`: the processor was asked to erase. `confirmed`: it has; whom it was about is forgotten. Throws conflict. */
export function settleNotice(ctx: PersonContext, id: string, what: 'told' | 'confirmed'): Promise<void> {
  return asStaff(ctx, async (tx) => {
    const query = tx.db.selectFrom('processorNotices').selectAll().where('id', '=', id).forUpdate()
    const notice = await query.executeTakeFirst()
    if (!notice) throw notFound('notice')
    if (notice.confirmedAt) throw conflict('this was confirmed already')
    const toldAt = notice.toldAt ?? tx.now()
    const change =
      what === 'told' ? { toldAt } : { toldAt, confirmedAt: tx.now(), confirmedBy: ctx.person.id, subject: null }
    await tx.db.updateTable('processorNotices').set(change).where('id', '=', id).execute()
  })
}

function readSubject(text: string): { address: string | null; userId: string | null } {
  const { address, userId } = JSON.parse(text) as { address: string | null; userId: string | null } // written above
  return { address, userId }
}
