import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import {
  staffClient,
  type GetBreachResult,
  type ListAbuseSignalsResult,
  type ListAllWorkspacesResult,
  type ListBreachesResult,
  type ListMinorReportsResult,
  type ListStaffGrantsResult,
  type ListSuspendedPagesResult,
} from '../../staff-api.ts'

export type ListedWorkspace = ListAllWorkspacesResult['items'][number]
export type Grant = ListStaffGrantsResult['items'][number]
export type ListedBreach = ListBreachesResult['items'][number]
export type Breach = GetBreachResult
export type MinorReport = ListMinorReportsResult['items'][number]
export type SuspendedPage = ListSuspendedPagesResult['items'][number]
export type AbuseSignal = ListAbuseSignalsResult['items'][number]

/** Nothing is asked for again by itself: each answer needs a factor that was proved just now. */
export const still = {
  staleTime: Infinity,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
  retry: false,
} as const
export const paged = {
  ...still,
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ nextCursor }: { nextCursor: string | null }) => nextCursor ?? undefined,
}

export const allWorkspacesQuery = infiniteQueryOptions({
  ...paged,
  queryKey: ['staff', 'workspaces'],
  queryFn: ({ pageParam, signal }) =>
    staffClient.listAllWorkspaces({ query: { cursor: pageParam, limit: 100 }, signal }),
})

/** Everybody's, newest first. */
export const grantsQuery = infiniteQueryOptions({
  ...paged,
  queryKey: ['staff', 'grants'],
  queryFn: ({ pageParam, signal }) => staffClient.listStaffGrants({ query: { cursor: pageParam, limit: 30 }, signal }),
})

export const breachesQuery = infiniteQueryOptions({
  ...paged,
  queryKey: ['staff', 'breaches'],
  queryFn: ({ pageParam, signal }) => staffClient.listBreaches({ query: { cursor: pageParam, limit: 30 }, signal }),
})

export const breachQuery = (breachId: string) =>
  queryOptions({
    ...still,
    queryKey: ['staff', 'breaches', breachId],
    queryFn: ({ signal }) => staffClient.getBreach({ params: { breachId }, signal }),
  })

export const suspendedPagesQuery = queryOptions({
  ...still,
  queryKey: ['staff', 'suspendedPages'],
  queryFn: ({ signal }) => staffClient.listSuspendedPages({ signal }),
})

export const reportsQuery = infiniteQueryOptions({
  ...paged,
  queryKey: ['staff', 'reports'],
  queryFn: ({ pageParam, signal }) => staffClient.listMinorReports({ query: { cursor: pageParam, limit: 30 }, signal }),
})

export const signalsQuery = infiniteQueryOptions({
  ...paged,
  queryKey: ['staff', 'signals'],
  queryFn: ({ pageParam, signal }) => staffClient.listAbuseSignals({ query: { cursor: pageParam, limit: 30 }, signal }),
})
