import { findApiKeyContext, listWorkspacesOf, permissionsOf } from '#modules/workspaces'
import type { Context } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { unauthenticated } from '#platform/errors'
import type { Authenticate } from '#platform/http'
import { findSignedIn } from './session.ts'

/**
 * An API key names its workspace by itself. A signed-in person names one of his own with the header
 * `watchword-workspace` (a stream, which can set no header, with the parameter `workspace`); one that he is no member
 * of is as good as none.
 */
export const authenticate: Authenticate = async (services, { headers, url, requestId }) => {
  const bearer = /^Bearer\s+(.+)$/i.exec(headers.get('authorization') ?? '')?.[1]?.trim()
  if (bearer !== undefined) {
    const ctx = await findApiKeyContext(services, bearer, requestId)
    if (!ctx) throw unauthenticated('the API key is unknown or was revoked')
    return { ctx, signedIn: false, forgeable: false }
  }
  const person = await findSignedIn(services, headers)
  if (!person) return { ctx: null, signedIn: false, forgeable: false }
  const wanted = headers.get('watchword-workspace') ?? url.searchParams.get('workspace')
  const workspaces = await inPlatformTransaction(services, (tx) => listWorkspacesOf(tx, person.id))
  const workspace = workspaces.find(({ id, slug }) => wanted === id || wanted === slug)
  if (!workspace) return { ctx: null, signedIn: true, forgeable: true }
  const ctx: Context = {
    ...services,
    workspaceId: workspace.id,
    actor: { kind: 'user', id: person.id },
    permissions: permissionsOf(workspace.role),
    requestId,
  }
  return { ctx, signedIn: true, forgeable: true }
}
