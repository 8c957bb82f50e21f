import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { clientFor } from '../../api.ts'
import { exportPollMs, isUnderWay } from '../../exports.ts'

export const retentionQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, 'retention'],
    queryFn: ({ signal }) => clientFor(workspace).getRetention({ signal }),
  })

export const projectRetentionQuery = (workspace: string, projectId: string) =>
  queryOptions({
    queryKey: [workspace, 'retention', projectId],
    queryFn: ({ signal }) => clientFor(workspace).getProjectRetention({ params: { projectId }, signal }),
  })

export const processorsQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, 'processors'],
    queryFn: ({ signal }) => clientFor(workspace).listProcessors({ signal }),
  })

export const workspaceExportsQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, 'exports'],
    queryFn: ({ signal }) => clientFor(workspace).listWorkspaceExports({ signal }),
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) ? exportPollMs : false),
  })

export const routedRequestsQuery = (workspace: string) =>
  infiniteQueryOptions({
    queryKey: [workspace, 'privacyRequests'],
    queryFn: ({ pageParam, signal }) =>
      clientFor(workspace).listWorkspacePrivacyRequests({ query: { cursor: pageParam, limit: 20 }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  })
