/**
 * Monitors of Uptime Kuma as ours, each in a transaction of its own: an import that was cut off goes on where it ended.
 * Secrets take the way of every monitor: into the vault, and nowhere else.
 */
import { createCheckMonitor, createMonitor, listCheckMonitors, listMonitors } from '#modules/monitors'
import type { Context } from '#platform/context'
import { AppError } from '#platform/errors'
import type { Skipped } from './plan.ts'
import type { PlannedMonitor } from './planned-monitor.ts'

export type ImportedMonitor = { id: string; isNew: boolean }

export type AddedMonitors = {
  checks: number
  heartbeats: number
  known: number
  skipped: Skipped[]
  /** Ours, by how the source numbers them: those that are new, and those that were there. */
  ids: Map<string, ImportedMonitor>
}

export async function importMonitors(
  ctx: Context,
  projectId: string,
  planned: readonly PlannedMonitor[],
): Promise<AddedMonitors> {
  const known = await listMarks(ctx, projectId, planned)
  const added: AddedMonitors = { checks: 0, heartbeats: 0, known: 0, skipped: [], ids: new Map() }
  for (const monitor of planned) {
    const there = known.get(monitor.mark)
    if (there !== undefined) {
      added.known += 1
      added.ids.set(monitor.sourceId, { id: there, isNew: false })
      continue
    }
    try {
      added.ids.set(monitor.sourceId, { id: await add(ctx, projectId, monitor), isNew: true })
      added[monitor.kind === 'check' ? 'checks' : 'heartbeats'] += 1
    } catch (error) {
      if (!(error instanceof AppError) || !['invalid_request', 'conflict'].includes(error.code)) throw error
      added.skipped.push({ what: 'monitor', name: monitor.name, reason: error.message })
    }
  }
  return added
}

async function add(ctx: Context, projectId: string, monitor: PlannedMonitor): Promise<string> {
  const { name, paused } = monitor
  if (monitor.kind === 'heartbeat') {
    const schedule = { every: monitor.everyMinutes, unit: 'minute' } as const
    return (await createMonitor(ctx, { projectId, slug: monitor.mark, name, paused, schedule })).id
  }
  const { spec, intervalSeconds, timeoutMs, retrySeconds, failuresToOpen, groupName } = monitor
  const labels = [...monitor.labels, monitor.mark]
  const { id } = await createCheckMonitor(ctx, {
    ...{ projectId, name, spec, paused, intervalSeconds, timeoutMs, retrySeconds, failuresToOpen, groupName, labels },
    uniqueLabel: monitor.mark,
  })
  return id
}

const atOnce = 200

/** By what imported monitors are told again: the label of a check, the slug of a heartbeat; with the monitor's id. */
export async function listMarks(
  ctx: Context,
  projectId: string,
  planned: readonly PlannedMonitor[],
): Promise<Map<string, string>> {
  const marks = new Map<string, string>()
  if (planned.some(({ kind }) => kind === 'check')) {
    let cursor: string | undefined
    do {
      const page = await listCheckMonitors(ctx, { projectId, sort: 'name', limit: atOnce, cursor })
      for (const { id, labels } of page.items) for (const label of labels) marks.set(label, id)
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
  }
  if (planned.some(({ kind }) => kind === 'heartbeat')) {
    let cursor: string | undefined
    do {
      const page = await listMonitors(ctx, { projectId, limit: atOnce, cursor })
      for (const { id, slug } of page.items) marks.set(slug, id)
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
  }
  return marks
}
