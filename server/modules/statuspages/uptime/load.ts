import type { Tx } from '#platform/context'
import { addDays, localDate, localDays, uptimeOf, type LocalDay } from '#platform/uptime'
import { accountOfDays, dayOf, firstDate, shareObserved, type Counted, type Day } from './account.ts'
import type { UptimePolicy } from './policy.ts'
import * as repo from './repo.ts'

/** Days of the bars on a page, today included. */
export const shownDays = 90
/** A day's sums are kept only when it has been over for so long that no transaction of it is still on its way. */
const settledMs = 3_600_000

type PageOf = { id: string; timeZone: string }

export type ComponentUptime = {
  id: string
  days: Pick<Day, 'date' | 'uptime' | 'coverage' | 'worst' | 'secondsBy'>[]
  /** From 0 to 1 over all of the days; null where nothing is known. */
  uptime90: number | null
  coverage90: number
}

/** The past 90 local days of a page for each of its components, oldest first; today counts until now. */
export async function loadUptime(
  tx: Tx,
  page: PageOf,
  components: readonly Counted[],
  now: Date,
): Promise<ComponentUptime[]> {
  const last = localDate(now.getTime(), page.timeZone)
  const policies = await repo.listPolicies(tx, page.id)
  const from = addDays(last, 1 - shownDays)
  const daysOf = await loadDays(tx, page, components, policies, { from, to: last, now })
  return components.map(({ id }) => {
    const days = daysOf.get(id) ?? []
    const account = accountOfDays(days)
    return {
      id,
      days: days.map(({ account: _, ...day }) => day),
      uptime90: uptimeOf(account),
      coverage90: shareObserved(account),
    }
  })
}

/**
 * The days from one date to another, both included and none after today, by the id of the component. Sums of days that
 * are over are kept; what is not kept yet, or was made of a history that has been corrected since, is added up again.
 */
export async function loadDays(
  tx: Tx,
  page: PageOf,
  components: readonly Counted[],
  policies: readonly UptimePolicy[],
  { from, to, now }: { from: string; to: string; now: Date },
): Promise<Map<string, Day[]>> {
  const nowMs = now.getTime()
  const today = localDate(nowMs, page.timeZone)
  const days = localDays(from, to < today ? to : today, page.timeZone).map((day) => ({
    ...day,
    toMs: Math.min(day.toMs, nowMs),
  }))
  const sums = await loadSums(tx, page, components, days, nowMs)
  return new Map(
    components.map((component) => [
      component.id,
      days.map((day) => dayOf(component, day, sums.get(keyOf(component.id, day.date)) ?? {}, policies, page.timeZone)),
    ]),
  )
}

async function loadSums(
  tx: Tx,
  page: PageOf,
  components: readonly Counted[],
  days: readonly LocalDay[],
  nowMs: number,
): Promise<Map<string, repo.DaySums['sums']>> {
  const first = days[0]
  const last = days.at(-1)
  if (!first || !last) return new Map()
  // Before the kept sums: when the history is corrected in between, what is kept below carries the old version.
  const versions = await repo.listVersions(tx, page.id)
  const kept = await repo.listKeptDays(tx, page.id, { timeZone: page.timeZone, from: first.date, to: last.date })
  const sums = new Map(kept.map(({ componentId, date, sums: found }) => [keyOf(componentId, date), found]))
  const settled = (day: LocalDay): boolean => day.toMs <= nowMs - settledMs
  const missing = days.filter((day) =>
    components.some(
      (component) => day.date >= firstDate(component, page.timeZone) && !sums.has(keyOf(component.id, day.date)),
    ),
  )
  const lacking = components.filter((component) =>
    missing.some((day) => day.date >= firstDate(component, page.timeZone) && !sums.has(keyOf(component.id, day.date))),
  )
  const ids = lacking.map(({ id }) => id)
  const made = new Map(
    (await repo.sumDays(tx, ids, missing)).map((day) => [keyOf(day.componentId, day.date), day.sums]),
  )
  const keeping: (repo.DaySums & { historyVersion: number })[] = []
  for (const component of lacking) {
    const historyVersion = versions.get(component.id)
    for (const day of missing) {
      const key = keyOf(component.id, day.date)
      if (sums.has(key) || day.date < firstDate(component, page.timeZone)) continue
      const found = made.get(key) ?? {}
      sums.set(key, found)
      if (settled(day) && historyVersion !== undefined)
        keeping.push({ componentId: component.id, date: day.date, sums: found, historyVersion })
    }
  }
  await repo.keepDays(tx, page.timeZone, keeping)
  return sums
}

function keyOf(componentId: string, date: string): string {
  return `${componentId} ${date}`
}
