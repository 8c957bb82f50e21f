import { invalidRequest } from '#platform/errors'

/** The id of a group of the page, or null for none. Throws invalid_request at its field for another one. */
export function requireGroup(groups: readonly { id: string }[], groupId: string | null | undefined): string | null {
  if (groupId === null || groupId === undefined) return null
  if (groups.some(({ id }) => id === groupId)) return groupId
  const message = 'no such group on this page'
  throw invalidRequest(`groupId: ${message}`, [{ path: 'groupId', message }])
}
