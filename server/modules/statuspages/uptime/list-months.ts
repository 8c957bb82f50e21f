import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { addDays, sumAccounts } from '#platform/uptime'
import { accountOfDays, firstDate } from './account.ts'
import { figureOf, load, type Figure } from './get-uptime.ts'

export const maxMonths = 13

/** Times in whole seconds; `downtimeSeconds` is weighted as the policy says. */
export type MonthFigure = Figure & { month: string; downtimeSeconds: number; excludedSeconds: number }

export type MonthsView = {
  timeZone: string
  /** Oldest first; the last one is the present month until now. */
  months: string[]
  components: { id: string; name: string; groupId: string | null; hidden: boolean; months: MonthFigure[] }[]
  overall: MonthFigure[]
}

/** The past months of a page, the present one included, by its local calendar. */
export function listMonths(ctx: Context, pageId: string, count: number): Promise<MonthsView> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, async (tx) => {
    let months: string[] = []
    const loaded = await load(tx, pageId, (today) => {
      months = monthsUntil(today.slice(0, 7), count)
      return { from: `${months[0] ?? today.slice(0, 7)}-01`, to: today }
    })
    const accountIn = (id: string, month: string) =>
      accountOfDays((loaded.days.get(id) ?? []).filter(({ date }) => date.startsWith(month)))
    const monthOf = (month: string, ids: readonly string[]): MonthFigure => {
      const account = sumAccounts(ids.map((id) => accountIn(id, month)))
      return {
        ...figureOf(account),
        ...{ month, downtimeSeconds: seconds(account.lostMs), excludedSeconds: seconds(account.excludedMs) },
      }
    }
    const begins = loaded.components.map((each) => firstDate(each, loaded.page.timeZone).slice(0, 7)).toSorted()
    const shown = months.filter((month) => month >= (begins[0] ?? month))
    const counted = loaded.components.filter(({ hidden }) => !hidden).map(({ id }) => id)
    return {
      timeZone: loaded.page.timeZone,
      months: shown,
      components: loaded.components.map(({ id, name, groupId, hidden }) => ({
        ...{ id, name, groupId, hidden },
        months: shown.map((month) => monthOf(month, [id])),
      })),
      overall: shown.map((month) => monthOf(month, counted)),
    }
  })
}

/** `2026-11` and those before it, oldest first. */
function monthsUntil(last: string, count: number): string[] {
  const months = [last]
  while (months.length < count) months.unshift(addDays(`${months[0] ?? last}-01`, -1).slice(0, 7))
  return months
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000)
}
