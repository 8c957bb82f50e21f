/** What happened in a range of time, to be marked in graphs: from the modules that own it. */
import { listAlertsWithin, type AlertMark } from '#modules/alerts'
import { listIncidentsWithin, type IncidentMark } from '#modules/incidents'
import { listMaintenancesWithin, type MaintenanceMark } from '#modules/statuspages'
import { listDeploysWithin, type Deploy } from '#modules/telemetry'
import { requirePermission, type Context, type Permission } from '#platform/context'
import { invalidRequest } from '#platform/errors'

/** Of each kind: more lines than that are no marks any more. */
export const maxOfKind = 200
const maxText = 500
const maxRangeMs = 366 * 86_400_000

export type AnnotationKind = 'incident' | 'deploy' | 'maintenance' | 'alert'
export type Annotation = {
  id: string
  kind: AnnotationKind
  at: Date
  /** Null: a moment, or not over. */
  endsAt: Date | null
  title: string
  text: string
  projectId: string | null
  /** In the app, below the workspace; null where there is no page of it. */
  path: string | null
}

export type AnnotationRange = { from: Date; to: Date; projectId?: string | undefined }

/** In the order in which they happened. What whoever asks may not see is left out. Throws invalid_request. */
export async function listAnnotations(
  ctx: Context,
  { from, to, projectId }: AnnotationRange,
): Promise<{ items: Annotation[]; isComplete: boolean }> {
  requirePermission(ctx, 'dashboards.read')
  if (to <= from || to.getTime() - from.getTime() > maxRangeMs) {
    throw invalidRequest('the range must end after it begins, and within a year')
  }
  // One more than is shown says that there are more.
  const range = { from, to, projectId, limit: maxOfKind + 1 }
  const allowed = <T>(permission: Permission, list: () => Promise<T[]>): Promise<T[]> =>
    ctx.permissions.has(permission) ? list() : Promise.resolve([])
  const found = await Promise.all([
    allowed('incidents.read', async () => (await listIncidentsWithin(ctx, range)).map(ofIncident)),
    allowed('incidents.read', async () => (await listDeploysWithin(ctx, range)).map(ofDeploy)),
    allowed('incidents.read', async () => (await listAlertsWithin(ctx, range)).map(ofAlert)),
    // Of a page, and so of no project.
    projectId === undefined
      ? allowed('statuspages.read', async () => (await listMaintenancesWithin(ctx, range)).map(ofMaintenance))
      : [],
  ])
  return {
    items: found.flatMap((ofKind) => ofKind.slice(0, maxOfKind)).toSorted((a, b) => a.at.getTime() - b.at.getTime()),
    isComplete: found.every((ofKind) => ofKind.length <= maxOfKind),
  }
}

function ofIncident({ id, number, title, severity, openedAt, resolvedAt, projectId }: IncidentMark): Annotation {
  const text = resolvedAt ? `${severity}, resolved` : severity
  const about = { title: `#${number} ${title}`, text, projectId, path: `/incidents/${id}` }
  return { id, kind: 'incident', at: openedAt, endsAt: resolvedAt, ...about }
}

function ofDeploy({ id, version, environment, deployedAt, projectId, commits }: Deploy): Annotation {
  const text = commits.length === 0 ? environment : `${environment}, commits: ${commits.length}`
  return { id, kind: 'deploy', at: deployedAt, endsAt: null, title: version, text, projectId, path: null }
}

function ofMaintenance({ id, pageId, title, startsAt, endsAt }: MaintenanceMark): Annotation {
  const path = `/pages/${pageId}/maintenance/${id}`
  return { id, kind: 'maintenance', at: startsAt, endsAt, title, text: 'maintenance', projectId: null, path }
}

/** Its id says which one it was: a rule has an alert for each set of labels, and each may fire again. */
function ofAlert({ ruleId, rule, key, labels, at, endsAt, projectId }: AlertMark): Annotation {
  const own = Object.entries(labels).filter(([name]) => name !== 'alertname')
  const text = own.map(([name, value]) => `${name}=${value}`).join(', ')
  const about = { title: rule, text: text.slice(0, maxText), projectId, path: `/alerts/${ruleId}` }
  return { id: `${ruleId} ${key} ${at.getTime()}`, kind: 'alert', at, endsAt, ...about }
}
