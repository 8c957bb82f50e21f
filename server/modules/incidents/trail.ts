/** The trail: what led to an incident and everything that followed from it, told as steps. */
import type { Activity } from '#platform/activity'

export type TrailStep = {
  id: string
  type: string
  at: Date
  subjectId: string
  /** Id of the step that led to this one; null for the first. */
  causedBy: string | null
  actor: { kind: string; id: string }
  outcome: 'done' | 'waiting' | 'failed' | 'skipped'
  data: Activity['data']
}

const causedByEvents = new Set(['incident.opened', 'incident.regressed'])

/**
 * Activities in their order, each with what caused it before it: what a monitor or an alert rule found is among `causes`,
 * and anything else was an event.
 */
export function trailOf(causes: readonly Activity[], activities: readonly Activity[]): TrailStep[] {
  const steps: TrailStep[] = []
  const seen = new Set<string>()
  const found = new Map(causes.map((cause) => [cause.id, cause]))
  const followed = new Set(activities.map(({ causedBy }) => causedBy))
  for (const activity of activities) {
    const { causedBy } = activity
    const cause = causedBy === null ? undefined : found.get(causedBy)
    if (causedBy !== null && !seen.has(causedBy) && (cause || causedByEvents.has(activity.type))) {
      seen.add(causedBy)
      steps.push(cause ? activityStep({ ...cause, causedBy: null }, true) : eventStep(causedBy, activity))
    }
    steps.push(activityStep(activity, followed.has(activity.id)))
  }
  return steps
}

function eventStep(eventId: string, activity: Activity): TrailStep {
  const { eventReceivedAt: receivedAt } = activity.data
  return {
    id: eventId,
    type: 'event.received',
    at: typeof receivedAt === 'string' ? new Date(receivedAt) : activity.at,
    subjectId: eventId,
    causedBy: null,
    actor: { kind: 'system', id: 'system' },
    outcome: 'done',
    data: { title: activity.data['title'] ?? null },
  }
}

function activityStep(activity: Activity, hasFollowed: boolean): TrailStep {
  const { id, type, at, subjectId, causedBy, actorKind, actorId, data } = activity
  const actor = { kind: actorKind, id: actorId }
  return { id, type, at, subjectId, causedBy, actor, outcome: outcomeOf(activity, hasFollowed), data }
}

/** These only announce what is to come: until something has followed, it is still to come. */
const announcements = new Set(['notification.created', 'subscriberMail.queued'])

function outcomeOf({ type, data }: Activity, hasFollowed: boolean): TrailStep['outcome'] {
  // An attempt failed and there will be another.
  if (data['final'] === false) return 'waiting'
  if (type.endsWith('.failed')) return 'failed'
  if (type.endsWith('.skipped')) return 'skipped'
  return announcements.has(type) && !hasFollowed ? 'waiting' : 'done'
}
