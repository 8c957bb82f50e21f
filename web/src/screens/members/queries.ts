import { queryOptions } from '@tanstack/react-query'
import { clientFor } from '../../api.ts'

export const membersQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, 'members'],
    queryFn: ({ signal }) => clientFor(workspace).listMembers({ signal }),
  })
