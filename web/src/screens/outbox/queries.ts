import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { clientFor } from '../../api.ts'

const pollMs = 10_000

/** Newest first. Not every mail comes with an activity, hence the asking. */
export const outboxQuery = (workspace: string) =>
  infiniteQueryOptions({
    queryKey: [workspace, 'outbox', 'list'],
    queryFn: ({ pageParam, signal }) => clientFor(workspace).listOutbox({ query: { cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: pollMs,
  })

export const mailQuery = (workspace: string, mailId: string) =>
  queryOptions({
    queryKey: [workspace, 'outbox', mailId],
    queryFn: ({ signal }) => clientFor(workspace).getOutboxMail({ params: { mailId }, signal }),
    // A mail never changes.
    staleTime: Infinity,
  })
