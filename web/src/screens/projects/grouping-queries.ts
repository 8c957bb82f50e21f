import { queryOptions, type QueryClient } from '@tanstack/react-query'
import { clientFor } from '../../api.ts'
import { pagedQuery } from '../../paging.ts'

export const groupingQuery = (workspace: string, projectId: string) =>
  queryOptions({
    queryKey: [workspace, 'grouping', projectId],
    queryFn: ({ signal }) => clientFor(workspace).getGrouping({ params: { projectId }, signal }),
  })

/** Newest first. */
export const revisionsQuery = (workspace: string, projectId: string) =>
  pagedQuery([workspace, 'groupingRevisions', projectId, 'all'], (cursor, signal) =>
    clientFor(workspace).listGroupingRevisions({ params: { projectId }, query: { cursor, limit: 20 }, signal }),
  )

/** As many as a transition can name. */
export const newestRevisionsQuery = (workspace: string, projectId: string) =>
  queryOptions({
    queryKey: [workspace, 'groupingRevisions', projectId, 'newest'],
    queryFn: ({ signal }) =>
      clientFor(workspace).listGroupingRevisions({ params: { projectId }, query: { limit: 50 }, signal }),
  })

export async function refreshRevisions(queryClient: QueryClient, workspace: string, projectId: string): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: [workspace, 'groupingRevisions', projectId] })
}

/** What is wrong with a text of rules; the same text is read once. */
export const checkQuery = (workspace: string, rules: string) =>
  queryOptions({
    queryKey: [workspace, 'groupingCheck', rules],
    queryFn: ({ signal }) => clientFor(workspace).checkGroupingRules({ body: { rules }, signal }),
    staleTime: Infinity,
    gcTime: 60_000,
  })
