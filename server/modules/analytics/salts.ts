/**
 * Salts by which visitors of a day are told apart. Each is random, kept in the database alone, used for its day and
 * destroyed after it: then nobody can find out from a hash who it was, nor whether two days had the same visitor.
 */
import { createHmac } from 'node:crypto'
import type { Services } from '#platform/context'
import { inPlatformTransaction, sql, type PlatformTx } from '#platform/database'
import { newSecret } from '#platform/ids'
import type { Schedule } from '#platform/schedule'

export type Salt = { id: string; salt: string }

const hourMs = 3_600_000
/** How long a salt may be there after its time, because somebody has to come and destroy it. */
const sweepSeconds = 600

/**
 * A day in UTC. Where the policy promises 24 hours, the last hour of the day has a salt of its own, so that none is
 * older than promised when the sweep comes.
 */
export function saltIdAt(now: Date, saltHours: number): string {
  const day = now.toISOString().slice(0, 10)
  const part = Math.floor((now.getTime() - Date.parse(day)) / ((saltHours - 1) * hourMs))
  return `${day}.${part}`
}

export const dayOf = (now: Date): Date => new Date(now.toISOString().slice(0, 10))

/** The one that holds now, by database; the database has the truth and this saves asking it for each visit. */
const current = new WeakMap<object, Salt>()

export async function currentSalt(services: Services): Promise<Salt> {
  const id = saltIdAt(services.now(), services.policy.inForce().retention.saltHours)
  const known = current.get(services.database)
  if (known?.id === id) return known
  const salt = await inPlatformTransaction(services, async ({ db, now }) => {
    await sql`insert into analytics_salts (id, salt, created_at) values (${id}, ${newSecret()}, ${now()})
      on conflict do nothing`.execute(db)
    return sql<Salt>`select id, salt from analytics_salts where id = ${id}`.execute(db)
  })
  const [row] = salt.rows
  if (!row) throw new Error('a salt that was just made is not there')
  current.set(services.database, row)
  return row
}

/** 32 hex digits. Of two sites the same visitor has two, so nobody can be followed from one to the other. */
export function visitorHash({ salt }: Salt, visit: { site: string; address: string; userAgent: string }): string {
  const { site, address, userAgent } = visit
  return createHmac('sha256', salt).update(`${site}\n${address}\n${userAgent}`).digest('hex').slice(0, 32)
}

/** Destroys salts whose time is over, together with their visitors, of whom the number stays. */
export async function destroySalts(services: Services): Promise<void> {
  const id = saltIdAt(services.now(), services.policy.inForce().retention.saltHours)
  await inPlatformTransaction(services, async (tx) => {
    await countVisitors(tx, id)
    await sql`delete from site_visitors where salt_id <> ${id}`.execute(tx.db)
    await sql`delete from analytics_salts where id <> ${id}`.execute(tx.db)
  })
  if (current.get(services.database)?.id !== id) current.delete(services.database)
}

async function countVisitors({ db }: PlatformTx, currentId: string): Promise<void> {
  // Whoever came in twice at once must not be counted between the count and the deletion.
  await sql`lock table site_visitors in share row exclusive mode`.execute(db)
  await sql`
    insert into site_visitor_days (day, site, visitors)
    select day, site, count(*) from site_visitors where salt_id <> ${currentId} group by day, site
    on conflict (day, site) do update set visitors = site_visitor_days.visitors + excluded.visitors`.execute(db)
}

export const saltSchedule: Schedule = {
  name: 'analytics.destroySalts',
  purpose: 'audience',
  reads: [],
  everySeconds: sweepSeconds,
  run: destroySalts,
}
