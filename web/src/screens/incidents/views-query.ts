import { queryOptions } from '@tanstack/react-query'
import { clientFor } from '../../api.ts'

export const viewsQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, 'incidentViews'],
    queryFn: ({ signal }) => clientFor(workspace).listIncidentViews({ signal }),
  })
