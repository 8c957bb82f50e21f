import { sql, type PlatformTx } from '#platform/database'
import type { Position } from '../position.ts'

export type SignalKind = 'credentialStuffing' | 'passwordGuessing' | 'mailFlood'

export type AbuseSignal = {
  id: string
  kind: SignalKind
  at: Date
  sender: string | null
  userId: string | null
  counted: number
  action: 'signInRefused' | 'mailRefused' | 'personTold' | 'none'
  endsAt: Date | null
}

declare module '#platform/database' {
  interface Tables {
    staffSignals: AbuseSignal
  }
}

export async function insertSignal(tx: PlatformTx, signal: AbuseSignal): Promise<void> {
  await tx.db.insertInto('staffSignals').values(signal).execute()
}

export async function findSignal(tx: PlatformTx, id: string): Promise<AbuseSignal | undefined> {
  return tx.db.selectFrom('staffSignals').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function listSignals(
  tx: PlatformTx,
  { before, limit }: { before: Position | undefined; limit: number },
): Promise<AbuseSignal[]> {
  let query = tx.db.selectFrom('staffSignals').selectAll()
  if (before) query = query.where(sql<boolean>`(at, id) < (${before.at}::timestamptz, ${before.id})`)
  return query
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

/** Until when the sender is refused; undefined when it is not. */
export async function findRefusal(tx: PlatformTx, sender: string, kind: SignalKind): Promise<Date | undefined> {
  const query = tx.db.selectFrom('staffSignals').select('endsAt').where('sender', '=', sender).where('kind', '=', kind)
  const row = await query.where('endsAt', '>', tx.now()).orderBy('endsAt', 'desc').limit(1).executeTakeFirst()
  return row?.endsAt ?? undefined
}

export async function wasToldSince(tx: PlatformTx, userId: string, since: Date): Promise<boolean> {
  const query = tx.db.selectFrom('staffSignals').select('id').where('userId', '=', userId)
  const row = await query.where('kind', '=', 'passwordGuessing').where('at', '>', since).limit(1).executeTakeFirst()
  return row !== undefined
}
