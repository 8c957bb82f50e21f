import { labelsOf, PromqlError } from '#modules/metrics'
import { requireProject } from '#modules/workspaces'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { AppError, invalidRequest } from '#platform/errors'
import { listWithin } from '../alertmanager/silences-repo.ts'
import { checkRule } from '../groups/check-draft.ts'
import { maxAlertsPerRule } from '../limits.ts'
import type { GroupDraft, RuleDraft } from '../rule.ts'
import { labelsWithoutData } from '../rules/labels-without-data.ts'
import { lastSlot } from '../slots.ts'
import { createHost } from './ask.ts'
import type { Cut } from './budget.ts'
import { createQuiet } from './quiet.ts'
import { replayRule, type Period, type RehearsedRule } from './replay-rule.ts'
import type { Recorded } from './recorder.ts'

/** What of a group decides about the alerts of one of its rules. */
export type GroupOfDraft = Pick<GroupDraft, 'intervalMs' | 'limit' | 'queryOffsetMs' | 'labels'> & {
  /** Where it has them: silences may match them. */
  name?: string | undefined
  projectId?: string | undefined
}

export type RuleToRehearse = {
  group: GroupOfDraft
  rule: RuleDraft
  /** Of a group that exists: its own slots are replayed. */
  groupId?: string | undefined
  /** From 1 to 30. */
  days: number
}

type Stretch = { from: Date; to: Date }

export type Rehearsal = {
  from: Date
  /** Until when it was replayed. */
  to: Date
  /** The end that was asked for. */
  end: Date
  cut: Cut | null
  evaluations: number
  /** How often its incident would have been opened or reopened, people being told each time. */
  incidents: number
  longestMs: number
  firings: (Stretch & { over: boolean; mostAlerts: number })[]
  alertsFired: number
  alerts: { labels: Record<string, string>; stretches: (Stretch & { state: 'pending' | 'firing' })[] }[]
  alertCount: number
  failedEvaluations: number
  failings: (Stretch & { evaluations: number; error: string })[]
  noData: (Stretch & { over: boolean })[]
  /** When it would have told of something that silences of the time kept quiet. */
  silenced: (Stretch & { over: boolean })[]
}

const dayMs = 86_400_000
/** Of each list in the answer: further ones are counted and not shown. */
export const maxListed = 500

/**
 * What a rule would have done over past days. Nothing is written and nobody is told. Throws invalid_request with the
 * field and place of what no rule can be, and unavailable; ends with the request.
 */
export async function rehearseRule(ctx: Context, asked: RuleToRehearse, signal: AbortSignal): Promise<Rehearsal> {
  requirePermission(ctx, 'metrics.read')
  const { group, rule, groupId, days } = asked
  refuseBad(rule)
  const { intervalMs: stepMs, queryOffsetMs } = group
  const endMs = lastSlot(groupId ?? '', stepMs, ctx.now()).getTime()
  const period = { startMs: endMs - Math.floor((days * dayMs) / stepMs) * stepMs, endMs, stepMs, queryOffsetMs }
  const quiet = await quietOf(ctx, asked, period)
  try {
    const replayed = await replayRule(toReplay(asked), period, createHost(ctx, signal), quiet)
    const { evaluations, untilMs, cut } = replayed
    const to = new Date(Math.min(untilMs, endMs))
    return { from: new Date(period.startMs), to, end: new Date(endMs), cut, evaluations, ...describe(replayed, to) }
  } catch (error) {
    throw error instanceof PromqlError ? refusalOf(error) : error
  }
}

function toReplay({ group, rule }: RuleToRehearse): RehearsedRule {
  const { name: alert, expr, forMs, keepFiringForMs, onNoData } = rule
  const labels = new Map(Object.entries({ ...group.labels, ...rule.labels }))
  return { alert, expr, forMs, keepFiringForMs, onNoData, labels, limit: group.limit || maxAlertsPerRule }
}

/** The silences of the time, as they are on record. Throws not_found for a project of nobody's. */
async function quietOf(ctx: Context, { group, rule }: RuleToRehearse, { startMs, endMs }: Period) {
  return inTransaction(ctx, async (tx) => {
    const { projectId } = group
    const projectName = projectId === undefined ? undefined : (await requireProject(tx, projectId)).name
    const silences = await listWithin(tx, new Date(startMs), new Date(endMs))
    const labels = labelsWithoutData({ rule, group, projectName })
    return { isQuiet: createQuiet(silences), labelsWithoutData: labelsOf(labels) }
  })
}

function refuseBad(rule: RuleDraft): void {
  if (rule.kind === 'recording') throw invalidRequest('a recording rule opens nothing that could be rehearsed')
  const errors = checkRule(rule).map((error) => ({ ...error, path: `rule.${error.path}` }))
  const [first] = errors
  if (first) throw invalidRequest(`${first.path}: ${first.message}`, errors)
}

/** In the words of the language, which names line and column. */
export function refusalOf({ kind, message }: PromqlError): AppError {
  if (kind === 'timeout' || kind === 'canceled') return new AppError('unavailable', message, { retryAfterSeconds: 5 })
  return invalidRequest(`rule.expr: ${message}`, [{ path: 'rule.expr', message }])
}

function describe(recorded: Recorded, to: Date) {
  const { firings, alerts, alertCount, alertsFired, failings, noData, silenced } = recorded
  const stretch = <T extends { fromMs: number; toMs: number }>({ fromMs, toMs, ...rest }: T) => ({
    from: new Date(fromMs),
    to: new Date(Math.min(toMs, to.getTime())),
    ...rest,
  })
  return {
    incidents: firings.length,
    longestMs: Math.max(0, ...firings.map(({ fromMs, toMs }) => Math.min(toMs, to.getTime()) - fromMs)),
    firings: firings.slice(-maxListed).map(stretch),
    alertsFired,
    alerts: alerts.map((alert) => ({
      labels: Object.fromEntries(alert.labels),
      stretches: alert.stretches.map(stretch),
    })),
    alertCount,
    failedEvaluations: failings.reduce((sum, { evaluations }) => sum + evaluations, 0),
    failings: failings.slice(-maxListed).map(stretch),
    noData: noData.slice(-maxListed).map(stretch),
    silenced: silenced.slice(-maxListed).map(stretch),
  }
}
