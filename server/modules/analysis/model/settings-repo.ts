import type { Tx } from '#platform/context'
import { sql } from '#platform/database'
import { openText, sealText } from '#platform/vault-store'
import { defaultSettings, type ModelSettings } from './settings.ts'

type Row = Omit<ModelSettings, 'hasKey'> & { workspaceId: string; apiKey: string | null; updatedAt: Date }

declare module '#platform/database' {
  interface Tables {
    analysisSettings: Row
    analysisUsage: { workspaceId: string; month: string; calls: number; tokens: number }
  }
}

const place = (workspaceId: string) => ({ table: 'analysis_settings', column: 'api_key', rowId: workspaceId })

export async function findSettings(tx: Tx): Promise<ModelSettings> {
  const row = await find(tx)
  if (!row) return defaultSettings
  const { workspaceId: _workspaceId, updatedAt: _updatedAt, apiKey, ...settings } = row
  return { ...settings, hasKey: apiKey !== null }
}

/** `apiKey`: undefined leaves it, null takes it away. */
export async function saveSettings(
  tx: Tx,
  { hasKey: _hasKey, ...settings }: ModelSettings,
  apiKey: string | null | undefined,
): Promise<void> {
  const sealed = apiKey === undefined || apiKey === null ? apiKey : await sealText(tx, place(tx.workspaceId), apiKey)
  const values = { ...settings, updatedAt: tx.now() }
  await tx.db
    .insertInto('analysisSettings')
    .values({ ...values, workspaceId: tx.workspaceId, apiKey: sealed ?? null })
    .onConflict((conflict) =>
      conflict.column('workspaceId').doUpdateSet({ ...values, ...(sealed !== undefined && { apiKey: sealed }) }),
    )
    .execute()
}

/** The only place where the key is in clear. Null: there is none. */
export async function openKey(tx: Tx): Promise<string | null> {
  const envelope = (await find(tx))?.apiKey ?? null
  return envelope === null ? null : openText(tx, place(tx.workspaceId), envelope)
}

export type Usage = { calls: number; tokens: number }

export async function findUsage(tx: Tx): Promise<Usage> {
  const row = await tx.db
    .selectFrom('analysisUsage')
    .select(['calls', 'tokens'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('month', '=', monthOf(tx))
    .executeTakeFirst()
  return row ?? { calls: 0, tokens: 0 }
}

/** Counts a call and sets its tokens aside, if both are left of the month; in one statement, for many at once. */
export async function reserve(tx: Tx, tokens: number, limits: Usage): Promise<boolean> {
  if (limits.calls < 1 || tokens > limits.tokens) return false
  const taken = await tx.db
    .insertInto('analysisUsage')
    .values({ workspaceId: tx.workspaceId, month: monthOf(tx), calls: 1, tokens })
    .onConflict((conflict) =>
      conflict
        .columns(['workspaceId', 'month'])
        .doUpdateSet({ calls: sql`analysis_usage.calls + 1`, tokens: sql`analysis_usage.tokens + ${tokens}` })
        .where(
          sql<boolean>`analysis_usage.calls < ${limits.calls} and analysis_usage.tokens + ${tokens} <= ${limits.tokens}`,
        ),
    )
    .returning('calls')
    .executeTakeFirst()
  return taken !== undefined
}

/** What was set aside becomes what was used; in the month in which it was set aside. */
export async function settle(tx: Tx, reservedAt: Date, { reserved, used }: { reserved: number; used: number }) {
  await tx.db
    .updateTable('analysisUsage')
    .set({ tokens: sql`greatest(0, tokens - ${reserved} + ${used})` })
    .where('workspaceId', '=', tx.workspaceId)
    .where('month', '=', monthOf({ now: () => reservedAt }))
    .execute()
}

function monthOf({ now }: Pick<Tx, 'now'>): string {
  return `${now().toISOString().slice(0, 7)}-01`
}

function find(tx: Tx): Promise<Row | undefined> {
  return tx.db.selectFrom('analysisSettings').selectAll().where('workspaceId', '=', tx.workspaceId).executeTakeFirst()
}
