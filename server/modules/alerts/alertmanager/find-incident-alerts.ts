import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { getRule, type RuleInDetail } from '../groups/list-groups.ts'
import { findRuleOfIncident } from '../groups/states-repo.ts'
import type { Texts } from '../rule.ts'
import { listOfIncident } from './external-repo.ts'
import { silencersOf } from './silence.ts'
import { listActive } from './silences-repo.ts'

/** One that somebody else evaluates and that still fires. */
export type ShownExternal = {
  labels: Texts
  annotations: Texts
  generatorUrl: string
  startsAt: Date
  silencedBy: string[]
}

export type IncidentAlerts = {
  /** The one that opened it, as it is now; null: none did, it was deleted, or it has opened another one since. */
  rule: RuleInDetail | null
  external: ShownExternal[]
}

/** Throws not_found; incidents are further down the river. */
export type RequireIncident = (ctx: Context, id: string) => Promise<unknown>

/** What an incident of alerts is about at the moment. Throws not_found for an incident of nobody's. */
export async function findIncidentAlerts(
  ctx: Context,
  requireIncident: RequireIncident,
  incidentId: string,
): Promise<IncidentAlerts> {
  requirePermission(ctx, 'incidents.read')
  await requireIncident(ctx, incidentId)
  const { ruleId, external } = await inTransaction(ctx, async (tx) => {
    const firing = await listOfIncident(tx, incidentId)
    const silencers = silencersOf(firing.length > 0 ? await listActive(tx, tx.now()) : [])
    return {
      ruleId: await findRuleOfIncident(tx, incidentId),
      external: firing.map(({ labels, annotations, generatorUrl, startsAt }) => ({
        ...{ labels, annotations, generatorUrl, startsAt, silencedBy: silencers(labels) },
      })),
    }
  })
  return { rule: ruleId === undefined ? null : await getRule(ctx, ruleId), external }
}
