import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { clientFor, type HostSort, type HostState } from '../../api.ts'

/** Agents report every fifteen seconds. */
const pollMs = 15_000
/** While the first host is awaited: people look at it meanwhile. */
const waitingPollMs = 3000

type HostFilter = {
  q: string | undefined
  is: HostState | undefined
  project: string | undefined
  sort: HostSort
}

export const hostsQuery = (workspace: string, { q, is, project, sort }: HostFilter) =>
  infiniteQueryOptions({
    queryKey: [workspace, 'hosts', q ?? '', is ?? '', project ?? '', sort],
    queryFn: ({ pageParam, signal }) =>
      clientFor(workspace).listHosts({
        query: { query: q, state: is, projectId: project, sort, cursor: pageParam, limit: 50 },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: ({ state }) => (state.data?.pages[0]?.items.length === 0 ? waitingPollMs : pollMs),
    placeholderData: (previous) => previous,
  })

export const hostQuery = (workspace: string, hostId: string) =>
  queryOptions({
    queryKey: [workspace, 'host', hostId],
    queryFn: ({ signal }) => clientFor(workspace).getHost({ params: { hostId }, signal }),
    refetchInterval: pollMs,
  })

export const hostGraphsQuery = (workspace: string, hostId: string) =>
  queryOptions({
    queryKey: [workspace, 'hostGraphs', hostId],
    queryFn: ({ signal }) => clientFor(workspace).getHostGraphs({ params: { hostId }, signal }),
    refetchInterval: pollMs,
  })
