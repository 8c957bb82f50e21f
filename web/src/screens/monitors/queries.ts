import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { clientFor, type MonitorCondition } from '../../api.ts'
import { pagedQuery } from '../../paging.ts'

/** The stream tells of failures and recoveries; what went well is looked for. */
const pollMs = 15_000
/** While the first check-in is awaited: people look at it meanwhile. */
const waitingPollMs = 3000

export type MonitorFilter = { q: string | undefined; is: MonitorCondition | undefined }

export const monitorsQuery = (workspace: string, { q, is }: MonitorFilter) =>
  infiniteQueryOptions({
    queryKey: [workspace, 'monitors', q ?? '', is ?? ''],
    queryFn: ({ pageParam, signal }) =>
      clientFor(workspace).listMonitors({ query: { query: q, condition: is, cursor: pageParam, limit: 50 }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: ({ state }) => (state.data?.pages[0]?.items.length === 0 ? waitingPollMs : pollMs),
    placeholderData: (previous) => previous,
  })

export const monitorQuery = (workspace: string, monitorId: string) =>
  queryOptions({
    queryKey: [workspace, 'monitor', monitorId],
    queryFn: ({ signal }) => clientFor(workspace).getMonitor({ params: { monitorId }, signal }),
    refetchInterval: ({ state }) => (state.data?.recent.length === 0 ? waitingPollMs : pollMs),
  })

/** Among what is read of pages: it is read again when a component changes. */
export const shownOnQuery = (workspace: string, monitorId: string) =>
  queryOptions({
    queryKey: [workspace, 'pages', 'shownOn', monitorId],
    queryFn: ({ signal }) => clientFor(workspace).listComponentsOfMonitor({ params: { monitorId }, signal }),
  })

/** Its key has the newest check-in in it, so that a new one fetches the list again. */
export const checkInsQuery = (
  workspace: string,
  { monitorId, environment, newest }: { monitorId: string; environment: string | undefined; newest: string },
) => ({
  ...pagedQuery([workspace, 'checkIns', monitorId, environment ?? '', newest], (cursor, signal) =>
    clientFor(workspace).listCheckIns({ params: { monitorId }, query: { environment, cursor, limit: 50 }, signal }),
  ),
})
