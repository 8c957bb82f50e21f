import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { clientFor, type SubscriberChannel, type SubscriberDeliveryState, type SubscriberState } from '../../../api.ts'

export type SubscriberFilter = {
  search?: string | undefined
  state?: SubscriberState | undefined
  channel?: SubscriberChannel | undefined
}

export const subscribersQuery = (workspace: string, pageId: string, filter: SubscriberFilter) =>
  infiniteQueryOptions({
    queryKey: [workspace, 'pages', pageId, 'subscribers', filter],
    queryFn: ({ pageParam, signal }) =>
      clientFor(workspace).listSubscribers({ params: { pageId }, query: { cursor: pageParam, ...filter }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  })

export const subscriberSettingsQuery = (workspace: string, pageId: string) =>
  queryOptions({
    queryKey: [workspace, 'pages', pageId, 'subscriberSettings'],
    queryFn: ({ signal }) => clientFor(workspace).getSubscriberSettings({ params: { pageId }, signal }),
  })

export const deliveriesQuery = (workspace: string, updateId: string, state: SubscriberDeliveryState | undefined) =>
  infiniteQueryOptions({
    queryKey: [workspace, 'pages', 'deliveries', updateId, state ?? 'all'],
    queryFn: ({ pageParam, signal }) =>
      clientFor(workspace).listUpdateDeliveries({ params: { updateId }, query: { cursor: pageParam, state }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    // What waits is on its way: it is worth looking again while somebody watches.
    refetchInterval: ({ state: { data } }) =>
      data?.pages.at(-1)?.counts.some((count) => count.state === 'queued') ? 3_000 : false,
  })
