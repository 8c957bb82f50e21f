import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { AppError } from '#platform/errors'
import { getWorkspaceForUpdate } from '../repo.ts'
import { maxConfigurations, type Configuration, type ConfiguredThing } from './configuration.ts'
import * as repo from './repo.ts'

export async function listConfigurations(ctx: Context): Promise<Configuration[]> {
  requirePermission(ctx, 'workspace.read')
  return inTransaction(ctx, (tx) => repo.listConfigurations(tx))
}

/** One that was never applied has no things: that is how a first `apply` finds it. */
export async function getConfiguration(ctx: Context, name: string): Promise<Configuration> {
  requirePermission(ctx, 'workspace.read')
  const found = await inTransaction(ctx, (tx) => repo.findConfiguration(tx, name))
  return found ?? { name, things: [], appliedAt: null }
}

/** Replaces what came from the file of this name; with nothing it is forgotten. The things themselves stay as they are. */
export async function setConfiguration(
  ctx: Context,
  name: string,
  things: readonly ConfiguredThing[],
): Promise<Configuration> {
  requirePermission(ctx, 'workspace.write')
  return inTransaction(ctx, async (tx) => {
    await getWorkspaceForUpdate(tx)
    const all = await repo.listConfigurations(tx)
    const before = all.find((one) => one.name === name)
    if (!before && things.length > 0 && all.length >= maxConfigurations) {
      throw new AppError('unprocessable', `a workspace has at most ${maxConfigurations} configurations`)
    }
    const each = [...new Map(things.map((thing) => [`${thing.kind} ${thing.id}`, thing])).values()]
    await repo.saveConfiguration(tx, name, each)
    await recordActivity(tx, 'configuration.applied', { subjectId: name, data: { things: each.length } })
    // Numbers, not thousands of ids: each thing's own change has an entry of its own.
    await recordAudit(tx, 'configuration.applied', {
      targetId: name,
      before: { things: before?.things.length ?? 0 },
      after: { things: each.length },
    })
    return { name, things: each, appliedAt: each.length === 0 ? null : tx.now() }
  })
}
