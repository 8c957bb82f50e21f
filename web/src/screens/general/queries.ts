import { queryOptions } from '@tanstack/react-query'
import { clientFor } from '../../api.ts'

export const workspaceQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, 'workspace'],
    queryFn: ({ signal }) => clientFor(workspace).getWorkspace({ signal }),
  })

export const analysisSettingsQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, 'analysisSettings'],
    queryFn: ({ signal }) => clientFor(workspace).getAnalysisSettings({ signal }),
    refetchOnWindowFocus: false,
  })
