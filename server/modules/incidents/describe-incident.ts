import { listNames } from '#modules/users'
import { listProjects } from '#modules/workspaces'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import type { Incident } from './incident.ts'

export type Person = { id: string; name: string }

const people = ['acknowledgedBy', 'mutedBy', 'resolvedBy', 'severitySetBy', 'mergedBy'] as const
type Named = (typeof people)[number]

export type DescribedIncident = Omit<Incident, Named | 'ownerId'> &
  Record<Named, Person | null> & {
    projectName: string
    owner: Person | null
  }

/** Adds the names that the ids stand for. Whoever has left the workspace is "someone who has left". */
export async function describeIncidents(ctx: Context, incidents: readonly Incident[]): Promise<DescribedIncident[]> {
  const projects = ctx.permissions.has('projects.read') ? await listProjects(ctx) : []
  const name = await nameActors(
    ctx,
    incidents.flatMap((incident) => [incident.ownerId, ...people.map((field) => incident[field])]),
  )
  const person = (id: string | null): Person | null => (id === null ? null : name(id))
  return incidents.map(({ ownerId, ...incident }) => ({
    ...incident,
    projectName: projects.find(({ id }) => id === incident.projectId)?.name ?? '',
    owner: person(ownerId),
    acknowledgedBy: person(incident.acknowledgedBy),
    mutedBy: person(incident.mutedBy),
    resolvedBy: person(incident.resolvedBy),
    severitySetBy: person(incident.severitySetBy),
    mergedBy: person(incident.mergedBy),
  }))
}

export async function describeIncident(ctx: Context, incident: Incident): Promise<DescribedIncident> {
  const [described] = await describeIncidents(ctx, [incident])
  if (!described) throw new Error('one incident gives one description')
  return described
}

/** A function from actor id to the person to show. */
export async function nameActors(ctx: Context, ids: readonly (string | null)[]): Promise<(id: string) => Person> {
  const userIds = [...new Set(ids.filter((id) => id?.startsWith('usr_')))].filter((id) => id !== null)
  const users = await inTransaction(ctx, (tx) => listNames(tx, userIds))
  return (id) => {
    if (id === 'system') return { id, name: 'Watchword' }
    if (id.startsWith('key_')) return { id, name: 'an API key' }
    return { id, name: users.find((user) => user.id === id)?.name ?? 'someone who has left' }
  }
}
