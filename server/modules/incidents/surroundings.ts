/** What has to be known beside the incidents when further signals come, asked once for all of a batch. */
import { findReleases, isAfter, type Signal } from '#modules/telemetry'
import type { Tx } from '#platform/context'
import { hourLimit, pastDays, type HourCount } from './escalation.ts'
import type { Surroundings } from './extend.ts'
import { listHours } from './groups/count-repo.ts'
import { hourMs, hourOf, type Incident } from './incident.ts'
import type { IsLater } from './resolution.ts'
import { listRules } from './severity/repo.ts'

/** An incident whose row is locked, and what is to be counted in it. */
export type Locked = { incident: Incident; signals: readonly Signal[] }

export async function surroundings(tx: Tx, locked: readonly Locked[]): Promise<(incident: Incident) => Surroundings> {
  const rules = locked.some(changesSeverity) ? await listRules(tx) : []
  const limits = await listLimits(
    tx,
    locked.map(({ incident }) => incident),
  )
  const isLater = await releaseOrders(tx, locked)
  return (incident) => ({
    rules,
    hourLimit: limits.get(incident.id) ?? null,
    isLater: isLater.get(incident.projectId) ?? (() => true),
  })
}

function changesSeverity({ incident, signals }: Locked): boolean {
  if (incident.severitySetBy !== null) return false
  return signals.some(
    ({ level, environments }) =>
      level !== incident.level || environments.some((name) => !incident.environments.includes(name)),
  )
}

/** Of those in whose hour these are the first events. */
async function listLimits(tx: Tx, incidents: readonly Incident[]): Promise<Map<string, number | null>> {
  const at = tx.now()
  const until = hourOf(at)
  const turning = incidents.filter(({ hourAt }) => hourAt === null || hourAt < until)
  const from = new Date(until.getTime() - pastDays * 24 * hourMs)
  const past = new Map<string, HourCount[]>()
  const ids = turning.map(({ id }) => id)
  for (const { incidentId, hour, count } of await listHours(tx, ids, { from, until })) {
    past.set(incidentId, [...(past.get(incidentId) ?? []), { hour, count }])
  }
  return new Map(turning.map(({ id, openedAt }) => [id, hourLimit(past.get(id) ?? [], openedAt, at)]))
}

/** Asked only of projects where something was resolved, or muted, by a release. */
async function releaseOrders(tx: Tx, locked: readonly Locked[]): Promise<Map<string, IsLater>> {
  const versions = new Map<string, Set<string>>()
  for (const { incident, signals } of locked) {
    const bound = boundOf(incident)
    if (bound === null) continue
    const known = versions.get(incident.projectId) ?? new Set()
    versions.set(incident.projectId, known.add(bound))
    for (const release of signals.flatMap(({ releases }) => releases)) known.add(release)
  }
  const orders = new Map<string, IsLater>()
  for (const [projectId, names] of versions) {
    const releases = await findReleases(tx, projectId, [...names])
    orders.set(projectId, (a, b) => isAfter(a, b, releases))
  }
  return orders
}

/** The release by which it is decided what a further event does. */
function boundOf({ resolvedAt, fixedIn, fixedAfter, mute }: Incident): string | null {
  if (resolvedAt !== null) return fixedIn ?? fixedAfter
  return mute?.until === 'nextRelease' ? mute.after : null
}
