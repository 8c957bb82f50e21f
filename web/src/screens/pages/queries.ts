import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { clientFor } from '../../api.ts'

/** All keys begin with `pages`: a change of a component or a report changes the headline of its page as well. */
export const pagesQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, 'pages', 'list'],
    queryFn: ({ signal }) => clientFor(workspace).listStatusPages({ signal }),
  })

export const pageQuery = (workspace: string, pageId: string) =>
  queryOptions({
    queryKey: [workspace, 'pages', pageId, 'page'],
    queryFn: ({ signal }) => clientFor(workspace).getStatusPage({ params: { pageId }, signal }),
  })

export const componentsQuery = (workspace: string, pageId: string) =>
  queryOptions({
    queryKey: [workspace, 'pages', pageId, 'components'],
    queryFn: ({ signal }) => clientFor(workspace).listComponents({ params: { pageId }, signal }),
  })

export const reportsQuery = (workspace: string, pageId: string) =>
  infiniteQueryOptions({
    queryKey: [workspace, 'pages', pageId, 'reports'],
    queryFn: ({ pageParam, signal }) =>
      clientFor(workspace).listReports({ params: { pageId }, query: { cursor: pageParam, limit: 20 }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  })

export const reportQuery = (workspace: string, reportId: string) =>
  queryOptions({
    queryKey: [workspace, 'pages', 'report', reportId],
    queryFn: ({ signal }) => clientFor(workspace).getReport({ params: { reportId }, signal }),
  })

export const subscribersQuery = (workspace: string, pageId: string) =>
  infiniteQueryOptions({
    queryKey: [workspace, 'pages', pageId, 'subscribers'],
    queryFn: ({ pageParam, signal }) =>
      clientFor(workspace).listSubscribers({ params: { pageId }, query: { cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  })
