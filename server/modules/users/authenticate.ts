import { apiKeyPrefix, findApiKeyContext, listWorkspacesOf, permissionsOf } from '#modules/workspaces'
import { inPlatformTransaction } from '#platform/database'
import type { Context, Permission, PersonContext } from '#platform/context'
import { unauthenticated } from '#platform/errors'
import type { Authenticate } from '#platform/http'
import { recordContinuedUse } from './accept-policy.ts'
import { findSignedIn, originOf } from './sessions.ts'

/** Someone who may look into a workspace without being its member, until `endsAt`. */
export type Guest = { workspaceId: string; permissions: ReadonlySet<Permission>; endsAt: Date }

/** Asked when a person names a workspace, by id or slug, that is none of theirs; a module above this one knows. */
export type FindGuest = (person: PersonContext, wanted: string) => Promise<Guest | undefined>

/**
 * An API key names its workspace by itself. A signed-in person names one of his own with the header
 * `watchword-workspace` (a stream, which can set no header, with the parameter `workspace`); one that he is no member
 * of, and in which he is no guest, is as good as none.
 */
export function createAuthenticate(findGuest: FindGuest): Authenticate {
  return async (services, request) => {
    const { headers, url, requestId } = request
    const key = apiKeyIn(headers.get('authorization') ?? '')
    if (key !== undefined) {
      const ctx = await findApiKeyContext(services, key, { requestId, origin: originOf(request) })
      if (!ctx) throw unauthenticated('the API key is unknown or was revoked')
      return { ctx, person: null, forgeable: false, endsAt: ctx.endsAt }
    }
    const signedIn = await findSignedIn(services, request)
    if (!signedIn) return { ctx: null, person: null, forgeable: false }
    const { endsAt, ...person } = signedIn
    if (!request.passive) await recordContinuedUse(person)
    const wanted = headers.get('watchword-workspace') ?? url.searchParams.get('workspace')
    const workspaces = await inPlatformTransaction(services, (tx) => listWorkspacesOf(tx, person.person.id))
    const workspace = workspaces.find(({ id, slug }) => wanted === id || wanted === slug)
    if (workspace) {
      const membership = { workspaceId: workspace.id, permissions: permissionsOf(workspace.role) }
      return { ctx: contextOf(person, membership), person, forgeable: true, endsAt }
    }
    const guest = wanted === null ? undefined : await findGuest(person, wanted)
    if (!guest) return { ctx: null, person, forgeable: true, endsAt }
    const ends = new Date(Math.min(endsAt.getTime(), guest.endsAt.getTime()))
    return { ctx: contextOf(person, guest), person, forgeable: true, endsAt: ends }
  }
}

/** As Bearer, or as the password of Basic (RFC 7617), which is all that many data sources know to send. */
function apiKeyIn(authorization: string): string | undefined {
  const bearer = /^Bearer\s+(.+)$/i.exec(authorization)?.[1]?.trim()
  if (bearer !== undefined) return bearer
  const encoded = /^Basic\s+([\w+/=-]{1,1000})$/i.exec(authorization)?.[1] ?? ''
  const password = Buffer.from(encoded, 'base64')
    .toString('utf8')
    .replace(/^[^:]*:/, '')
  return password.startsWith(apiKeyPrefix) ? password : undefined
}

/** Without guests. */
export const authenticate = createAuthenticate(() => Promise.resolve(undefined))

function contextOf(
  person: PersonContext,
  { workspaceId, permissions }: { workspaceId: string; permissions: ReadonlySet<Permission> },
): Context {
  const { person: user, sessionId: _, ...rest } = person
  return { ...rest, workspaceId, actor: { kind: 'user', id: user.id, name: user.name }, permissions }
}
