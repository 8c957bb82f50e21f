import type { Services } from '#platform/context'
import { inPlatformTransaction, sql } from '#platform/database'

export type RequestFigures = {
  open: number
  overdue: number
  /** Closed within the last year. */
  answered: number
  /** From receipt to answer, of those; null without any. */
  medianDays: number | null
  worstDays: number | null
}

const yearMs = 365 * 86_400_000

/** How fast the desk is: what is published. */
export function requestFigures(services: Services): Promise<RequestFigures> {
  return inPlatformTransaction(services, async ({ db, now }) => {
    const at = now()
    const since = new Date(at.getTime() - yearMs)
    const found = await sql<RequestFigures>`
      with took as (
        select extract(epoch from closed_at - received_at) / 86400 as days
        from privacy_requests where closed_at >= ${since}
      )
      select
        (select count(*) from privacy_requests where state = 'open') as open,
        (select count(*) from privacy_requests where state = 'open' and due_at <= ${at}) as overdue,
        (select count(*) from took) as answered,
        (select round(percentile_cont(0.5) within group (order by days)::numeric, 2)::float8 from took) as median_days,
        (select round(max(days)::numeric, 2)::float8 from took) as worst_days`.execute(db)
    const [figures] = found.rows
    if (!figures) throw new Error('an aggregate returned no row')
    return figures
  })
}
