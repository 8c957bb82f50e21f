import { queryOptions } from '@tanstack/react-query'
import { clientFor } from '../../api.ts'
import { pagedQuery } from '../../paging.ts'
import type { releaseRanges } from '../../tabs.ts'

export type RangeId = (typeof releaseRanges)[number]

export const ranges: Record<RangeId, { words: string; lengthMs: number }> = {
  '24h': { words: 'Last 24 hours', lengthMs: 24 * 3_600_000 },
  '7d': { words: 'Last 7 days', lengthMs: 7 * 24 * 3_600_000 },
  '30d': { words: 'Last 30 days', lengthMs: 30 * 24 * 3_600_000 },
}

/** Of which project and environment, and over which time. */
export type Scope = { projectId: string; environment: string | undefined; range: RangeId }

function bounds(range: RangeId): { from: string; to: string } {
  const to = new Date()
  return { from: new Date(to.getTime() - ranges[range].lengthMs).toISOString(), to: to.toISOString() }
}

/** `environments` stands in every page and is that of the first. */
export const releasesQuery = (workspace: string, { projectId, environment, range }: Scope) =>
  pagedQuery([workspace, 'releases', projectId, environment ?? '', range], (cursor, signal) =>
    clientFor(workspace).listReleases({
      query: { projectId, environment, ...bounds(range), cursor, limit: 50 },
      signal,
    }),
  )

/** For choosing one: the newest, without their health in view. */
export const releaseChoicesQuery = (workspace: string, projectId: string) =>
  queryOptions({
    queryKey: [workspace, 'releaseChoices', projectId],
    queryFn: ({ signal }) => clientFor(workspace).listReleases({ query: { projectId, limit: 100 }, signal }),
    staleTime: 60_000,
  })

/** Also which environments the project has. */
export const environmentsQuery = (workspace: string, { projectId, range }: Omit<Scope, 'environment'>) =>
  queryOptions({
    queryKey: [workspace, 'releaseEnvironments', projectId, range],
    queryFn: async ({ signal }) =>
      (await clientFor(workspace).listReleases({ query: { projectId, ...bounds(range), limit: 1 }, signal }))
        .environments,
    staleTime: 60_000,
  })

export const newIncidentsQuery = (workspace: string, { projectId, environment }: Omit<Scope, 'range'>) =>
  queryOptions({
    queryKey: [workspace, 'releaseIncidentCounts', projectId, environment ?? ''],
    queryFn: async ({ signal }) => {
      const { items } = await clientFor(workspace).countReleaseIncidents({ query: { projectId, environment }, signal })
      return new Map(items.map(({ version, newIncidents }) => [version, newIncidents]))
    },
  })

export const releaseQuery = (workspace: string, projectId: string, version: string) =>
  queryOptions({
    queryKey: [workspace, 'release', projectId, version],
    queryFn: ({ signal }) => clientFor(workspace).getRelease({ params: { version }, query: { projectId }, signal }),
  })

/** With the range that it was counted over. */
export const healthQuery = (workspace: string, { projectId, environment, range }: Scope, version: string) =>
  queryOptions({
    queryKey: [workspace, 'releaseHealth', projectId, version, environment ?? '', range],
    queryFn: async ({ signal }) => {
      const asked = bounds(range)
      const health = await clientFor(workspace).getReleaseHealth({
        params: { version },
        query: { projectId, environment, ...asked },
        signal,
      })
      return { ...health, from: new Date(asked.from), to: new Date(asked.to) }
    },
  })

export const releaseIncidentsQuery = (
  workspace: string,
  { projectId, environment }: Omit<Scope, 'range'>,
  version: string,
) =>
  queryOptions({
    queryKey: [workspace, 'releaseIncidents', projectId, version, environment ?? ''],
    queryFn: ({ signal }) =>
      clientFor(workspace).listReleaseIncidents({ params: { version }, query: { projectId, environment }, signal }),
  })
