/** What ends when, for people: one workspace, by the settings of this moment. */
import { systemContext, type Services } from '#platform/context'
import { inTransaction } from '#platform/database'
import { newId } from '#platform/ids'
import type { AgeRule, InventoryEntry } from '#platform/inventory'
import { categories, type CategoryId, type RetentionSetting } from '#platform/policy'
import { findWorkspaceRetention, listProjectRetention } from './repo.ts'
import { intervalMs, plannedHour } from './run.ts'
import { daysOf, type ProjectRetention, type WorkspaceRetention } from './settings.ts'

export type DescribedRule = {
  category: CategoryId
  /** What ends, or the category, in words. */
  what: string
  place: string
  /** A sentence: `Emptied 90 days after it was received.` */
  rule: string
  effect: 'deleted' | 'emptied' | 'kept'
  /** Null: as long as the workspace. */
  days: number | null
  /** Who decides on the days. */
  from: 'policy' | 'plan' | 'project' | 'contract' | 'program' | 'workspace'
  setting: RetentionSetting | null
  /** Where projects set their own number. */
  projects: { projectId: string; days: number | null }[]
}

export type DescribedRetention = {
  policyVersion: string
  nextSweepAt: Date
  plan: { name: string; formerUntil: Date | null } | null
  contract: { reference: string | null; days: Partial<Record<RetentionSetting, number>> } | null
  rules: DescribedRule[]
}

/** Of the content of one workspace, by category and place. */
export async function describeRetention(
  services: Services,
  inventory: readonly InventoryEntry[],
  workspaceId: string,
): Promise<DescribedRetention> {
  const ctx = systemContext(services, workspaceId, newId('run', services.now()))
  const { own, projects } = await inTransaction(ctx, async (tx) => ({
    own: await findWorkspaceRetention(tx, workspaceId),
    projects: await listProjectRetention(tx),
  }))
  const entries = inventory.filter(
    ({ category, store, place, fields }) =>
      category !== '-' &&
      (store === 'database' || store === 'columns') &&
      (fields.includes('workspace_id') || hasWorkspace(inventory, store, place)),
  )
  const rules = entries.flatMap((entry) => rulesOfEntry(services, entry, own, projects))
  return {
    policyVersion: services.policy.version().version,
    nextSweepAt: new Date(plannedHour(services.now()).getTime() + intervalMs),
    plan: planOf(ctx, own),
    contract:
      own && Object.keys(own.contract).length > 0 ? { reference: own.contractReference, days: own.contract } : null,
    // The same of several entries is said once.
    rules: [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()].toSorted((one, other) =>
      `${one.category} ${one.place}`.localeCompare(`${other.category} ${other.place}`),
    ),
  }
}

function hasWorkspace(inventory: readonly InventoryEntry[], store: string, place: string): boolean {
  return inventory.some(
    (entry) => entry.store === store && entry.place === place && entry.fields.includes('workspace_id'),
  )
}

export function planOf(
  { policy, now }: Pick<Services, 'policy' | 'now'>,
  own: WorkspaceRetention | undefined,
): DescribedRetention['plan'] {
  const { payload, metrics } = policy.inForce().retention
  const rule = [payload, metrics].find(({ kind }) => kind === 'plan')
  if (rule?.kind !== 'plan') return null
  const formerUntil = own?.formerUntil && own.formerUntil > now() ? own.formerUntil : null
  return { name: own?.plan ?? rule.defaultPlan, formerUntil }
}

function rulesOfEntry(
  services: Services,
  entry: InventoryEntry,
  own: WorkspaceRetention | undefined,
  projects: readonly ProjectRetention[],
): DescribedRule[] {
  const { category, place, retention } = entry
  if (category === '-') return []
  const common = { category, what: categories[category], place }
  const ages = retention.ages ?? []
  if (ages.length === 0) {
    const rule = retention.endsWith === 'row' ? 'Ends with what it belongs to.' : 'Kept as long as the workspace.'
    return [{ ...common, rule, effect: 'kept', days: null, from: 'workspace', setting: null, projects: [] }]
  }
  return ages.map((age) => ({
    ...common,
    what: age.what ?? common.what,
    ...describeAge(services, age, own, projects),
  }))
}

function describeAge(
  services: Services,
  age: AgeRule,
  own: WorkspaceRetention | undefined,
  projects: readonly ProjectRetention[],
): Omit<DescribedRule, 'category' | 'what' | 'place'> {
  const { policy, now } = services
  const effect = age.prune ? ('emptied' as const) : ('deleted' as const)
  if (!('setting' in age.after)) {
    const days = 'days' in age.after ? age.after.days : age.after.hours / 24
    return { rule: sentence(effect, age, days), effect, days, from: 'program', setting: null, projects: [] }
  }
  const { setting } = age.after
  const { retention } = policy.inForce()
  const days = daysOf(retention, setting, now(), own)
  const byProject = setting === 'payload' && retention.payload.kind === 'project' ? projects : []
  return {
    rule: sentence(effect, age, days),
    effect: days === null ? 'kept' : effect,
    days,
    from: originOf(services, setting, own, days),
    setting,
    projects: byProject.map(({ projectId, payloadDays }) => ({
      projectId,
      days: daysOf(retention, setting, now(), own, payloadDays),
    })),
  }
}

function originOf(
  { policy, now }: Pick<Services, 'policy' | 'now'>,
  setting: RetentionSetting,
  own: WorkspaceRetention | undefined,
  days: number | null,
): DescribedRule['from'] {
  const { retention } = policy.inForce()
  if (own && days !== daysOf(retention, setting, now(), { ...own, contract: {} })) return 'contract'
  const kind = setting === 'payload' || setting === 'metrics' ? retention[setting].kind : undefined
  if (kind === 'plan' || kind === 'project') return kind
  return days === null ? 'workspace' : 'policy'
}

/** `received_at` becomes `it was received`, as near to a sentence as the name of a column allows. */
function sentence(effect: 'deleted' | 'emptied', age: AgeRule, days: number | null): string {
  if (days === null) return 'Kept as long as the workspace.'
  const moment = momentOf(age.from)
  const length = days < 1 || !Number.isInteger(days) ? counted(Math.round(days * 24), 'hour') : counted(days, 'day')
  return `${effect === 'deleted' ? 'Deleted' : 'Emptied'} ${length} after ${moment}.`
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

const moments: Record<string, string> = {
  at: 'it happened',
  hour: 'the hour that it counts',
  time: 'it happened',
  expires_at: 'it expired',
  confirmation_requested_at: 'the confirmation was asked for',
  unsubscribed_at: 'they left',
  receipted_at: 'the receipt',
  last_at: 'it last happened',
  valid_until: 'its last valid day',
}

function momentOf(column: string): string {
  return moments[column] ?? `it was ${column.replace(/_at$/, '').replaceAll('_', ' ')}`
}
