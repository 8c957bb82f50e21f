/**
 * The sweeper: everything that the inventory lets end by age, each rule for itself, once an hour, by the settings of
 * this moment also for what was written before they were set. Each run leaves a record.
 */
import { AppError } from '#platform/errors'
import type { Services } from '#platform/context'
import { inPlatformTransaction, inPrivacyTransaction } from '#platform/database'
import type { Duration, InventoryEntry } from '#platform/inventory'
import { loadHolds, type Holds } from './held.ts'
import { listSettings } from './repo.ts'
import { rulesOf, type SweepRule } from './rule.ts'
import { claimRun, finishRun } from './run-repo.ts'
import { plannedHour, type RetentionRun, type Swept } from './run.ts'
import { limitsOf, scopesOf, type Limits } from './settings.ts'
import { sweepAudit } from './sweep-audit.ts'
import { sweepColumns } from './sweep-columns.ts'
import { sweepDatabase } from './sweep-database.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000

/** Does what is planned for this hour and not begun; answers its records. A rule that fails stops no other one. */
export async function sweepDue(
  services: Services,
  inventory: readonly InventoryEntry[],
  rules: readonly SweepRule[] = rulesOf(inventory),
): Promise<RetentionRun[]> {
  const runs: RetentionRun[] = []
  for (const rule of rules) {
    const plannedAt = plannedHour(services.now())
    const run = await inPlatformTransaction(services, (tx) => claimRun(tx, rule.id, plannedAt))
    if (run) runs.push(await finish(services, inventory, rule, run))
  }
  return runs
}

async function finish(
  services: Services,
  inventory: readonly InventoryEntry[],
  rule: SweepRule,
  run: RetentionRun,
): Promise<RetentionRun> {
  let done: RetentionRun
  try {
    const { rows, dueSince, overdue } = await sweepRule(services, inventory, rule)
    const lagSeconds = dueSince && Math.max(0, (run.startedAt.getTime() - dueSince.getTime()) / 1000)
    done = { ...run, finishedAt: services.now(), rows, lagSeconds, overdue }
  } catch (error) {
    services.log.error('a rule could not be swept', { component: 'retention', job: rule.id, error })
    done = { ...run, finishedAt: services.now(), failure: failureOf(error) }
  }
  await inPlatformTransaction(services, (tx) => finishRun(tx, done))
  return done
}

/** Without the words of a store, which may quote a row. */
function failureOf(error: unknown): string {
  if (error instanceof AppError) return error.message
  return error instanceof Error ? error.name : 'unknown'
}

/** One rule, now. */
export async function sweepRule(
  services: Services,
  inventory: readonly InventoryEntry[],
  rule: SweepRule,
): Promise<Swept> {
  const { settings, holds } = await inPrivacyTransaction(services, async (tx) => ({
    settings: await listSettings(tx),
    holds: await loadHolds(tx),
  }))
  const limits = limitsFor(services, rule.age.after, settings)
  const swept = await sweepStore(services, inventory, rule, limits, holds)
  // Nothing was due before the setting, or the end of a hold, that made it so.
  const changedAt = new Date(Math.max(limits.changedAt.getTime(), holds.releasedAt.getTime()))
  return { ...swept, dueSince: swept.dueSince && (swept.dueSince > changedAt ? swept.dueSince : changedAt) }
}

async function sweepStore(
  services: Services,
  inventory: readonly InventoryEntry[],
  rule: SweepRule,
  limits: Limits,
  holds: Holds,
): Promise<Swept> {
  const scopes = scopesOf(limits)
  if (rule.store === 'log') return sweepLog(services, limits)
  if (rule.store === 'columns') return sweepColumns(services, { rule, scopes, holds })
  // Entries of the chain cannot be deleted one by one.
  if (rule.place === 'audit_entries') return sweepAudit(services, { rule, limits, holds })
  return sweepDatabase(services, { rule, scopes, holds, inventory })
}

async function sweepLog(services: Services, { days }: Limits): Promise<Swept> {
  if (days === null) return { rows: 0, dueSince: null, overdue: 0 }
  const ageMs = days * dayMs
  const { rows, oldest } = await services.requestLog.sweep(new Date(services.now().getTime() - ageMs))
  // A file is due when the last moment of its hour is.
  return { rows, dueSince: oldest && new Date(oldest.getTime() + hourMs + ageMs), overdue: 0 }
}

/** What the rule goes by, everywhere. A time that the inventory itself fixes is nobody's to set. */
export function limitsFor(
  { policy, now }: Pick<Services, 'policy' | 'now'>,
  after: Duration,
  settings: Awaited<ReturnType<typeof listSettings>>,
): Limits {
  const since = policy.version().effectiveAt
  if ('setting' in after) {
    return limitsOf(policy.inForce().retention, after.setting, { ...settings, since }, now())
  }
  const days = 'days' in after ? after.days : after.hours / 24
  return { days, workspaces: new Map(), projects: new Map(), changedAt: new Date(0) }
}
