import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { clientFor } from '../../../api.ts'
import { pagedQuery } from '../../../paging.ts'

/** Misses and uses are counted with the events, seconds later, and maps come from a pipeline elsewhere: nothing announces either. */
const pollMs = 5_000

/** Its first page also says how much room is left. */
export const sourceMapsQuery = (workspace: string, projectId: string) =>
  infiniteQueryOptions({
    queryKey: [workspace, 'sourceMaps', projectId],
    queryFn: ({ pageParam, signal }) =>
      clientFor(workspace).listSourceMaps({ params: { projectId }, query: { cursor: pageParam, limit: 25 }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: pollMs,
  })

export const uploadsQuery = (workspace: string, projectId: string) =>
  pagedQuery([workspace, 'sourceMapUploads', projectId], (cursor, signal) =>
    clientFor(workspace).listSourceMapUploads({ params: { projectId }, query: { cursor, limit: 10 }, signal }),
  )

export const missingMapsQuery = (workspace: string, projectId: string) =>
  queryOptions({
    queryKey: [workspace, 'sourceMapsMissing', projectId],
    queryFn: ({ signal }) => clientFor(workspace).listMissingSourceMaps({ params: { projectId }, signal }),
    refetchInterval: pollMs,
  })
