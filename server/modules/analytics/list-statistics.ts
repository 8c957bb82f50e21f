import { asStaff } from '#modules/staff'
import type { PersonContext } from '#platform/context'
import { sql } from '#platform/database'

/** Days in UTC, both included. */
export type Range = { from: Date; to: Date }

export type Statistics = {
  days: { day: string; views: number; visitors: number }[]
  pages: { path: string; views: number }[]
  referrers: { host: string; views: number }[]
  countries: { country: string; views: number }[]
}

const maxLines = 100
const dayMs = 86_400_000

/** How often the pages of the public site were read, for those who run the installation. */
export async function listStatistics(ctx: PersonContext, range: Range): Promise<Statistics> {
  const end = new Date(range.to.getTime() + dayMs)
  const visitors = await asStaff(ctx, async ({ db }) => {
    const { rows } = await sql<{ day: Date; visitors: number }>`
      select day, sum(visitors)::int as visitors from (
        select day, visitors from site_visitor_days
        union all select day, count(*) from site_visitors group by day) as all_days
      where day >= ${range.from} and day < ${end} group by day`.execute(db)
    return new Map(rows.map((row) => [textOf(row.day), row.visitors]))
  })
  const read = <T>(what: string, where = '') =>
    ctx.columns.query<T>(
      `select ${what}, count() as views from page_views where at >= {from:DateTime} and at < {end:DateTime} ${where}
       group by ${what.replace(/ as \w+$/, '')} order by views desc, 1 limit ${maxLines}`,
      { from: seconds(range.from), end: seconds(end) },
    )
  const [days, pages, referrers, countries] = await Promise.all([
    readDays(ctx, range.from, end),
    read<Statistics['pages'][number]>('path'),
    read<{ referrer: string; views: number }>('referrer', `and referrer != ''`),
    read<Statistics['countries'][number]>('country', `and country != ''`),
  ])
  const known = [...new Set([...days.keys(), ...visitors.keys()])].toSorted()
  return {
    days: known.map((day) => ({ day, views: days.get(day) ?? 0, visitors: visitors.get(day) ?? 0 })),
    pages,
    referrers: referrers.map(({ referrer, views }) => ({ host: referrer, views })),
    countries,
  }
}

async function readDays(ctx: PersonContext, from: Date, end: Date): Promise<Map<string, number>> {
  const rows = await ctx.columns.query<{ day: string; views: number }>(
    `select toString(toDate(at)) as day, count() as views from page_views
     where at >= {from:DateTime} and at < {end:DateTime} group by day`,
    { from: seconds(from), end: seconds(end) },
  )
  return new Map(rows.map(({ day, views }) => [day, views]))
}

const textOf = (day: Date): string => day.toISOString().slice(0, 10)
const seconds = (time: Date): number => Math.floor(time.getTime() / 1000)
