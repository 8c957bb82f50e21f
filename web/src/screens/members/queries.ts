import { queryOptions } from '@tanstack/react-query'
import { clientFor } from '../../api.ts'
import { pagedQuery } from '../../paging.ts'

export const membersQuery = (workspace: string) =>
  queryOptions({
    queryKey: [workspace, 'members'],
    queryFn: ({ signal }) => clientFor(workspace).listMembers({ signal }),
  })

/** Those that nobody has accepted yet. */
export const invitationsQuery = (workspace: string) =>
  pagedQuery([workspace, 'invitations'], (cursor, signal) =>
    clientFor(workspace).listInvitations({ query: { cursor, limit: 50 }, signal }),
  )
