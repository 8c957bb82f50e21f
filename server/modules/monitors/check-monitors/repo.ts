/** Rows of monitors that are checked. How they are is in engine/state-repo.ts. */
import { ofLiveProject } from '#modules/workspaces'
import type { Tx } from '#platform/context'
import { sql, type JsonValue } from '#platform/database'
import { notFound } from '#platform/errors'
import type { CheckSpec, CheckType } from '../checks/index.ts'
import { defaults as heartbeatDefaults } from '../monitor.ts'
import { slugOf, type CheckMonitor } from './check-monitor.ts'

/** With what only those see who run it. */
export type SealedCheckMonitor = CheckMonitor & { secrets: string | null }

type Row = {
  [K in keyof SealedCheckMonitor]: K extends 'spec' ? JsonValue : K extends 'type' ? string : SealedCheckMonitor[K]
}

const columns = [
  ...(['id', 'projectId', 'name', 'type', 'spec', 'secrets', 'target', 'intervalSeconds', 'timeoutMs'] as const),
  ...(['retrySeconds', 'failuresToOpen', 'successesToResolve', 'slowToShow', 'quorum', 'places'] as const),
  ...(['groupName', 'labels', 'pausedAt', 'createdAt', 'updatedAt'] as const),
]

/** Those of a project that is being deleted are none. */
const live = (tx: Tx) =>
  tx.db
    .selectFrom('monitors')
    .where('workspaceId', '=', tx.workspaceId)
    .where('type', '<>', 'heartbeat')
    .where(ofLiveProject(tx, 'monitors.projectId'))

// The constraint on `type` and what is written here see to it that a row of these has all of its columns; the spec is
// our own JSON, checked before it was written.
const toMonitor = (row: object): SealedCheckMonitor => {
  const { spec, type, ...rest } = row as Row
  return { ...rest, type: type as CheckType, spec: spec as unknown as CheckSpec }
}

export async function find(tx: Tx, id: string): Promise<SealedCheckMonitor | undefined> {
  const row = await live(tx).select(columns).where('id', '=', id).executeTakeFirst()
  return row && toMonitor(row)
}

/** Locks it. Throws not_found. */
export async function getForUpdate(tx: Tx, id: string): Promise<SealedCheckMonitor> {
  const row = await live(tx).select(columns).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) throw notFound('monitor')
  return toMonitor(row)
}

export async function listByIds(tx: Tx, ids: readonly string[]): Promise<SealedCheckMonitor[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<Row>`
    select ${sql.join(columns.map((column) => sql.ref(column)))} from monitors
    where workspace_id = ${tx.workspaceId} and type <> 'heartbeat' and id = any (${ids}::text[])
      and ${ofLiveProject(tx, 'monitors.projectId')}`.execute(tx.db)
  return rows.map(toMonitor)
}

/** Those that are checked from there and are not paused, by id. */
export async function listOfPlace(tx: Tx, place: string): Promise<SealedCheckMonitor[]> {
  const rows = await live(tx)
    .select(columns)
    .where('pausedAt', 'is', null)
    .where(sql<boolean>`places @> array[${place}]::text[]`)
    .orderBy('id')
    .execute()
  return rows.map(toMonitor)
}

/** Holds back others who add monitors to the workspace until the transaction ends. */
export async function countForUpdate(tx: Tx): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`checks ${tx.workspaceId}`}, 0))`.execute(tx.db)
  const { count } = await live(tx)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

export async function hasLabel(tx: Tx, projectId: string, label: string): Promise<boolean> {
  const query = live(tx).select('id').where('projectId', '=', projectId)
  const found = await query
    .where(sql<boolean>`labels @> array[${label}]::text[]`)
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

const asJson = (spec: CheckSpec) => sql<JsonValue>`${JSON.stringify(spec)}::jsonb`

export async function insert(tx: Tx, monitor: SealedCheckMonitor): Promise<void> {
  await tx.db
    .insertInto('monitors')
    .values({
      ...heartbeatDefaults,
      ...monitor,
      workspaceId: tx.workspaceId,
      slug: slugOf(monitor.id),
      schedule: null,
      spec: asJson(monitor.spec),
    })
    .execute()
}

export async function update(tx: Tx, monitor: SealedCheckMonitor): Promise<void> {
  const { id, projectId: _, createdAt: __, ...changes } = monitor
  await tx.db
    .updateTable('monitors')
    .set({ ...changes, spec: asJson(monitor.spec) })
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
}
