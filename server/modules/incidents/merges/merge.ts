/** What may be put together and taken apart. Pure. */
import { AppError, conflict } from '#platform/errors'
import { openAgain, type Incident } from '../incident.ts'
import { totalsOf, type Group } from '../groups/totals.ts'

export const maxMergedAtOnce = 50
/** A merge of merges of merges: what one incident may be made of. */
export const maxGroups = 1_000

/** Throws unless `sources` may become part of `target`. */
export function checkMerge(target: Incident, sources: readonly Incident[]): void {
  if (sources.some(({ id }) => id === target.id)) {
    throw new AppError('unprocessable', 'an incident cannot be merged into itself')
  }
  if (sources.some(({ projectId }) => projectId !== target.projectId)) {
    throw new AppError('unprocessable', 'only incidents of one project can be merged')
  }
  const alive = sources.find(({ status }) => status !== 'resolved')
  if (target.status === 'resolved' && alive) {
    throw conflict(`incident ${alive.number} is ${alive.status}, and would vanish in a resolved one: reopen that first`)
  }
}

/**
 * The incident as what its groups have counted; what people did to it stays. What is usual in an hour is asked anew with
 * the next event, for all of its groups.
 */
export function withTotals(incident: Incident, groups: readonly Group[]): Incident {
  return { ...incident, ...totalsOf(groups), hourAt: null, hourCount: 0, hourLimit: null }
}

/**
 * An incident whose groups come back to it: as it was when it was merged, but open if something happened since its
 * resolution.
 */
export function revive(incident: Incident, groups: readonly Group[]): Incident {
  const back = { ...withTotals(incident, groups), mergedInto: null, mergedAt: null, mergedBy: null }
  const isFixed = back.resolvedAt === null || back.lastSeenAt <= back.resolvedAt
  return isFixed ? back : { ...back, ...openAgain }
}

export type Unmerge = {
  /** Home incident → its groups, which return to it. */
  returning: Map<string, Group[]>
  /** These have no home but this one: a new incident gets them. */
  split: Group[]
  staying: Group[]
}

/**
 * Which groups go where when `keys` leave the incident. `homes` are the incidents that the groups came from, if they are
 * free to take them back: merged into this one, or nobody's part.
 */
export function planUnmerge(
  incident: Incident,
  groups: readonly Group[],
  keys: readonly string[],
  homes: readonly Incident[],
): Unmerge {
  const unknown = keys.find((key) => !groups.some((group) => group.key === key))
  if (unknown !== undefined) throw new AppError('unprocessable', `the incident has no group with the key ${unknown}`)
  const leaving = groups.filter(({ key }) => keys.includes(key))
  const staying = groups.filter(({ key }) => !keys.includes(key))
  if (staying.length === 0) throw new AppError('unprocessable', 'one group has to stay with the incident')
  const free = new Set(
    homes
      .filter(({ id, mergedInto }) => id !== incident.id && (mergedInto === null || mergedInto === incident.id))
      .map(({ id }) => id),
  )
  const returning = new Map<string, Group[]>()
  for (const group of leaving.filter(({ homeIncidentId }) => free.has(homeIncidentId))) {
    returning.set(group.homeIncidentId, [...(returning.get(group.homeIncidentId) ?? []), group])
  }
  return { returning, split: leaving.filter(({ homeIncidentId }) => !free.has(homeIncidentId)), staying }
}
