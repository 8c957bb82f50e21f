import {
  countUsers,
  findEvent,
  findNeighbours,
  listEvents,
  type EventScope,
  type EventSummary,
  type StoredEvent,
} from '#modules/telemetry'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { invalidRequest, notFound } from '#platform/errors'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import { findEventOfRelease } from './columns.ts'
import { listKeysOf } from './groups/repo.ts'
import * as repo from './repo.ts'

/** The events of an incident, newest first. */
export async function listIncidentEvents(
  ctx: Context,
  incidentId: string,
  page: PageQuery,
): Promise<{ items: EventSummary[]; nextCursor: string | null }> {
  requirePermission(ctx, 'incidents.read')
  const [at, id] = decodeCursor(page.cursor, 2)
  const after = at !== undefined && id !== undefined ? { occurredAt: new Date(at), id } : undefined
  if (after && Number.isNaN(after.occurredAt.getTime())) throw invalidRequest('cursor: not valid')
  const found = await listEvents(ctx, await scopeOf(ctx, incidentId), { after, limit: page.limit + 1 })
  const items = found.slice(0, page.limit)
  const last = found.length > page.limit ? items.at(-1) : undefined
  return { items, nextCursor: last ? encodeCursor([last.occurredAt.toISOString(), last.id]) : null }
}

/** One event in full. `eventId` may be `latest` or `first`, also of one release. */
export async function getIncidentEvent(
  ctx: Context,
  incidentId: string,
  eventId: string,
  release?: string,
): Promise<StoredEvent & { previousId: string | null; nextId: string | null }> {
  requirePermission(ctx, 'incidents.read')
  const scope = await scopeOf(ctx, incidentId)
  const end = eventId === 'latest' || eventId === 'first' ? eventId : undefined
  const wanted = release !== undefined && end ? await findEventOfRelease(ctx, scope, { release, end }) : eventId
  const event = wanted === undefined ? undefined : await findEvent(ctx, scope, wanted)
  if (!event) throw notFound('event')
  return { ...event, ...(await findNeighbours(ctx, scope, event)) }
}

/** How many different people were hit. */
export async function countIncidentUsers(ctx: Context, incidentId: string): Promise<number> {
  requirePermission(ctx, 'incidents.read')
  return countUsers(ctx, await scopeOf(ctx, incidentId))
}

/** Throws not_found. Of one that was merged: no events, they are the other one's. */
export async function scopeOf(ctx: Context, incidentId: string): Promise<EventScope> {
  return inTransaction(ctx, async (tx) => {
    const incident = await repo.findIncident(tx, incidentId)
    if (!incident) throw notFound('incident')
    return { projectId: incident.projectId, keys: await listKeysOf(tx, incidentId) }
  })
}
