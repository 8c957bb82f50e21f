import { infiniteQueryOptions, queryOptions, type InfiniteData, type QueryClient } from '@tanstack/react-query'
import { clientFor, type Incident, type IncidentDetail, type IncidentPage, type IncidentQuery } from '../../api.ts'

const pageSize = 100
const headSize = 50

/** The rows as they were when the list was opened: what one is reading does not move. */
export const incidentListQuery = (workspace: string, filter: IncidentQuery) =>
  infiniteQueryOptions({
    queryKey: [workspace, 'incidentList', filter],
    queryFn: ({ pageParam, signal }) =>
      clientFor(workspace).listIncidents({ query: { ...filter, limit: pageSize, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    staleTime: 60_000,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })

/** The first rows and the counts as they are now; kept fresh by the stream. */
export const incidentHeadQuery = (workspace: string, filter: IncidentQuery, limit = headSize) =>
  queryOptions({
    queryKey: [workspace, 'incidentHead', filter, limit],
    queryFn: ({ signal }) => clientFor(workspace).listIncidents({ query: { ...filter, limit }, signal }),
    placeholderData: (previous) => previous,
  })

export const incidentQuery = (workspace: string, incidentId: string) =>
  queryOptions({
    queryKey: [workspace, 'incident', incidentId],
    queryFn: ({ signal }) => clientFor(workspace).getIncident({ params: { incidentId }, signal }),
  })

export const eventsQuery = (workspace: string, incidentId: string) =>
  infiniteQueryOptions({
    queryKey: [workspace, 'events', incidentId],
    queryFn: ({ pageParam, signal }) =>
      clientFor(workspace).listIncidentEvents({
        params: { incidentId },
        query: { cursor: pageParam, limit: 50 },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  })

/** `latest` stays the one that was latest when the incident was opened, until one asks for the newer one. */
export const eventQuery = (workspace: string, incidentId: string, eventId: string) =>
  queryOptions({
    queryKey: [workspace, 'event', incidentId, eventId],
    queryFn: ({ signal }) => clientFor(workspace).getIncidentEvent({ params: { incidentId, eventId }, signal }),
    staleTime: eventId === 'latest' ? 10_000 : Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    placeholderData: (previous) => previous,
  })

export const trailQuery = (workspace: string, incidentId: string) =>
  queryOptions({
    queryKey: [workspace, 'trail', incidentId],
    queryFn: ({ signal }) => clientFor(workspace).getIncidentTrail({ params: { incidentId }, signal }),
  })

export const timelineQuery = (workspace: string, incidentId: string) =>
  queryOptions({
    queryKey: [workspace, 'timeline', incidentId],
    queryFn: ({ signal }) => clientFor(workspace).getIncidentTimeline({ params: { incidentId }, signal }),
  })

export const notesQuery = (workspace: string, incidentId: string) =>
  queryOptions({
    queryKey: [workspace, 'notes', incidentId],
    queryFn: ({ signal }) => clientFor(workspace).listIncidentNotes({ params: { incidentId }, signal }),
  })

export const relatedQuery = (workspace: string, incidentId: string) =>
  queryOptions({
    queryKey: [workspace, 'related', incidentId],
    queryFn: ({ signal }) => clientFor(workspace).listRelatedIncidents({ params: { incidentId }, signal }),
    staleTime: 60_000,
  })

export const occurrencesQuery = (workspace: string, incidentId: string) =>
  queryOptions({
    queryKey: [workspace, 'occurrences', incidentId],
    queryFn: ({ signal }) => clientFor(workspace).getIncidentOccurrences({ params: { incidentId }, signal }),
    staleTime: 30_000,
  })

export const attributesQuery = (workspace: string, incidentId: string) =>
  queryOptions({
    queryKey: [workspace, 'attributes', incidentId],
    queryFn: ({ signal }) => clientFor(workspace).getIncidentAttributes({ params: { incidentId }, signal }),
    staleTime: 30_000,
  })

/** Puts an incident into every list and screen that shows it, without moving it. */
export function patchIncident(queryClient: QueryClient, workspace: string, incident: Incident): void {
  const replace = (page: IncidentPage): IncidentPage =>
    page.items.some(({ id }) => id === incident.id)
      ? { ...page, items: page.items.map((item) => (item.id === incident.id ? { ...item, ...incident } : item)) }
      : page
  queryClient.setQueriesData<InfiniteData<IncidentPage>>(
    { queryKey: [workspace, 'incidentList'] },
    (data) => data && { ...data, pages: data.pages.map(replace) },
  )
  queryClient.setQueriesData<IncidentPage>({ queryKey: [workspace, 'incidentHead'] }, (data) => data && replace(data))
  queryClient.setQueryData<IncidentDetail>(
    incidentQuery(workspace, incident.id).queryKey,
    (data) => data && { ...data, ...incident },
  )
}

/** Fetches an incident that is on the screen again. */
export async function refreshIncident(queryClient: QueryClient, workspace: string, incidentId: string): Promise<void> {
  const key = incidentQuery(workspace, incidentId).queryKey
  await queryClient.invalidateQueries({ queryKey: key })
  const listed = queryClient
    .getQueriesData<InfiniteData<IncidentPage>>({ queryKey: [workspace, 'incidentList'], type: 'active' })
    .some(([, data]) => data?.pages.some(({ items }) => items.some(({ id }) => id === incidentId)))
  if (!listed) return
  // Gone or refused: the row stays as it was until the list is read again.
  const incident = await queryClient
    .fetchQuery({ ...incidentQuery(workspace, incidentId), staleTime: 0, retry: false })
    .catch(() => undefined)
  if (incident) patchIncident(queryClient, workspace, incident)
}
