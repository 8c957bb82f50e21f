import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { clientFor } from '../../api.ts'

export const channelsQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, 'channels'],
    queryFn: ({ signal }) => clientFor(workspace).listNotificationChannels({ signal }),
  })

const waitingPollMs = 1500

/** Newest first; of all channels, or of one. Asked for again as long as one is waiting. */
export const deliveriesQuery = (workspace: string, channelId?: string) =>
  infiniteQueryOptions({
    queryKey: [workspace, 'deliveries', channelId ?? 'all'],
    queryFn: ({ pageParam, signal }) =>
      clientFor(workspace).listDeliveries({ query: { channelId, cursor: pageParam, limit: 20 }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: ({ state }) =>
      state.data?.pages[0]?.items.some((delivery) => delivery.state === 'waiting') ? waitingPollMs : false,
  })
