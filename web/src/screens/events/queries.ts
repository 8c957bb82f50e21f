import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { clientFor } from '../../api.ts'
import type { Name } from '../../components/query-text.ts'
import type { PresetId } from '../../components/time-range.ts'
import { countedQuery } from '../../counted.ts'
import { questionOf, type Asked } from '../logs/queries.ts'

/** Without a range in the address. */
export const eventsFallback: PresetId = '24h'

const pageSize = 100

/** Names that events always have, with the values that are known. */
export const eventNames: readonly Name[] = [
  { name: 'level', values: ['fatal', 'error', 'warning', 'info', 'debug'] },
  { name: 'kind', values: ['exception', 'message', 'log'] },
  ...['service', 'environment', 'release', 'host', 'route', 'title', 'culprit'].map((name) => ({ name, values: [] })),
  ...['user.id', 'user.email', 'user.name', 'user.ip', 'platform', 'trace', 'id'].map((name) => ({ name, values: [] })),
]

export const foundEventsQuery = (workspace: string, asked: Asked) =>
  infiniteQueryOptions({
    queryKey: [workspace, 'foundEvents', asked],
    queryFn: async ({ pageParam, signal }) => {
      const question = pageParam?.question ?? questionOf(asked, eventsFallback)
      const query = { ...question, cursor: pageParam?.cursor, limit: pageSize }
      return { ...(await clientFor(workspace).searchEvents({ query, signal })), question }
    },
    initialPageParam: undefined as { cursor: string; question: ReturnType<typeof questionOf> } | undefined,
    getNextPageParam: ({ nextCursor, question }) =>
      nextCursor === null ? undefined : { cursor: nextCursor, question },
    staleTime: 60_000,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })

export const eventCountsQuery = (workspace: string, asked: Asked) =>
  countedQuery(
    [workspace, 'eventCounts', asked],
    () => questionOf(asked, eventsFallback),
    (query, signal) => clientFor(workspace).countFoundEvents({ query, signal }),
  )

const namesRangeMs = 30 * 86_400_000

/** For completing a query; not worth an error. */
export const eventNamesQuery = (workspace: string, projectId: string | undefined) =>
  queryOptions({
    queryKey: [workspace, 'eventNames', projectId],
    queryFn: ({ signal }) =>
      clientFor(workspace).listEventNames({
        query: { projectId, from: new Date(Date.now() - namesRangeMs).toISOString() },
        signal,
      }),
    staleTime: 5 * 60_000,
    placeholderData: keepPreviousData,
    retry: false,
  })
