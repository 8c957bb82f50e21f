/** Which number of days holds where: the policy, a plan, what a project set, what was agreed with a workspace. Pure. */
import { retentionDays, type PayloadRetention, type RetentionProfile, type RetentionSetting } from '#platform/policy'

export type WorkspaceRetention = {
  workspaceId: string
  /** Days by setting: shorter than what the policy says, never longer. */
  contract: Partial<Record<RetentionSetting, number>>
  contractReference: string | null
  contractSetAt: Date | null
  plan: string | null
  planSetAt: Date | null
  /** After a change to a shorter plan the former one holds on until then. */
  formerPlan: string | null
  formerUntil: Date | null
}
export type ProjectRetention = { workspaceId: string; projectId: string; payloadDays: number; setAt: Date }

/** Between a change to a shorter plan and the first deletion by it. */
export const planGraceDays = 7

const dayMs = 86_400_000

/** Null: as long as the workspace. `workspace` and `projectDays` where something was agreed or set. */
export function daysOf(
  profile: RetentionProfile,
  setting: RetentionSetting,
  now: Date,
  workspace?: WorkspaceRetention,
  projectDays?: number,
): number | null {
  const days = settingDays(profile, setting, now, workspace, projectDays)
  const agreed = shortest(days, workspace?.contract[setting] ?? null)
  if (setting !== 'payload') return agreed
  // What is left of an event never ends before its payload.
  return shortest(agreed, daysOf(profile, 'eventRecordDays', now, workspace))
}

function settingDays(
  profile: RetentionProfile,
  setting: RetentionSetting,
  now: Date,
  workspace: WorkspaceRetention | undefined,
  projectDays: number | undefined,
): number | null {
  if (setting !== 'payload' && setting !== 'metrics') return retentionDays(profile, setting)
  const rule = profile[setting]
  if (rule.kind === 'workspace') return null
  if (rule.kind === 'plan') return daysOfPlan(rule, now, workspace)
  // Bounds that the policy moved hold for what was set before as well.
  return Math.min(Math.max(projectDays ?? rule.defaultDays, rule.minDays), rule.maxDays)
}

type PlanRule = Extract<PayloadRetention, { kind: 'plan' }>

/** A plan that the policy does not know any more is its default one. */
export function planDays(rule: PlanRule, plan: string | null): number {
  return rule.plans[plan ?? rule.defaultPlan] ?? rule.plans[rule.defaultPlan] ?? 0
}

function daysOfPlan(rule: PlanRule, now: Date, workspace: WorkspaceRetention | undefined): number {
  const days = planDays(rule, workspace?.plan ?? null)
  if (!workspace?.formerPlan || !workspace.formerUntil || workspace.formerUntil <= now) return days
  return Math.max(days, planDays(rule, workspace.formerPlan))
}

function shortest(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other)
}

/** The most days that a contract may say; Infinity where the policy says none. */
export function longest(profile: RetentionProfile, setting: RetentionSetting, workspace?: WorkspaceRetention): number {
  const rule = setting === 'payload' || setting === 'metrics' ? profile[setting] : undefined
  if (rule?.kind === 'project') return rule.maxDays
  if (rule?.kind === 'plan') return planDays(rule, workspace?.plan ?? null)
  return retentionDays(profile, setting) ?? Infinity
}

/** The new plan; the longer of what held before holds on for `planGraceDays`, when the new one is shorter. */
export function changePlan(rule: PlanRule, old: WorkspaceRetention, plan: string, now: Date): WorkspaceRetention {
  const held = daysOfPlan(rule, now, old)
  const changed = { ...old, plan, planSetAt: now, formerPlan: null, formerUntil: null }
  if (planDays(rule, plan) >= held) return changed
  const formers = [old.plan ?? rule.defaultPlan, ...(old.formerPlan === null ? [] : [old.formerPlan])]
  const formerPlan = formers.find((former) => planDays(rule, former) === held) ?? rule.defaultPlan
  return { ...changed, formerPlan, formerUntil: new Date(now.getTime() + planGraceDays * dayMs) }
}

/** Where days differ from what holds for everybody else, and since when. */
export type Limits = {
  days: number | null
  workspaces: Map<string, number | null>
  /** By `<workspace id>/<project id>`. */
  projects: Map<string, number | null>
  /** When one of them was last changed: nothing was due by it before. */
  changedAt: Date
}

export function limitsOf(
  profile: RetentionProfile,
  setting: RetentionSetting,
  set: { workspaces: readonly WorkspaceRetention[]; projects: readonly ProjectRetention[]; since: Date },
  now: Date,
): Limits {
  const days = daysOf(profile, setting, now)
  const byId = new Map(set.workspaces.map((workspace) => [workspace.workspaceId, workspace]))
  const workspaces = new Map<string, number | null>()
  for (const workspace of set.workspaces) {
    const own = daysOf(profile, setting, now, workspace)
    if (own !== days) workspaces.set(workspace.workspaceId, own)
  }
  const projects = new Map<string, number | null>()
  for (const { workspaceId, projectId, payloadDays } of setting === 'payload' ? set.projects : []) {
    const own = daysOf(profile, setting, now, byId.get(workspaceId), payloadDays)
    const around = workspaces.has(workspaceId) ? workspaces.get(workspaceId) : days
    if (own !== around) projects.set(`${workspaceId}/${projectId}`, own)
  }
  const changes = [
    set.since,
    ...set.projects.map(({ setAt }) => setAt),
    ...set.workspaces.flatMap(({ contractSetAt, planSetAt, formerUntil }) => [contractSetAt, planSetAt, formerUntil]),
  ].filter((at) => at !== null && at <= now)
  return { days, workspaces, projects, changedAt: new Date(Math.max(0, ...changes.map((at) => Number(at)))) }
}

/** A part of a table in which one number of days holds. */
export type Scope = {
  ageMs: number
  /** Null: everything that is in none of `except`. */
  only: { workspaces: string[] } | { projects: string[] } | null
  except: { workspaces: string[]; projects: string[] }
}

/** Without those in which nothing ends by age. */
export function scopesOf({ days, workspaces, projects }: Limits): Scope[] {
  const all = { workspaces: [...workspaces.keys()], projects: [...projects.keys()] }
  const scopes: Scope[] = []
  if (days !== null) scopes.push({ ageMs: days * dayMs, only: null, except: all })
  for (const [own, ids] of grouped(workspaces)) {
    scopes.push({ ageMs: own * dayMs, only: { workspaces: ids }, except: { workspaces: [], projects: all.projects } })
  }
  for (const [own, ids] of grouped(projects)) {
    scopes.push({ ageMs: own * dayMs, only: { projects: ids }, except: { workspaces: [], projects: [] } })
  }
  return scopes
}

function grouped(map: Map<string, number | null>): [number, string[]][] {
  const ids = [...map].flatMap(([id, days]) => (days === null ? [] : [{ id, days }]))
  return [...Map.groupBy(ids, ({ days }) => days)].map(([days, group]) => [days, group.map(({ id }) => id)])
}
