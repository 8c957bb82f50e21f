import type { Contact } from '#platform/egress'
import { sql, type PlatformTx } from '#platform/database'

declare module '#platform/database' {
  interface Tables {
    egressContacts: {
      recipientKind: Contact['recipientKind']
      recipientId: string
      host: string
      purpose: string
      outcome: string
      /** `2026-11-21` in UTC. */
      day: string
      count: number
      firstAt: Date
      lastAt: Date
    }
  }
}

export type Counted = Contact & { count: number; firstAt: Date; lastAt: Date }

export async function addContacts(tx: PlatformTx, contacts: readonly Counted[]): Promise<void> {
  for (const { firstAt, lastAt, count, ...contact } of contacts) {
    const row = { ...contact, day: lastAt.toISOString().slice(0, 10), count, firstAt, lastAt }
    await tx.db
      .insertInto('egressContacts')
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(['recipientKind', 'recipientId', 'host', 'purpose', 'outcome', 'day']).doUpdateSet({
          count: sql<number>`egress_contacts.count + excluded.count`,
          lastAt: sql<Date>`greatest(egress_contacts.last_at, excluded.last_at)`,
        }),
      )
      .execute()
  }
}

export type ContactSum = {
  recipientKind: Contact['recipientKind']
  recipientId: string
  host: string
  purpose: string
  outcome: string
  count: number
  firstAt: Date
  lastAt: Date
}

/** Far more than there are processors, hosts and purposes. */
const maxSums = 1_000

/** Over all days that are kept, newest first. */
export async function sumContacts({ db }: PlatformTx): Promise<ContactSum[]> {
  const found = await sql<ContactSum>`
    select recipient_kind, recipient_id, host, purpose, outcome, sum(count)::bigint as count,
           min(first_at) as first_at, max(last_at) as last_at
    from egress_contacts group by 1, 2, 3, 4, 5 order by last_at desc limit ${maxSums}`.execute(db)
  return found.rows
}
