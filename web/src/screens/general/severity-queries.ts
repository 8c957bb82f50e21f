import { queryOptions } from '@tanstack/react-query'
import { clientFor } from '../../api.ts'

export const severityRulesQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, 'severityRules'],
    queryFn: ({ signal }) => clientFor(workspace).getSeverityRules({ signal }),
    // What is being written is not replaced by what was.
    refetchOnWindowFocus: false,
  })
