import { queryOptions } from '@tanstack/react-query'
import { clientFor } from '../../api.ts'
import { pagedQuery } from '../../paging.ts'

export const projectsQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, 'projects'],
    queryFn: ({ signal }) => clientFor(workspace).listProjects({ signal }),
  })

const waitingPollMs = 3000

/** A project whose first event is awaited: asked for again until it comes, since people look at it meanwhile. */
export const waitingProjectQuery = (workspace: string, projectId: string) =>
  queryOptions({
    queryKey: [workspace, 'projects.waiting', projectId],
    queryFn: ({ signal }) => clientFor(workspace).getProject({ params: { projectId }, signal }),
    refetchInterval: (query) => (query.state.data?.firstEventAt ? false : waitingPollMs),
  })

/** Newest first, also those that have ended. */
export const ingestKeysQuery = (workspace: string, projectId: string) =>
  pagedQuery([workspace, 'ingestKeys', projectId], (cursor, signal) =>
    clientFor(workspace).listIngestKeys({ params: { projectId }, query: { cursor, limit: 50 }, signal }),
  )
