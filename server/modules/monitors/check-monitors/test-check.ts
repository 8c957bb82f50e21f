import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { notFound } from '#platform/errors'
import type { LimitRule } from '#platform/rate-limit'
import { putSecrets, runCheck, type CheckResult, type CheckSpec } from '../checks/index.ts'
import * as repo from './repo.ts'
import { openSecrets } from './secrets.ts'

const tests: LimitRule = { name: 'checks.test', points: 30, durationSeconds: 60 }

/**
 * Runs a check once, from this server, and changes nothing. `monitorId`: whose stored secrets stand where the spec hides
 * them. Throws rate_limited beyond 30 in a minute of a workspace.
 */
export async function testCheck(
  ctx: Context,
  { spec, timeoutMs, monitorId }: { spec: CheckSpec; timeoutMs: number; monitorId?: string | undefined },
): Promise<CheckResult> {
  requirePermission(ctx, 'projects.write')
  const whole = await inTransaction(ctx, async (tx) => {
    if (monitorId === undefined) return putSecrets(spec, {})
    const monitor = await repo.find(tx, monitorId)
    if (!monitor) throw notFound('monitor')
    return putSecrets(spec, await openSecrets(tx, monitor))
  })
  await ctx.limiter.consume(tests, ctx.workspaceId)
  return runCheck(ctx, whole, { timeoutMs, now: ctx.now })
}
