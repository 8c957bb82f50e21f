import { findApiKeyContext, listWorkspacesOf, permissionsOf } from '#modules/workspaces'
import { inPlatformTransaction } from '#platform/database'
import type { Context, PersonContext } from '#platform/context'
import { unauthenticated } from '#platform/errors'
import type { Authenticate } from '#platform/http'
import { findSignedIn, originOf } from './sessions.ts'

/**
 * An API key names its workspace by itself. A signed-in person names one of his own with the header
 * `watchword-workspace` (a stream, which can set no header, with the parameter `workspace`); one that he is no member
 * of is as good as none.
 */
export const authenticate: Authenticate = async (services, request) => {
  const { headers, url, requestId } = request
  const bearer = /^Bearer\s+(.+)$/i.exec(headers.get('authorization') ?? '')?.[1]?.trim()
  if (bearer !== undefined) {
    const ctx = await findApiKeyContext(services, bearer, { requestId, origin: originOf(request) })
    if (!ctx) throw unauthenticated('the API key is unknown or was revoked')
    return { ctx, person: null, forgeable: false, endsAt: ctx.endsAt }
  }
  const person = await findSignedIn(services, request)
  if (!person) return { ctx: null, person: null, forgeable: false }
  const wanted = headers.get('watchword-workspace') ?? url.searchParams.get('workspace')
  const workspaces = await inPlatformTransaction(services, (tx) => listWorkspacesOf(tx, person.person.id))
  const workspace = workspaces.find(({ id, slug }) => wanted === id || wanted === slug)
  if (!workspace) return { ctx: null, person, forgeable: true, endsAt: person.endsAt }
  return { ctx: contextOf(person, workspace), person, forgeable: true, endsAt: person.endsAt }
}

function contextOf(person: PersonContext, workspace: Awaited<ReturnType<typeof listWorkspacesOf>>[number]): Context {
  const { person: user, sessionId: _, ...rest } = person
  return {
    ...rest,
    workspaceId: workspace.id,
    actor: { kind: 'user', id: user.id, name: user.name },
    permissions: permissionsOf(workspace.role),
  }
}
