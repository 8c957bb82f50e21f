/** Which monitors this server checks: over all workspaces, as they changed. */
import { systemContext, type Services } from '#platform/context'
import { inPlatformTransaction, inTransaction, sql } from '#platform/database'
import { listByIds, type SealedCheckMonitor } from '../check-monitors/repo.ts'
import { openSecrets } from '../check-monitors/secrets.ts'
import { putSecrets, type CheckSpec } from '../checks/index.ts'
import { here } from './check-state.ts'

export type Loaded = {
  workspaceId: string
  monitorId: string
  projectId: string
  target: string
  /** With its secrets. */
  spec: CheckSpec
  intervalMs: number
  timeoutMs: number
  retryMs: number
  failuresToOpen: number
  successesToResolve: number
  claimedAt: Date | null
  /** It was, when it was looked at last. */
  wasReached: boolean
  version: string
}

type Listed = {
  workspaceId: string
  id: string
  isRun: boolean
  updatedAt: Date
  claimedAt: Date | null
  wasReached: boolean
}

/** A transaction that was open when the last look was taken may commit a change that is older. */
const overlapMs = 40_000
const sliceRows = 500

/**
 * `since`: of the last look; undefined loads all. Those that are `known` in their version are left out. `gone`: those
 * that are not checked from here any more.
 */
export async function loadChanged(
  services: Services,
  since: Date | undefined,
  versionOf: (monitorId: string) => string | undefined,
): Promise<{ monitors: Loaded[]; listed: string[]; gone: string[]; until: Date }> {
  const until = services.now()
  const after = since && new Date(since.getTime() - overlapMs)
  const listed = await inPlatformTransaction(services, async (tx) => {
    const { rows } = await sql<Listed>`
      select m.workspace_id, m.id, m.paused_at is null and m.places @> array[${here}]::text[] as is_run, m.updated_at,
        s.claimed_at, s.state in ('up', 'degraded') as was_reached
      from monitors m join check_states s on s.workspace_id = m.workspace_id and s.monitor_id = m.id
      where m.type <> 'heartbeat' ${after ? sql`and m.updated_at > ${after}` : sql``}`.execute(tx.db)
    return rows
  })
  const monitors: Loaded[] = []
  for (const [workspaceId, own] of Map.groupBy(listed, (row) => row.workspaceId)) {
    const run = own.filter(({ id, isRun, updatedAt }) => isRun && versionOf(id) !== updatedAt.toISOString())
    for (let at = 0; at < run.length; at += sliceRows) {
      monitors.push(...(await loadSlice(services, workspaceId, run.slice(at, at + sliceRows))))
    }
  }
  const loaded = new Set(monitors.map(({ monitorId }) => monitorId))
  const stays = ({ id, isRun, updatedAt }: Listed) =>
    isRun && (loaded.has(id) || versionOf(id) === updatedAt.toISOString())
  const gone = listed.filter((one) => !stays(one)).map(({ id }) => id)
  return { monitors, listed: listed.map(({ id }) => id), gone, until }
}

async function loadSlice(services: Services, workspaceId: string, rows: readonly Listed[]): Promise<Loaded[]> {
  const listed = new Map(rows.map((row) => [row.id, row]))
  return inTransaction(systemContext(services, workspaceId, 'checks'), async (tx) => {
    const loaded: Loaded[] = []
    for (const monitor of await listByIds(tx, [...listed.keys()])) {
      try {
        const secrets = await openSecrets(tx, monitor)
        loaded.push(toLoaded(workspaceId, monitor, putSecrets(monitor.spec, secrets), listed.get(monitor.id)))
      } catch (error) {
        // One whose secrets do not open must not hold up the others; the sweep shows it as unknown.
        services.log.error('a monitor cannot be loaded', { component: 'checks', workspaceId, error })
      }
    }
    return loaded
  })
}

function toLoaded(
  workspaceId: string,
  monitor: SealedCheckMonitor,
  spec: CheckSpec,
  listed: Listed | undefined,
): Loaded {
  const { id, projectId, target, timeoutMs, failuresToOpen, successesToResolve } = monitor
  return {
    ...{ workspaceId, monitorId: id, projectId, target, spec, timeoutMs, failuresToOpen, successesToResolve },
    claimedAt: listed?.claimedAt ?? null,
    wasReached: listed?.wasReached ?? false,
    intervalMs: monitor.intervalSeconds * 1000,
    retryMs: monitor.retrySeconds * 1000,
    version: monitor.updatedAt.toISOString(),
  }
}

/** Workspaces that were told that nothing can be checked, and not yet that it can again. */
export async function listTroubled(services: Services): Promise<string[]> {
  return inPlatformTransaction(services, async (tx) => {
    const rows = await tx.db.selectFrom('checkerTroubles').select('workspaceId').where('endedAt', 'is', null).execute()
    return rows.map(({ workspaceId }) => workspaceId)
  })
}
