import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { staffClient } from '../../staff-api.ts'
import { paged, still } from './queries.ts'

const limit = 30

export const policyQuery = queryOptions({
  ...still,
  queryKey: ['staff', 'policy'],
  queryFn: ({ signal }) => staffClient.getStaffPolicy({ signal }),
})

export const requestsQuery = infiniteQueryOptions({
  ...paged,
  queryKey: ['staff', 'requests'],
  queryFn: ({ pageParam, signal }) => staffClient.listPrivacyRequests({ query: { cursor: pageParam, limit }, signal }),
})

export const requestQuery = (requestId: string) =>
  queryOptions({
    ...still,
    queryKey: ['staff', 'requests', requestId],
    queryFn: ({ signal }) => staffClient.getPrivacyRequest({ params: { requestId }, signal }),
  })

export const figuresQuery = queryOptions({
  ...still,
  queryKey: ['staff', 'requests', 'figures'],
  queryFn: ({ signal }) => staffClient.getPrivacyFigures({ signal }),
})

export const runsQuery = infiniteQueryOptions({
  ...paged,
  queryKey: ['staff', 'runs'],
  queryFn: ({ pageParam, signal }) => staffClient.listRetentionRuns({ query: { cursor: pageParam, limit }, signal }),
})

export const holdsQuery = infiniteQueryOptions({
  ...paged,
  queryKey: ['staff', 'holds'],
  queryFn: ({ pageParam, signal }) => staffClient.listLegalHolds({ query: { cursor: pageParam, limit }, signal }),
})

export const legalRequestsQuery = infiniteQueryOptions({
  ...paged,
  queryKey: ['staff', 'legalRequests'],
  queryFn: ({ pageParam, signal }) => staffClient.listLegalRequests({ query: { cursor: pageParam, limit }, signal }),
})

export const processorsQuery = queryOptions({
  ...still,
  queryKey: ['staff', 'processors'],
  queryFn: ({ signal }) => staffClient.listStaffProcessors({ signal }),
})

export const refusalsQuery = queryOptions({
  ...still,
  queryKey: ['staff', 'refusals'],
  queryFn: ({ signal }) => staffClient.listEgressRefusals({ signal }),
})

export const noticesQuery = queryOptions({
  ...still,
  queryKey: ['staff', 'notices'],
  queryFn: ({ signal }) => staffClient.listProcessorNotices({ signal }),
})

export const recordsQuery = queryOptions({
  ...still,
  queryKey: ['staff', 'records'],
  queryFn: ({ signal }) => staffClient.listRecords({ signal }),
})

const shownMs = 29 * 86_400_000

/** The last thirty days, today among them. */
export const analyticsQuery = queryOptions({
  ...still,
  queryKey: ['staff', 'analytics'],
  queryFn: ({ signal }) => {
    const day = (at: number): string => new Date(at).toISOString().slice(0, 10)
    return staffClient.getSiteStatistics({ query: { from: day(Date.now() - shownMs), to: day(Date.now()) }, signal })
  },
})
