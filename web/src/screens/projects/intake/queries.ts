import { queryOptions } from '@tanstack/react-query'
import { clientFor } from '../../../api.ts'

export const intakeSettingsQuery = (workspace: string, projectId: string) =>
  queryOptions({
    queryKey: [workspace, 'intakeSettings', projectId],
    queryFn: ({ signal }) => clientFor(workspace).getIntakeSettings({ params: { projectId }, signal }),
    refetchOnWindowFocus: false,
  })
