import { queryOptions } from '@tanstack/react-query'
import { clientFor } from '../../../api.ts'

/** Counted at that moment: asked for again whenever somebody looks. */
export const deletionPlanQuery = (workspace: string, projectId: string) =>
  queryOptions({
    queryKey: [workspace, 'projects.deletionPlan', projectId],
    queryFn: ({ signal }) => clientFor(workspace).getProjectDeletionPlan({ params: { projectId }, signal }),
    staleTime: 0,
  })

const pollMs = 3_000

/** As long as there is one it is asked for again, because people look at how far it is. */
export const projectDeletionsQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, 'projects.deletions'],
    queryFn: ({ signal }) => clientFor(workspace).listProjectDeletions({ signal }),
    refetchInterval: ({ state }) => (state.data && state.data.items.length > 0 ? pollMs : false),
  })
