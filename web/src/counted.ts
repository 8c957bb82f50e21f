/** Counts over time, which the API gives from the newest backwards, as much as one answer has time for. */
import { keepPreviousData, queryOptions, type QueryKey } from '@tanstack/react-query'
import type { Counted } from './components/histogram.ts'

/**
 * The bars come as they are counted; a count that is asked for again replaces the one before when it is whole. All parts
 * are of the same `question`, which is made at the moment of asking.
 */
export const countedQuery = <Question extends object>(
  queryKey: QueryKey,
  question: () => Question,
  fetchPart: (query: Question & { cursor: string | undefined }, signal: AbortSignal) => Promise<Counted>,
) =>
  queryOptions({
    queryKey,
    queryFn: async ({ client, signal }) => {
      const asked = question()
      const isFirst = client.getQueryData<Counted>(queryKey) === undefined
      let counted = await fetchPart({ ...asked, cursor: undefined }, signal)
      while (counted.nextCursor !== null) {
        if (isFirst) client.setQueryData(queryKey, counted)
        counted = withOlder(counted, await fetchPart({ ...asked, cursor: counted.nextCursor }, signal))
      }
      return counted
    },
    placeholderData: keepPreviousData,
  })

/** No bucket is in two parts. */
const withOlder = (counted: Counted, older: Counted): Counted => ({
  ...counted,
  buckets: [...older.buckets, ...counted.buckets],
  nextCursor: older.nextCursor,
})
