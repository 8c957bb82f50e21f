/** Lists that come page by page, as the API gives them. */
import { infiniteQueryOptions } from '@tanstack/react-query'

export type Page<T> = { items: T[]; nextCursor: string | null }

/** `fetchPage` is given the `nextCursor` of the page before, undefined for the first one. */
export const pagedQuery = <T>(
  queryKey: readonly unknown[],
  fetchPage: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>,
) =>
  infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam, signal }) => fetchPage(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  })
