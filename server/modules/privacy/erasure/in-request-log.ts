/** The request log names nobody: its lines are a person's where they came from a place and a browser of theirs. */
import type { Services } from '#platform/context'
import { inPrivacyTransaction, sql, type PlatformTx } from '#platform/database'
import type { Person } from '../person.ts'
import { isHeldWhole, type PersonHolds } from './held.ts'

/** Before what says where the person was is erased itself. */
export async function eraseFromRequestLog(
  services: Services,
  { person, holds }: { person: Person; holds: PersonHolds },
): Promise<{ anonymised: number; held: number }> {
  const senders = await inPrivacyTransaction(services, (tx) => listSenders(tx, person))
  if (isHeldWhole({ category: 'C24' }, holds)) return { anonymised: 0, held: senders.length }
  return { anonymised: await services.requestLog.forget(senders), held: 0 }
}

async function listSenders({ db }: PlatformTx, { userId }: Person): Promise<{ address: string; userAgent: string }[]> {
  if (userId === null) return []
  const { rows } = await sql<{ address: string; userAgent: string }>`
    select remote_address as address, user_agent from user_activities where user_id = ${userId}
    union select remote_address, user_agent from sessions where user_id = ${userId}
    union select o.remote_address, o.user_agent from audit_people p
      join audit_entries e on e.workspace_id = p.workspace_id and e.actor_reference = p.reference
      join audit_origins o on o.workspace_id = e.workspace_id and o.number = e.number
      where p.actor_kind = 'user' and p.actor_id = ${userId}`.execute(db)
  return rows.filter(({ address, userAgent }) => address !== '' || userAgent !== '')
}
