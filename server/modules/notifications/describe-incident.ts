import { getIncident } from '#modules/incidents'
import { listProjects } from '#modules/workspaces'
import type { Activity } from '#platform/activity'
import type { Context } from '#platform/context'
import type { AlertKind } from './channel.ts'
import { clip, type Message } from './message.ts'
import { describeWorkspace } from './describe-workspace.ts'

const titleLimit = 500
const nameLimit = 200

/**
 * The message about a change of an incident. What the activity says is how it was when it happened; the rest is how
 * it is now. Throws not_found when the incident is gone.
 */
export async function describeChange(ctx: Context, activity: Activity, kind: AlertKind): Promise<Message> {
  const incident = await getIncident(ctx, activity.subjectId)
  const project = (await listProjects(ctx)).find(({ id }) => id === incident.projectId)
  const { appPath, ...workspace } = await describeWorkspace(ctx)
  const text = (name: string, otherwise: string | null): string | null => {
    const value = activity.data[name] ?? otherwise
    return typeof value === 'string' && value !== '' ? value : null
  }
  const count = activity.data['eventCount']
  return {
    kind,
    at: activity.at.toISOString(),
    ...workspace,
    incident: {
      id: incident.id,
      number: incident.number,
      title: clip(text('title', incident.title) ?? '', titleLimit),
      level: text('level', incident.level) ?? '',
      status: kind === 'incident.resolved' ? 'resolved' : 'open',
      url: `${appPath}/incidents/${incident.id}`,
      eventCount: typeof count === 'number' ? count : incident.eventCount,
      firstSeenAt: incident.firstSeenAt.toISOString(),
      lastSeenAt: incident.lastSeenAt.toISOString(),
      project: { id: incident.projectId, name: project?.name ?? '' },
      environment: clipped(text('environment', incident.environments.at(-1) ?? null)),
      release: clipped(text('release', incident.lastRelease)),
      culprit: clipped(text('culprit', incident.culprit), titleLimit),
    },
  }
}

function clipped(value: string | null, limit = nameLimit): string | null {
  return value === null ? null : clip(value, limit)
}
