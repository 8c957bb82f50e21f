import { queryOptions } from '@tanstack/react-query'
import { clientFor, type Trace, type TraceQuery } from '../../api.ts'
import { pagedQuery } from '../../paging.ts'

/** The most that a trace shows; the rows in sight are all that is drawn of them. */
export const shownSpans = 10_000
const pollMs = 3_000
/** For so long after its end more of a trace may come: late spans, and errors, which are stored by themselves. */
const youngMs = 30_000

export const tracesQuery = (workspace: string, filter: TraceQuery, rangeMs: number) =>
  pagedQuery([workspace, 'traces', filter, rangeMs], (cursor, signal) =>
    clientFor(workspace).listTraces({
      // The range moves with the clock, each page asks for the same one by the cursor's order.
      query: { ...filter, from: new Date(Date.now() - rangeMs).toISOString(), limit: 50, cursor },
      signal,
    }),
  )

export const traceQuery = (workspace: string, traceId: string, focus?: string, limit = shownSpans) =>
  queryOptions({
    queryKey: [workspace, 'trace', traceId, focus ?? '', limit],
    queryFn: ({ signal }) =>
      clientFor(workspace).getTrace({ params: { traceId }, query: { spanId: focus, limit }, signal }),
    staleTime: 30_000,
    refetchOnWindowFocus: false,
    refetchInterval: ({ state }) => (state.data && isYoung(state.data) ? pollMs : false),
  })

const isYoung = ({ startedAt, durationMicros }: Trace): boolean =>
  Date.now() - Date.parse(startedAt) - durationMicros / 1000 < youngMs

export const spanQuery = (workspace: string, traceId: string, spanId: string) =>
  queryOptions({
    queryKey: [workspace, 'span', traceId, spanId],
    queryFn: ({ signal }) => clientFor(workspace).getSpan({ params: { traceId, spanId }, signal }),
    staleTime: 60_000,
  })
