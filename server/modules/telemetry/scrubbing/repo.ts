import { newHexKey } from '#platform/ids'
import { sql } from '#platform/database'
import type { Tx } from '#platform/context'
import { openText, sealText } from '#platform/vault-store'
import type { Envelope } from '#platform/vault'
import type { ScrubRule } from './rule.ts'

type SettingsRow = {
  workspaceId: string
  /** A project's id; of the workspace empty. */
  scope: string
  useDefaults: boolean
  rules: ScrubRule[]
  updatedAt: Date
}

declare module '#platform/database' {
  interface Tables {
    scrubbingSettings: SettingsRow
    scrubbingKeys: { workspaceId: string; id: string; hashKey: Envelope; createdAt: Date }
  }
}

/** `useDefaults` is the workspace's to decide. */
export type WorkspaceScrubbing = { useDefaults: boolean; rules: ScrubRule[] }
export type ProjectScrubbing = { rules: ScrubRule[] }

const unset: WorkspaceScrubbing = { useDefaults: true, rules: [] }

export async function findSettings(
  tx: Tx,
  projectId: string | undefined,
): Promise<{ workspace: WorkspaceScrubbing; project: ProjectScrubbing }> {
  const rows = await tx.db
    .selectFrom('scrubbingSettings')
    .select(['scope', 'useDefaults', 'rules'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('scope', 'in', ['', projectId ?? ''])
    .execute()
  const workspace = rows.find(({ scope }) => scope === '') ?? unset
  const project = projectId === undefined ? undefined : rows.find(({ scope }) => scope === projectId)
  return {
    workspace: { useDefaults: workspace.useDefaults, rules: workspace.rules },
    project: { rules: project?.rules ?? [] },
  }
}

/** Of two who change the rules of a workspace at once the second one sees what the first did. */
export async function lockSettings(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`scrubbing ${tx.workspaceId}`}, 0))`.execute(tx.db)
}

export async function saveSettings(tx: Tx, scope: string, settings: WorkspaceScrubbing): Promise<void> {
  await sql`
    insert into scrubbing_settings (workspace_id, scope, use_defaults, rules, updated_at)
    values (${tx.workspaceId}, ${scope}, ${settings.useDefaults}, ${JSON.stringify(settings.rules)}::jsonb, ${tx.now()})
    on conflict (workspace_id, scope) do update set use_defaults = excluded.use_defaults, rules = excluded.rules,
      updated_at = excluded.updated_at`.execute(tx.db)
}

const keyId = 'hash'
const place = { table: 'scrubbing_keys', column: 'hash_key', rowId: keyId }

/** Of this workspace alone; made when it is first needed. */
export async function getHashKey(tx: Tx): Promise<string> {
  const found = await findKey(tx)
  if (found) return openText(tx, place, found)
  const hashKey = await sealText(tx, place, newHexKey(32))
  await tx.db
    .insertInto('scrubbingKeys')
    .values({ workspaceId: tx.workspaceId, id: keyId, hashKey, createdAt: tx.now() })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  // Of two who made one at once the first has it.
  const kept = await findKey(tx)
  if (!kept) throw new Error('a key that was written is not there')
  return openText(tx, place, kept)
}

async function findKey(tx: Tx): Promise<Envelope | undefined> {
  const query = tx.db.selectFrom('scrubbingKeys').select('hashKey').where('workspaceId', '=', tx.workspaceId)
  return (await query.where('id', '=', keyId).executeTakeFirst())?.hashKey
}
