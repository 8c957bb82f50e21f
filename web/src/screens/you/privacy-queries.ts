import { queryOptions } from '@tanstack/react-query'
import { client } from '../../api.ts'
import { exportPollMs, isUnderWay } from '../../exports.ts'

export const exportsQuery = queryOptions({
  queryKey: ['you', 'exports'],
  queryFn: ({ signal }) => client.listUserExports({ signal }),
  refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) ? exportPollMs : false),
})

export const consentsQuery = queryOptions({
  queryKey: ['you', 'consents'],
  queryFn: ({ signal }) => client.listConsents({ signal }),
})

export const requestsQuery = queryOptions({
  queryKey: ['you', 'privacyRequests'],
  queryFn: ({ signal }) => client.listOwnPrivacyRequests({ signal }),
})

export const limitsQuery = queryOptions({
  queryKey: ['you', 'limits'],
  queryFn: ({ signal }) => client.listProcessingLimits({ signal }),
})

export const requestFormQuery = queryOptions({
  queryKey: ['privacyRequestForm'],
  queryFn: ({ signal }) => client.getPrivacyRequestForm({ signal }),
})

export const acceptancesQuery = queryOptions({
  queryKey: ['you', 'acceptances'],
  queryFn: ({ signal }) => client.listPolicyAcceptances({ signal }),
})

/** What it counts changes with everything that happens, so it is asked for anew each time. */
export const closurePlanQuery = queryOptions({
  queryKey: ['you', 'closurePlan'],
  queryFn: ({ signal }) => client.getClosurePlan({ signal }),
  staleTime: 0,
})
