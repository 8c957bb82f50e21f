import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { clientFor } from '../../api.ts'
import { useWorkspace } from '../../session.ts'

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

export const componentGroupsQuery = (workspace: string, pageId: string) =>
  queryOptions({
    queryKey: [workspace, 'pages', pageId, 'componentGroups'],
    queryFn: ({ signal }) => clientFor(workspace).listComponentGroups({ params: { pageId }, signal }),
  })

/** Reads again all that is shown of pages: a component's state also decides the headline. */
export function useRefresh(): () => Promise<void> {
  const queryClient = useQueryClient()
  const { slug } = useWorkspace()
  return () => queryClient.invalidateQueries({ queryKey: [slug, 'pages'] })
}

export const reportQuery = (workspace: string, reportId: string) =>
  queryOptions({
    queryKey: [workspace, 'pages', 'report', reportId],
    queryFn: ({ signal }) => clientFor(workspace).getReport({ params: { reportId }, signal }),
  })
