/**
 * What happened, as `noun.pastTense`, recorded in the transaction that made it happen. An activity feeds timelines,
 * wakes the subscriptions of other modules (as jobs written in the same transaction), and carries its cause, so that
 * the chain from an event to the last mail can be walked.
 */
import { z } from 'zod'
import { inTransaction, sql, type JsonValue } from '#platform/database'
import type { Context, Tx } from './context.ts'
import { newId } from './ids.ts'
import { defineJob, enqueue, type Job } from './jobs.ts'
import type { Use } from './uses.ts'

export type ActivityType = `${string}.${string}`

export type Activity = {
  id: string
  workspaceId: string
  type: ActivityType
  /** The id of what it happened to. */
  subjectId: string
  /** The activity, or the event, that led to this one; null when a person began it. */
  causedBy: string | null
  actorKind: 'user' | 'apiKey' | 'ingestKey' | 'system'
  actorId: string
  /** Small facts for people; ids and names of things, never payloads. */
  data: Record<string, JsonValue>
  at: Date
}

declare module '#platform/database' {
  interface Tables {
    activities: Activity
  }
}

export type NewActivity = {
  subjectId: string
  causedBy?: string | null
  data?: Record<string, JsonValue>
}

/** Which jobs wake for which type; made by `collectSubscriptions` at the start. */
export type Subscriptions = ReadonlyMap<ActivityType, readonly Job<SubscriptionInput>[]>

const subscriptionInput = z.object({ activityId: z.string() })
type SubscriptionInput = z.infer<typeof subscriptionInput>

export type Subscription = { on: readonly ActivityType[]; job: Job<SubscriptionInput> }

/** Channel of `NOTIFY` on which each recorded activity is announced as `<workspaceId> <activity id> <type> <subject id>`. */
export const activityChannel = 'watchword_activity'

/** Writes the activity and wakes its subscribers; both are there after the commit, or neither. */
export async function recordActivity(tx: Tx, type: ActivityType, input: NewActivity): Promise<Activity> {
  const at = tx.now()
  const activity: Activity = {
    id: newId('act', at),
    workspaceId: tx.workspaceId,
    type,
    subjectId: input.subjectId,
    causedBy: input.causedBy ?? null,
    actorKind: tx.actor.kind,
    actorId: tx.actor.id,
    data: input.data ?? {},
    at,
  }
  await tx.db
    .insertInto('activities')
    .values({ ...activity, data: sql`${JSON.stringify(activity.data)}::jsonb` })
    .execute()
  await sql`select pg_notify(${activityChannel}, ${`${tx.workspaceId} ${activity.id} ${type} ${input.subjectId}`})`.execute(
    tx.db,
  )
  for (const job of tx.subscriptions.get(type) ?? []) await enqueue(tx, job, { activityId: activity.id })
  return activity
}

/** A module's interest in another's activities. `handle` runs as a job: at least once, so it must be idempotent. */
export function subscription(
  options: Use & {
    name: string
    on: readonly ActivityType[]
    handle: (ctx: Context, activity: Activity) => Promise<void>
  },
): Subscription {
  const { name, purpose, reads } = options
  const job = defineJob({
    name,
    purpose,
    reads,
    input: subscriptionInput,
    handle: async (ctx, { activityId }) => {
      const activity = await inTransaction(ctx, (tx) => findActivity(tx, activityId))
      // Gone when the workspace was deleted in between: nothing is left to tell.
      if (activity) await options.handle(ctx, activity)
    },
  })
  return { on: options.on, job }
}

export function collectSubscriptions(all: readonly Subscription[]): Subscriptions {
  const byType = new Map<ActivityType, Job<SubscriptionInput>[]>()
  for (const { on, job } of all) {
    for (const type of on) byType.set(type, [...(byType.get(type) ?? []), job])
  }
  return byType
}

export async function findActivity(tx: Tx, id: string): Promise<Activity | undefined> {
  return tx.db
    .selectFrom('activities')
    .selectAll()
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** What led to any of these and is not among them, oldest first. A cause that is no activity, as an event, is none of them. */
export async function listCauses(tx: Tx, activities: readonly Activity[]): Promise<Activity[]> {
  const known = new Set(activities.map(({ id }) => id))
  const causes = new Set(activities.flatMap(({ causedBy }) => causedBy ?? []).filter((id) => !known.has(id)))
  if (causes.size === 0) return []
  return tx.db
    .selectFrom('activities')
    .selectAll()
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', 'in', [...causes])
    .orderBy('at')
    .orderBy('id')
    .execute()
}

const timelineLimit = 200

/** What happened to one thing, newest first. */
export async function listActivities(tx: Tx, subjectId: string): Promise<Activity[]> {
  return tx.db
    .selectFrom('activities')
    .selectAll()
    .where('workspaceId', '=', tx.workspaceId)
    .where('subjectId', '=', subjectId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(timelineLimit)
    .execute()
}

/** What happened to anything from `from` on and before `to`, of these types, oldest first. */
export async function listActivitiesBetween(
  tx: Tx,
  types: readonly ActivityType[],
  { from, to }: { from: Date; to: Date },
): Promise<Activity[]> {
  return tx.db
    .selectFrom('activities')
    .selectAll()
    .where('workspaceId', '=', tx.workspaceId)
    .where('type', 'in', types)
    .where('at', '>=', from)
    .where('at', '<', to)
    .orderBy('at')
    .limit(timelineLimit)
    .execute()
}

const chainLimit = 1_000
const chainDepth = 20

/**
 * Everything that followed from what happened to `subjectId`, oldest first: its own activities, what they caused, and
 * so on. At most 1,000 activities and 20 steps deep.
 */
export async function listConsequences(tx: Tx, subjectId: string): Promise<Activity[]> {
  const chain = await sql<Activity>`
    with recursive chain as (
      select a.*, 0 as depth from activities a
      where a.workspace_id = ${tx.workspaceId} and a.subject_id = ${subjectId}
      union
      select a.*, chain.depth + 1 from activities a
      join chain on a.caused_by = chain.id
      where a.workspace_id = ${tx.workspaceId} and chain.depth < ${chainDepth}
    )
    select distinct on (at, id) id, workspace_id, type, subject_id, caused_by, actor_kind, actor_id, data, at
    from chain order by at, id limit ${chainLimit}`.execute(tx.db)
  return chain.rows
}
