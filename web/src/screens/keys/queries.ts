import { clientFor } from '../../api.ts'
import { pagedQuery } from '../../paging.ts'

/** Newest first, also those that have ended. */
export const apiKeysQuery = (workspace: string) =>
  pagedQuery([workspace, 'apiKeys'], (cursor, signal) =>
    clientFor(workspace).listApiKeys({ query: { cursor, limit: 50 }, signal }),
  )

/** What a key was used for, newest first. */
export const keyRequestsQuery = (workspace: string, keyId: string) =>
  pagedQuery([workspace, 'apiKeyRequests', keyId], (cursor, signal) =>
    clientFor(workspace).listApiKeyRequests({ params: { keyId }, query: { cursor, limit: 25 }, signal }),
  )
