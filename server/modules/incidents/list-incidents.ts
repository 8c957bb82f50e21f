import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import { invalidRequest, notFound } from '#platform/errors'
import type { When } from './filter.ts'
import type { Incident, IncidentStatus } from './incident.ts'
import * as lists from './list-repo.ts'
import * as repo from './repo.ts'

export type IncidentPage = {
  items: Incident[]
  nextCursor: string | null
  /** Of all that match the filter but for the status. */
  counts: Record<IncidentStatus, number>
}

/** As it is asked: by whoever asks, and whenever. */
type AskedFilter = Omit<lists.IncidentFilter, lists.TimeName> & AskedTimes
type AskedTimes = Partial<Record<lists.TimeName, When | undefined>>

export async function listIncidents(
  ctx: Context,
  input: AskedFilter & PageQuery & { sort: lists.Sort },
): Promise<IncidentPage> {
  requirePermission(ctx, 'incidents.read')
  const { sort, cursor, limit, ...asked } = input
  const owner = asked.owner === 'me' ? ctx.actor.id : asked.owner
  const filter = { ...asked, ...timesAsOf(ctx.now(), asked), owner }
  const [value, id] = decodeCursor(cursor, 2)
  const after = value !== undefined && id !== undefined ? { value: checked(value, sort), id } : undefined
  return inTransaction(ctx, async (tx) => {
    const found = await lists.list(tx, filter, { sort, after, limit })
    const items = found.slice(0, limit)
    const last = items.at(-1)
    const more = found.length > limit && last !== undefined
    return {
      items,
      nextCursor: more ? encodeCursor([sortValue(last, sort), last.id]) : null,
      counts: await lists.countByStatus(tx, filter),
    }
  })
}

/** Throws not_found for another workspace's incident, in the same words as for none. */
export async function getIncident(ctx: Context, id: string): Promise<Incident> {
  requirePermission(ctx, 'incidents.read')
  const incident = await inTransaction(ctx, (tx) => repo.findIncident(tx, id))
  if (!incident) throw notFound('incident')
  return incident
}

function timesAsOf(now: Date, asked: AskedTimes) {
  const times = lists.timeNames.map((name) => {
    const time = asked[name]
    return [name, time && !(time instanceof Date) ? new Date(now.getTime() - time.agoMs) : time]
  })
  // Each name has one.
  return Object.fromEntries(times) as Record<lists.TimeName, Date | undefined>
}

function checked(value: string, sort: lists.Sort): string {
  const valid = sort === 'events' ? Number.isInteger(Number(value)) : !Number.isNaN(Date.parse(value))
  if (!valid) throw invalidRequest('cursor: not one that this list gave in this order')
  return value
}

function sortValue(incident: Incident, sort: lists.Sort): string {
  const value = incident[lists.sortColumns[sort]]
  return value instanceof Date ? value.toISOString() : String(value)
}
