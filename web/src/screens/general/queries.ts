import { queryOptions } from '@tanstack/react-query'
import { clientFor } from '../../api.ts'

export const workspaceQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, 'workspace'],
    queryFn: ({ signal }) => clientFor(workspace).getWorkspace({ signal }),
  })
