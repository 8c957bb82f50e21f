/** What follows from how a rule is: its incident opens, goes on, is over. One incident a rule. */
import type { RecordSignals } from '#modules/telemetry'
import { requireProject } from '#modules/workspaces'
import { recordActivity } from '#platform/activity'
import type { Tx } from '#platform/context'
import { leaveOutSilenced } from '../alertmanager/leave-out-silenced.ts'
import type { StoredGroup, StoredRule } from '../groups/repo.ts'
import type { StoredRuleState } from '../groups/states-repo.ts'
import type { Texts } from '../rule.ts'
import { labelsWithoutData } from '../rules/labels-without-data.ts'
import type { RuleOutcome } from './outcome.ts'
import { incidentKeyOf, signalOf } from './signal-of-rule.ts'

/** Decided downstream; called inside the transaction of the evaluation. */
export type Downstream = {
  recordSignals: RecordSignals
  /** Resolves the incident of that key, unless it is resolved; answers which it was. */
  resolveRecovered: (
    tx: Tx,
    what: { projectId: string; key: string; at: Date; causedBy: string },
  ) => Promise<{ id: string } | undefined>
}

export type Told = Pick<StoredRuleState, 'toldSince' | 'toldAt' | 'incidentId'>

/** Who fires on counts once more for its incident after this long: somebody may have resolved it. */
const remindAfterMs = 15 * 60_000

/**
 * Brings the incident of a rule to what the evaluation found, in its transaction: told once, whatever happens. An
 * evaluation that failed says nothing, so nothing is resolved by it.
 */
export async function followRule(
  tx: Tx,
  downstream: Downstream,
  {
    group,
    rule,
    outcome,
    told,
    slot,
  }: {
    group: StoredGroup
    rule: StoredRule
    outcome: RuleOutcome
    told: Told
    slot: Date
  },
): Promise<Told & { changedIncidentId: string | null }> {
  const same = { ...told, changedIncidentId: null }
  if (rule.kind === 'recording') return same
  const { firing, noDataSince, health } = outcome
  const tellsNoData = noDataSince !== null && rule.onNoData === 'alert'
  const isTrouble = firing.length > 0 || tellsNoData
  if (!isTrouble) {
    if (told.toldSince === null || health === 'err') return same
    return recover(tx, downstream, { group, rule, told, slot })
  }
  const isReminder = told.toldAt !== null && slot.getTime() - told.toldAt.getTime() >= remindAfterMs
  const isFirst = told.toldSince === null
  // What is silenced tells nobody; an incident that is open already is over with the last of its alerts all the same.
  const noData = tellsNoData ? await labelsOf(tx, group, rule) : undefined
  const loud = await leaveOutSilenced(tx, { firing, newlyFiring: outcome.newlyFiring, noData })
  if (loud.firing.length === 0 && !loud.noData) return same
  if (!isFirst && loud.newlyFiring.length === 0 && !isReminder) return same
  const signal = await signalOf(tx, { group, rule, loud, noDataSince, slot })
  const [incident] = await downstream.recordSignals(tx, [signal])
  const incidentId = incident?.id ?? told.incidentId
  return { toldSince: told.toldSince ?? slot, toldAt: slot, incidentId, changedIncidentId: incidentId }
}

async function labelsOf(tx: Tx, group: StoredGroup, rule: StoredRule): Promise<Texts> {
  return labelsWithoutData({ rule, group, projectName: (await requireProject(tx, group.projectId)).name })
}

async function recover(
  tx: Tx,
  { resolveRecovered }: Downstream,
  { group, rule, told, slot }: { group: StoredGroup; rule: StoredRule; told: Told; slot: Date },
): Promise<Told & { changedIncidentId: string | null }> {
  const { projectId } = group
  const activity = await recordActivity(tx, 'alert.resolved', {
    subjectId: rule.id,
    data: { name: rule.name, group: group.name, at: slot.toISOString() },
  })
  const key = incidentKeyOf(projectId, rule.id)
  const resolved = await resolveRecovered(tx, { projectId, key, at: slot, causedBy: activity.id })
  const changedIncidentId = resolved?.id ?? null
  return { toldSince: null, toldAt: null, incidentId: told.incidentId, changedIncidentId }
}
