/**
 * Monitors of Uptime Kuma as ours, each in a transaction of its own: an import that was cut off goes on where it ended.
 * Secrets take the way of every monitor: into the vault, and nowhere else.
 */
import { createCheckMonitor, createMonitor, listCheckMonitors, listMonitors } from '#modules/monitors'
import type { Context } from '#platform/context'
import { AppError } from '#platform/errors'
import type { Skipped } from './plan.ts'
import type { PlannedMonitor } from './planned-monitor.ts'

export type AddedMonitors = { checks: number; heartbeats: number; known: number; skipped: Skipped[] }

export async function importMonitors(
  ctx: Context,
  projectId: string,
  planned: readonly PlannedMonitor[],
): Promise<AddedMonitors> {
  const known = await listMarks(ctx, projectId, planned)
  const added: AddedMonitors = { checks: 0, heartbeats: 0, known: 0, skipped: [] }
  for (const monitor of planned) {
    if (known.has(monitor.mark)) {
      added.known += 1
      continue
    }
    try {
      await add(ctx, projectId, monitor)
      added[monitor.kind === 'check' ? 'checks' : 'heartbeats'] += 1
    } catch (error) {
      if (!(error instanceof AppError) || !['invalid_request', 'conflict'].includes(error.code)) throw error
      added.skipped.push({ what: 'monitor', name: monitor.name, reason: error.message })
    }
  }
  return added
}

async function add(ctx: Context, projectId: string, monitor: PlannedMonitor): Promise<void> {
  const { name, paused } = monitor
  if (monitor.kind === 'heartbeat') {
    const schedule = { every: monitor.everyMinutes, unit: 'minute' } as const
    await createMonitor(ctx, { projectId, slug: monitor.mark, name, paused, schedule })
    return
  }
  const { spec, intervalSeconds, timeoutMs, retrySeconds, failuresToOpen, groupName } = monitor
  const labels = [...monitor.labels, monitor.mark]
  await createCheckMonitor(ctx, {
    ...{ projectId, name, spec, paused, intervalSeconds, timeoutMs, retrySeconds, failuresToOpen, groupName, labels },
    uniqueLabel: monitor.mark,
  })
}

const atOnce = 200

/** By what imported monitors are told again: the label of a check, the slug of a heartbeat. */
export async function listMarks(
  ctx: Context,
  projectId: string,
  planned: readonly PlannedMonitor[],
): Promise<Set<string>> {
  const marks = new Set<string>()
  if (planned.some(({ kind }) => kind === 'check')) {
    let cursor: string | undefined
    do {
      const page = await listCheckMonitors(ctx, { projectId, sort: 'name', limit: atOnce, cursor })
      for (const { labels } of page.items) for (const label of labels) marks.add(label)
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
  }
  if (planned.some(({ kind }) => kind === 'heartbeat')) {
    let cursor: string | undefined
    do {
      const page = await listMonitors(ctx, { projectId, limit: atOnce, cursor })
      for (const { slug } of page.items) marks.add(slug)
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
  }
  return marks
}
