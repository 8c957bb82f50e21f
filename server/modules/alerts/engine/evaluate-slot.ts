/** One slot of one group, from the claim to what is stored. */
import { monotonicMs } from '#platform/clock'
import { systemContext, type Services } from '#platform/context'
import { inTransaction } from '#platform/database'
import { defaultResendDelayMs } from '../rules/alert-state.ts'
import { evaluateGroup } from '../rules/evaluate-group.ts'
import { slotToEvaluate } from '../slots.ts'
import type { Downstream } from './follow-rule.ts'
import { createHost, type Metrics } from './host.ts'
import { beginSlot, holdGroup, type Claim } from './lease.ts'
import { loadGroup } from './load-group.ts'
import { outcomeOf } from './outcome.ts'
import { saveSlot } from './save-slot.ts'

export type Evaluated = {
  groupId: string
  slot: Date
  missed: number
  result: 'saved' | 'lost' | 'changed'
}

/**
 * Evaluates the slot that is due. What it writes into the column store is the same when it is done again, so that a
 * crash before the end changes nothing: whoever comes next evaluates the same slot from the same state. Undefined when
 * the group is gone or somebody else's.
 */
export async function evaluateSlot(
  services: Services,
  {
    claim,
    metrics,
    downstream,
    signal,
  }: {
    claim: Claim
    metrics: Metrics
    downstream: Downstream
    signal: AbortSignal
  },
): Promise<Evaluated | undefined> {
  const { workspaceId, groupId } = claim
  const ctx = systemContext(services, workspaceId, 'alerts')
  const begun = await inTransaction(ctx, async (tx) => {
    if (!(await holdGroup(tx, claim))) return undefined
    const loaded = await loadGroup(tx, groupId)
    if (!loaded) return undefined
    const due = slotToEvaluate(loaded.stored, tx.now())
    await beginSlot(tx, groupId, due.slot)
    return { loaded, ...due }
  })
  if (!begun) return undefined
  const { loaded, slot, missed } = begun
  const { projectId, intervalMs } = loaded.stored
  const beganMs = monotonicMs()
  const host = createHost(ctx, metrics, { projectId, intervalMs, signal })
  const times = { nowMs: slot.getTime(), intervalMs, resendDelayMs: defaultResendDelayMs }
  const { states, evaluations } = await evaluateGroup(loaded.group, loaded.before, host, times)
  const outcomes = loaded.rules.map((rule, at) => {
    const [before, after, evaluation] = [loaded.before[at], states[at], evaluations[at]]
    if (!before || !after || !evaluation) throw new Error('a rule without an evaluation')
    const [stored, storedAlerts] = [loaded.states.get(rule.id), loaded.alerts.get(rule.id) ?? new Map()]
    return outcomeOf({ ruleId: rule.id, slot, kind: rule.kind, before, after, evaluation, stored, storedAlerts })
  })
  const durationMs = monotonicMs() - beganMs
  const result = await saveSlot(ctx, downstream, { claim, loaded, slot, missed, durationMs, outcomes })
  return { groupId, slot, missed, result }
}
