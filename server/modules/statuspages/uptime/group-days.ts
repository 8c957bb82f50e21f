/** Figures of groups: at each moment a group is as the component that decides is, by the rule that the group has. */
import type { Tx } from '#platform/context'
import { localDays, startOfDay } from '#platform/uptime'
import { tallyGroup, type Member } from '../components/group-state.ts'
import { dayOf, firstDate, type Counted, type Day } from './account.ts'
import type { Loaded } from './get-uptime.ts'
import { listStretches } from './repo.ts'

/**
 * The days of each group by its id, as those of a component; of components that are not hidden. None of a group that has
 * no such component, and of no group where their states changed too often to be read.
 */
export async function loadGroupDays(
  tx: Tx,
  { page, groups, components, policies, days, now }: Loaded,
): Promise<Map<string, Day[]>> {
  const dates = [...days.values()][0]?.map(({ date }) => date) ?? []
  const [first, last] = [dates[0], dates.at(-1)]
  const shown = components.filter(({ hidden, groupId }) => !hidden && groupId !== null)
  if (first === undefined || last === undefined || shown.length === 0) return new Map()
  const nowMs = now.getTime()
  const local = localDays(first, last, page.timeZone).map((day) => ({ ...day, toMs: Math.min(day.toMs, nowMs) }))
  const range = { from: new Date(local[0]?.fromMs ?? nowMs), to: now }
  const found = await listStretches(
    tx,
    shown.map(({ id }) => id),
    range,
  )
  if (!found) return new Map()
  const stretchesOf = Map.groupBy(found, ({ componentId }) => componentId)
  const memberOf = (component: Counted): Member => ({
    fromMs: beginOf(component, page.timeZone),
    stretches: (stretchesOf.get(component.id) ?? []).map(({ status, startedAt, endedAt }) => ({
      ...{ status, fromMs: startedAt.getTime(), toMs: endedAt?.getTime() ?? Infinity },
    })),
  })
  return new Map(
    groups.flatMap((group) => {
      const members = shown.filter(({ groupId }) => groupId === group.id)
      // It counts from when on the first of them does.
      const [oldest] = members.toSorted((a, b) => beginOf(a, page.timeZone) - beginOf(b, page.timeZone))
      if (!oldest) return []
      const sums = tallyGroup(group.upWhen, members.map(memberOf), local)
      const counted = { ...oldest, id: group.id }
      const dayOfGroup = (day: (typeof local)[number]): Day => {
        const { unknown: _, ...known } = sums.get(day.date) ?? {}
        return dayOf(counted, day, known, policies, page.timeZone)
      }
      return [[group.id, local.map(dayOfGroup)] as const]
    }),
  )
}

/** As `dayOf` counts: from the first moment of its start date, else from when it was added. */
function beginOf(component: Counted, timeZone: string): number {
  if (component.startDate === null) return component.createdAt.getTime()
  return startOfDay(firstDate(component, timeZone), timeZone)
}
