import type { SignalGrouping } from '#modules/telemetry'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { notFound } from '#platform/errors'
import * as incidents from '../repo.ts'
import * as repo from './repo.ts'
import type { Group } from './totals.ts'

export type WhyGroup = Group & {
  title: string
  culprit: string
  grouping: SignalGrouping
  /** Of the incident that it came from, if that is another one. */
  homeNumber: number | null
}

/** What an incident is made of: each group with the parts that made its key, and how it came here. Biggest first. */
export async function explainGrouping(ctx: Context, incidentId: string): Promise<WhyGroup[]> {
  requirePermission(ctx, 'incidents.read')
  return inTransaction(ctx, async (tx) => {
    const incident = await incidents.findIncident(tx, incidentId)
    if (!incident) throw notFound('incident')
    const groups = await repo.listGroupsOf(tx, incidentId)
    const origins = new Map((await repo.listOriginsOf(tx, incidentId)).map((origin) => [origin.key, origin]))
    const homes = await incidents.listByIds(tx, [...new Set(groups.map(({ homeIncidentId }) => homeIncidentId))])
    const numbers = new Map(homes.map(({ id, number }) => [id, number]))
    return groups
      .map((group) => {
        const { title, culprit, grouping } = origins.get(group.key) ?? incident
        const isElsewhere = group.homeIncidentId !== incidentId
        const homeNumber = isElsewhere ? (numbers.get(group.homeIncidentId) ?? null) : null
        return { ...group, title, culprit, grouping, homeNumber }
      })
      .sort((a, b) => b.eventCount - a.eventCount)
  })
}
