import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requireFresh, requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { EgressFailed, EgressRefused } from '#platform/egress'
import { invalidRequest } from '#platform/errors'
import * as repo from './settings-repo.ts'
import { recipientOf, type ModelSettings } from './settings.ts'

export type ShownSettings = ModelSettings & {
  usage: repo.Usage
  /** Why no model is asked although it is switched on, or could not be; null: nothing is in the way. */
  obstacle: string | null
}

export type SettingsChange = Omit<ModelSettings, 'hasKey'> & {
  /** Left out: it stays; null: it is taken away. */
  apiKey?: string | null | undefined
}

export async function getSettings(ctx: Context): Promise<ShownSettings> {
  requirePermission(ctx, 'workspace.read')
  return inTransaction(ctx, async (tx) => shown(ctx, await repo.findSettings(tx), await repo.findUsage(tx)))
}

/** Lets a model see what the workspace's programs send, so it needs a fresh factor. Throws invalid_request. */
export async function changeSettings(ctx: Context, { apiKey, ...change }: SettingsChange): Promise<ShownSettings> {
  requirePermission(ctx, 'workspace.write')
  requireFresh(ctx)
  if (change.enabled) await checkTarget(ctx, change)
  return inTransaction(ctx, async (tx) => {
    const before = await repo.findSettings(tx)
    // A key belongs to the address that it was given for: it is never sent to another one.
    const key = change.baseUrl === before.baseUrl ? apiKey : (apiKey ?? null)
    await repo.saveSettings(tx, { ...change, hasKey: before.hasKey }, key)
    const after = await repo.findSettings(tx)
    await recordActivity(tx, 'analysisSettings.updated', {
      subjectId: tx.workspaceId,
      data: { enabled: after.enabled },
    })
    await recordAudit(tx, 'analysisSettings.updated', { targetId: tx.workspaceId, before, after })
    return shown(ctx, after, await repo.findUsage(tx))
  })
}

async function checkTarget(ctx: Context, { baseUrl, model }: Pick<ModelSettings, 'baseUrl' | 'model'>): Promise<void> {
  if (model.trim() === '') throw refused('model', 'name the model that is to be asked')
  const recipient = recipientOf(ctx.policy.inForce(), baseUrl)
  if (typeof recipient === 'string') throw refused('baseUrl', recipient)
  try {
    await ctx.egress.check(baseUrl)
  } catch (error) {
    if (error instanceof EgressRefused || error instanceof EgressFailed) {
      throw refused('baseUrl', 'requests may not go there; see docs/analysis.md')
    }
    throw error
  }
}

const refused = (path: string, message: string) => invalidRequest(`${path}: ${message}`, [{ path, message }])

function shown(ctx: Context, settings: ModelSettings, usage: repo.Usage): ShownSettings {
  const recipient = recipientOf(ctx.policy.inForce(), settings.baseUrl)
  return { ...settings, usage, obstacle: typeof recipient === 'string' ? recipient : null }
}
