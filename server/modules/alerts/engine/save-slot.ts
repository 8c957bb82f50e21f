/** Writes down what an evaluation found, and what follows from it, in one transaction. */
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import * as history from '../groups/history-repo.ts'
import * as states from '../groups/states-repo.ts'
import { keptEvaluations } from '../limits.ts'
import { nextSlot } from '../slots.ts'
import { followRule, type Downstream } from './follow-rule.ts'
import { endSlot, holdGroup, releaseLease, type Claim } from './lease.ts'
import type { LoadedGroup } from './load-group.ts'
import type { RuleOutcome } from './outcome.ts'

type Found = {
  claim: Claim
  loaded: LoadedGroup
  slot: Date
  missed: number
  durationMs: number
  outcomes: readonly RuleOutcome[]
}

/**
 * `lost`: somebody else has the group since, or it is paused or gone; `changed`: somebody changed it meanwhile. Nothing
 * of the evaluation counts then, and in the second case the slot is evaluated again.
 */
export async function saveSlot(
  ctx: Context,
  downstream: Downstream,
  found: Found,
): Promise<'saved' | 'lost' | 'changed'> {
  const { claim, loaded, slot, missed, durationMs, outcomes } = found
  const incidentIds: string[] = []
  const result = await inTransaction(ctx, async (tx) => {
    const held = await holdGroup(tx, claim)
    if (!held) return 'lost'
    if (held.version !== loaded.stored.version) {
      await releaseLease(tx, claim)
      return 'changed'
    }
    const saved: states.RuleStateToSave[] = []
    for (const [at, outcome] of outcomes.entries()) {
      const rule = loaded.rules[at]
      if (!rule) throw new Error('an outcome of no rule')
      const stored = loaded.states.get(rule.id)
      const { toldSince = null, toldAt = null, incidentId = null } = stored ?? {}
      const told = { toldSince, toldAt, incidentId }
      const { changedIncidentId, ...next } = await followRule(tx, downstream, {
        ...{ group: loaded.stored, rule, outcome, told, slot },
      })
      if (changedIncidentId !== null) incidentIds.push(changedIncidentId)
      saved.push({ ...rowOf(outcome, loaded, slot), ...next })
    }
    await states.saveRuleStates(tx, saved)
    await states.removeAlerts(
      tx,
      outcomes.flatMap(({ gone }) => gone),
    )
    await states.saveAlerts(
      tx,
      outcomes.flatMap(({ changed }) => changed),
    )
    await history.addChanges(
      tx,
      outcomes.flatMap(({ changes }) => changes),
    )
    const { id, intervalMs } = loaded.stored
    await history.addEvaluations(
      tx,
      outcomes.map((outcome) => evaluationOf(outcome, slot, missed)),
      new Date(slot.getTime() - keptEvaluations * intervalMs),
    )
    await endSlot(tx, id, { slot, nextAt: nextSlot(id, intervalMs, slot), durationMs, missed })
    return 'saved'
  })
  if (result === 'saved' && incidentIds.length > 0) ctx.live.incidentsCounted(ctx.workspaceId, incidentIds)
  return result
}

function rowOf(
  outcome: RuleOutcome,
  { states: known, before, rules }: LoadedGroup,
  slot: Date,
): Omit<states.RuleStateToSave, 'toldSince' | 'toldAt' | 'incidentId'> {
  const { ruleId, state, since, health, error, noDataSince, after, pendingCount, firing, evaluation } = outcome
  const series = known.has(ruleId) ? before[rules.findIndex(({ id }) => id === ruleId)]?.series : undefined
  const isSame = series !== undefined && sameKeys(series, after.series)
  return {
    ...{ ruleId, health, error, state, since, noDataSince, hadData: after.hadData },
    seenAt: after.seenAtMs === undefined ? null : new Date(after.seenAtMs),
    ...{ evaluatedAt: slot, durationMs: evaluation.durationMs, pendingCount, firingCount: firing.length },
    // They are many and seldom change.
    series: isSame
      ? undefined
      : [...after.series.values()].map((labels) => labels.map(([name, value]) => [name, value])),
  }
}

function sameKeys(one: ReadonlyMap<string, unknown>, other: ReadonlyMap<string, unknown>): boolean {
  if (one === other) return true
  if (one.size !== other.size) return false
  for (const key of one.keys()) if (!other.has(key)) return false
  return true
}

function evaluationOf(outcome: RuleOutcome, slot: Date, missed: number) {
  const { ruleId, health, error, state, pendingCount, firing, evaluation } = outcome
  const { durationMs, results = null } = evaluation
  return {
    ruleId,
    at: slot,
    durationMs,
    health,
    error,
    state,
    results,
    pendingCount,
    firingCount: firing.length,
    missed,
  }
}
