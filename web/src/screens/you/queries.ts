import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { client } from '../../api.ts'

export const factorsQuery = queryOptions({
  queryKey: ['you', 'factors'],
  queryFn: ({ signal }) => client.getFactors({ signal }),
})

export const sessionsQuery = queryOptions({
  queryKey: ['you', 'sessions'],
  queryFn: ({ signal }) => client.listSessions({ signal }),
})

/** Newest first. */
export const activityQuery = infiniteQueryOptions({
  queryKey: ['you', 'activity'],
  queryFn: ({ pageParam, signal }) => client.listUserActivities({ query: { cursor: pageParam, limit: 30 }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
})
