/** What the merging, grouping and comparing of incidents asks for. */
import { queryOptions } from '@tanstack/react-query'
import { clientFor } from '../../api.ts'

/** Below the incident's own key: what makes that old makes this old. */
export const whyQuery = (workspace: string, incidentId: string) =>
  queryOptions({
    queryKey: [workspace, 'incident', incidentId, 'why'],
    queryFn: ({ signal }) => clientFor(workspace).getIncidentWhy({ params: { incidentId }, signal }),
  })

const foundAtOnce = 20

/** Others of the same project whose title, place, notes or number match; the last seen ones without a query. */
export const candidatesQuery = (workspace: string, projectId: string, query: string) =>
  queryOptions({
    queryKey: [workspace, 'mergeCandidates', projectId, query],
    queryFn: ({ signal }) =>
      clientFor(workspace).listIncidents({
        query: { projectId, limit: foundAtOnce, ...(query !== '' && { query }) },
        signal,
      }),
    placeholderData: (previous) => previous,
  })

/** First seen last first, to be marked in the chart. */
export const newReleasesQuery = (workspace: string, projectId: string) =>
  queryOptions({
    queryKey: [workspace, 'newReleases', projectId],
    queryFn: ({ signal }) => clientFor(workspace).listReleases({ query: { projectId, limit: 20 }, signal }),
    staleTime: 5 * 60_000,
  })

/** The newest event of an incident, of which only the id is needed. */
export const newestEventQuery = (workspace: string, incidentId: string) =>
  queryOptions({
    queryKey: [workspace, 'newestEvent', incidentId],
    queryFn: ({ signal }) =>
      clientFor(workspace).getIncidentEvent({ params: { incidentId, eventId: 'latest' }, signal }),
  })

/** Why the newest events of two incidents have different keys. */
export const comparisonQuery = (workspace: string, projectId: string, first: string, second: string) =>
  queryOptions({
    queryKey: [workspace, 'groupingComparison', projectId, first, second],
    queryFn: ({ signal }) =>
      clientFor(workspace).compareEventGroupings({ params: { projectId }, query: { first, second }, signal }),
    staleTime: Infinity,
  })
