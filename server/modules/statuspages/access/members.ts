/** Members of the workspace, by the session that they have in the app. */
import type { Services } from '#platform/context'
import type { Database } from '#platform/database'
import { AppError } from '#platform/errors'
import type { Authenticate, RawRequest } from '#platform/http'

/** Whose session a request carries is known to a module that this one must not know; one for each open database. */
const recognisers = new WeakMap<Database, Authenticate>()

/** Called once, when the program is put together. Without it pages for members are closed to everybody. */
export function recogniseMembersBy({ database }: Services, authenticate: Authenticate): void {
  recognisers.set(database, authenticate)
}

/**
 * True for whoever is signed in at the app and may see status pages in the page's workspace. On the app's own host only:
 * neither a page's host nor a customer's ever gets to read a session.
 */
export async function isMember(
  services: Services,
  request: RawRequest,
  { workspaceId }: { workspaceId: string },
): Promise<boolean> {
  const authenticate = recognisers.get(services.database)
  if (!authenticate || !isAppHost(services, request)) return false
  const headers = new Headers()
  // Keys are for the API; a page is read by people.
  headers.set('cookie', request.header('cookie') ?? '')
  headers.set('user-agent', request.header('user-agent') ?? '')
  headers.set('watchword-workspace', workspaceId)
  const { requestId, remoteAddress } = request
  try {
    const url = new URL(request.url)
    url.search = ''
    // A page that reloads itself must not keep a session alive.
    const { ctx } = await authenticate(services, { headers, url, requestId, remoteAddress, passive: true })
    return ctx !== null && ctx.workspaceId === workspaceId && ctx.permissions.has('statuspages.read')
  } catch (error) {
    if (error instanceof AppError && (error.code === 'unauthenticated' || error.code === 'forbidden')) return false
    throw error
  }
}

function isAppHost({ config }: Services, request: RawRequest): boolean {
  return (request.header('host') ?? '').toLowerCase() === new URL(config.appUrl).host
}
