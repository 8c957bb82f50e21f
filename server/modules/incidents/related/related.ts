import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { notFound } from '#platform/errors'
import { listSharedHosts, listSharedTraces, type SharedKey } from '../columns.ts'
import { listKeys, listKeysOf } from '../groups/repo.ts'
import { hourMs, type Incident } from '../incident.ts'
import * as repo from '../repo.ts'
import { listBegunBetween, listBegunIn } from './repo.ts'

export const relations = ['trace', 'host', 'minute', 'release'] as const

/** `value`: the trace, host or release, or how many minutes apart; `count`: events that share it, 0 where none is asked. */
export type Relation = { kind: (typeof relations)[number]; value: string; count: number }
export type Related = { incident: Incident; relations: Relation[] }

const maxRelated = 20
/** Begun within so many minutes of each other. */
export const nearMinutes = 5
/** How far back from its last event traces and hosts are compared. */
const lookBackHours = 24

/** A trace says the most; that something began in the same release says the least. */
const weight: Record<Relation['kind'], number> = { trace: 8, host: 4, minute: 2, release: 1 }

/**
 * Other incidents of the project that may have to do with this one: an event in the same trace, on the same host in the
 * last day of it, begun in the same minutes, or in the same release. A suggestion; nothing follows from it.
 */
export async function listRelatedIncidents(ctx: Context, id: string): Promise<Related[]> {
  requirePermission(ctx, 'incidents.read')
  const { incident, keys } = await inTransaction(ctx, async (tx) => {
    const found = await repo.findIncident(tx, id)
    if (!found) throw notFound('incident')
    return { incident: found, keys: await listKeysOf(tx, id) }
  })
  const { projectId, lastSeenAt } = incident
  const scope = { projectId, keys }
  const since = new Date(lastSeenAt.getTime() - lookBackHours * hourMs)
  const until = new Date(lastSeenAt.getTime() + 1)
  const [traces, hosts] = await Promise.all([
    listSharedTraces(ctx, scope, { since, until }),
    listSharedHosts(ctx, scope, { since, until }),
  ])
  return inTransaction(ctx, async (tx) => {
    const found = new Map<string, Relation[]>()
    const add = (other: string, relation: Relation): void => {
      const known = found.get(other) ?? []
      if (other !== id && !known.some(({ kind }) => kind === relation.kind)) found.set(other, [...known, relation])
    }
    const shared = [...traces, ...hosts].map(({ key }) => ({ projectId, key }))
    const groups = new Map((await listKeys(tx, shared)).map((group) => [group.key, group.incidentId]))
    const addShared = (kind: 'trace' | 'host', rows: readonly SharedKey[]): void => {
      for (const { key, value, count } of rows) {
        const other = groups.get(key)
        if (other !== undefined) add(other, { kind, value, count })
      }
    }
    addShared('trace', traces)
    addShared('host', hosts)
    for (const other of await listBegunBetween(tx, incident, nearMinutes)) {
      const minutes = Math.abs(other.firstSeenAt.getTime() - incident.firstSeenAt.getTime()) / 60_000
      add(other.id, { kind: 'minute', value: String(Math.floor(minutes)), count: 0 })
    }
    const { firstRelease } = incident
    const sameRelease = firstRelease === null ? [] : await listBegunIn(tx, incident, firstRelease)
    for (const other of sameRelease) add(other, { kind: 'release', value: firstRelease ?? '', count: 0 })
    return rank(await repo.listByIds(tx, [...found.keys()]), found)
  })
}

function rank(incidents: readonly Incident[], found: ReadonlyMap<string, Relation[]>): Related[] {
  const score = ({ relations }: Related): number => relations.reduce((sum, { kind }) => sum + weight[kind], 0)
  return incidents
    .filter(({ mergedInto }) => mergedInto === null)
    .map((incident) => ({ incident, relations: found.get(incident.id) ?? [] }))
    .sort((a, b) => score(b) - score(a) || b.incident.number - a.incident.number)
    .slice(0, maxRelated)
}
