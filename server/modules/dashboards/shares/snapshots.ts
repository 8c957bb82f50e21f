import type { Panel, VariableValues } from '#common/dashboards'
import { recordAudit } from '#modules/audit'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { AppError, conflict, invalidRequest, notFound, unavailable } from '#platform/errors'
import { newId } from '#platform/ids'
import { nameActors, type Person } from '../names.ts'
import { answerPanel } from '../public/answers.ts'
import type { Range } from '../public/panel-queries.ts'
import { fix, forVisitors, panelsOf, type Chosen } from '../public/shown.ts'
import * as dashboards from '../repo.ts'
import * as repo from './repo.ts'
import { fixValues, maxRangeSeconds, maxSnapshots, snapshotPrefix, snapshotUrl } from './share.ts'

/** Answers of one panel, and of all of them. */
const maxPanelBytes = 4 * 1024 * 1024
const maxSnapshotBytes = 24 * 1024 * 1024
const maxPanels = 400
/** Of one snapshot: others of the workspace go on asking meanwhile. */
const panelsAtOnce = 4
const dayMs = 86_400_000
const widthPx = 1_000

export type DescribedSnapshot = Omit<repo.Snapshot, 'createdBy'> & { url: string; createdBy: Person }
export type NewSnapshot = { name: string; expiresInDays: number; variables: Chosen; from: number; to: number }

/** Newest first. Throws not_found. */
export async function listSnapshots(ctx: Context, dashboardId: string): Promise<DescribedSnapshot[]> {
  requirePermission(ctx, 'dashboards.write')
  return inTransaction(ctx, async (tx) => {
    if (!(await dashboards.find(tx, dashboardId))) throw notFound('dashboard')
    return describe(tx, await repo.listSnapshots(tx, dashboardId))
  })
}

/**
 * Asks what every panel asks and keeps the answers: what somebody sends could not be trusted to be the dashboard's.
 * Throws not_found, invalid_request, too_large, conflict, unavailable.
 */
export async function createSnapshot(
  ctx: Context,
  dashboardId: string,
  input: NewSnapshot,
  signal: AbortSignal,
): Promise<DescribedSnapshot> {
  requirePermission(ctx, 'dashboards.write')
  requirePermission(ctx, 'metrics.read')
  const range = { fromMs: input.from, toMs: input.to }
  if (range.toMs <= range.fromMs || range.toMs - range.fromMs > maxRangeSeconds * 1000) {
    throw invalidRequest('the range must end after it begins, and within a year')
  }
  const found = await inTransaction(ctx, (tx) => dashboards.find(tx, dashboardId))
  if (!found) throw notFound('dashboard')
  const variables = fixValues(found.json, input.variables)
  const { dashboard, values } = fix(found.json, variables)
  const panels = panelsOf(dashboard.panels)
  if (panels.length > maxPanels) throw new AppError('too_large', `a snapshot has ${maxPanels} panels at most`)
  const answers = await answerAll(ctx, panels, { values, range, signal })
  return inTransaction(ctx, async (tx) => {
    await dashboards.lockAndCount(tx)
    if ((await repo.countSnapshots(tx)) >= maxSnapshots) throw conflict(`there are ${maxSnapshots} snapshots at most`)
    const at = tx.now()
    const snapshot: repo.Snapshot = {
      ...{ id: newId(snapshotPrefix, at), dashboardId, name: input.name, createdAt: at, createdBy: tx.actor.id },
      expiresAt: new Date(at.getTime() + input.expiresInDays * dayMs),
      ...{ rangeFrom: new Date(range.fromMs), rangeTo: new Date(range.toMs) },
    }
    await dashboards.getForUpdate(tx, dashboardId)
    await repo.insertSnapshot(tx, { ...snapshot, shown: forVisitors(dashboard), variables }, answers)
    const [described] = await describe(tx, [snapshot])
    if (!described) throw new Error('one snapshot gives one description')
    const { id, name, expiresAt } = snapshot
    await recordAudit(tx, 'dashboard.snapshotCreated', {
      targetId: dashboardId,
      after: { snapshotId: id, name, expiresAt, variables },
    })
    return described
  })
}

export async function deleteSnapshot(ctx: Context, dashboardId: string, id: string): Promise<void> {
  requirePermission(ctx, 'dashboards.write')
  await inTransaction(ctx, async (tx) => {
    const { name } = await repo.getSnapshotForUpdate(tx, dashboardId, id)
    await repo.removeSnapshot(tx, id)
    await recordAudit(tx, 'dashboard.snapshotDeleted', { targetId: dashboardId, before: { snapshotId: id, name } })
  })
}

async function answerAll(
  ctx: Context,
  panels: readonly Panel[],
  { values, range, signal }: { values: VariableValues; range: Range; signal: AbortSignal },
): Promise<{ panelKey: string; answer: string }[]> {
  const answers: { panelKey: string; answer: string }[] = []
  const look = { range, widthPx, longestMs: maxRangeSeconds * 1000 }
  const waiting = [...panels]
  let bytes = 0
  const work = async (): Promise<void> => {
    for (let panel = waiting.shift(); panel; panel = waiting.shift()) {
      const answer = JSON.stringify(await answerPanel(ctx, panel, { values, look, signal }))
      if (signal.aborted) throw unavailable('nobody waits for this snapshot any more')
      const size = Buffer.byteLength(answer)
      bytes += size
      if (size > maxPanelBytes || bytes > maxSnapshotBytes) {
        throw new AppError('too_large', `"${panel.title}" shows too much for a snapshot: take a shorter range`)
      }
      answers.push({ panelKey: panel.key, answer })
    }
  }
  await Promise.all(Array.from({ length: panelsAtOnce }, work))
  return answers
}

async function describe(tx: Tx, snapshots: readonly repo.Snapshot[]): Promise<DescribedSnapshot[]> {
  const name = await nameActors(
    tx,
    snapshots.map(({ createdBy }) => createdBy),
  )
  return snapshots.map((snapshot) => ({
    ...snapshot,
    url: snapshotUrl(tx, snapshot.id),
    createdBy: name(snapshot.createdBy),
  }))
}
