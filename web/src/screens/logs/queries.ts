import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { ApiError, clientFor } from '../../api.ts'
import { boundsOf, type PresetId } from '../../components/time-range.ts'
import { countedQuery } from '../../counted.ts'
import { pagedQuery } from '../../paging.ts'
import type { templateSorts } from '../../tabs.ts'

/** A search as its address says it. */
export type Asked = { query: string; projectId: string | undefined; range: string }

/** Without a range in the address. */
export const logsFallback: PresetId = '1h'

const pageSize = 100

/** As the API takes it; a range that ends now is one of the moment of asking. */
export function questionOf({ query, projectId, range }: Asked, fallback: PresetId) {
  const { from, to } = boundsOf(range, new Date(), fallback)
  return {
    ...(query && { query }),
    ...(projectId && { projectId }),
    from: from.toISOString(),
    ...(to && { to: to.toISOString() }),
  }
}

/** What the API says of a query that it cannot understand; undefined when something else went wrong. */
export function queryProblem(error: unknown): string | undefined {
  if (!(error instanceof ApiError) || error.status !== 400) return undefined
  return error.fields.find(({ path }) => path === 'query.query')?.message
}

/** The lines as they were when the question was asked: what one is reading does not move. */
export const foundLogsQuery = (workspace: string, asked: Asked) =>
  infiniteQueryOptions({
    queryKey: [workspace, 'foundLogs', asked],
    queryFn: async ({ pageParam, signal }) => {
      // All pages are of the same stretch of time.
      const question = pageParam?.question ?? questionOf(asked, logsFallback)
      const query = { ...question, cursor: pageParam?.cursor, limit: pageSize }
      return { ...(await clientFor(workspace).searchLogs({ query, signal })), question }
    },
    initialPageParam: undefined as { cursor: string; question: ReturnType<typeof questionOf> } | undefined,
    getNextPageParam: ({ nextCursor, question }) =>
      nextCursor === null ? undefined : { cursor: nextCursor, question },
    staleTime: 60_000,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })

export const logCountsQuery = (workspace: string, asked: Asked) =>
  countedQuery(
    [workspace, 'logCounts', asked],
    () => questionOf(asked, logsFallback),
    (query, signal) => clientFor(workspace).countFoundLogs({ query, signal }),
  )

const namesRangeMs = 7 * 86_400_000

/** For completing a query; not worth an error. */
export const logNamesQuery = (workspace: string, projectId: string | undefined) =>
  queryOptions({
    queryKey: [workspace, 'logNames', projectId],
    queryFn: ({ signal }) =>
      clientFor(workspace).listLogNames({
        query: { projectId, from: new Date(Date.now() - namesRangeMs).toISOString() },
        signal,
      }),
    staleTime: 5 * 60_000,
    placeholderData: keepPreviousData,
    retry: false,
  })

const waitingPollMs = 3000

/** Whether any line has ever come, asked again until one does: people look at it meanwhile. */
export const anyLogQuery = (workspace: string, projectId: string | undefined) =>
  queryOptions({
    queryKey: [workspace, 'anyLog', projectId],
    queryFn: async ({ signal }) => {
      const { items } = await clientFor(workspace).listLogs({ query: { projectId, limit: 1 }, signal })
      return items.length > 0
    },
    refetchInterval: (query) => (query.state.data === true ? false : waitingPollMs),
  })

const aroundTraceMs = 86_400_000

/** Events of the trace that a line belongs to, and so their incidents. */
export const traceEventsQuery = (workspace: string, traceId: string, at: string) =>
  queryOptions({
    queryKey: [workspace, 'traceEvents', traceId],
    queryFn: ({ signal }) =>
      clientFor(workspace).searchEvents({
        query: {
          query: `trace:${traceId}`,
          from: new Date(Date.parse(at) - aroundTraceMs).toISOString(),
          to: new Date(Date.parse(at) + aroundTraceMs).toISOString(),
          limit: 20,
        },
        signal,
      }),
    staleTime: 60_000,
  })

export type TemplateSort = (typeof templateSorts)[number]

export const templatesQuery = (
  workspace: string,
  { query, projectId, sort }: { query: string; projectId: string | undefined; sort: TemplateSort },
) =>
  pagedQuery([workspace, 'logTemplates', query, projectId, sort], (cursor, signal) =>
    clientFor(workspace).listLogTemplates({
      query: { query: query || undefined, projectId, sort, cursor, limit: 50 },
      signal,
    }),
  )

export const templateCountsQuery = (workspace: string, templateId: string, range: string) =>
  countedQuery(
    [workspace, 'templateCounts', templateId, range],
    () => {
      const { from, to } = boundsOf(range, new Date(), logsFallback)
      return { templateId, from: from.toISOString(), ...(to && { to: to.toISOString() }) }
    },
    (query, signal) => clientFor(workspace).countLogs({ query, signal }),
  )

const samples = 5

export const templateLinesQuery = (workspace: string, templateId: string) =>
  queryOptions({
    queryKey: [workspace, 'templateLines', templateId],
    queryFn: ({ signal }) => clientFor(workspace).listLogs({ query: { templateId, limit: samples }, signal }),
  })
