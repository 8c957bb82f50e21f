/** On whose behalf a query comes: an API key is bound to one workspace, a person names one; a query sees nothing else. */
import { apiKeyPrefix } from '#modules/workspaces'
import { requirePermission, type Context, type Services } from '#platform/context'
import { forbidden, invalidRequest, unauthenticated } from '#platform/errors'
import { refuseForgery, type Authenticate, type RawRequest } from '#platform/http'
import { sentKey } from '../authenticate.ts'

/**
 * A key comes as Bearer, or as the password of Basic, which is what data sources of Grafana know; without one it is who
 * is signed in. Throws unauthenticated, forbidden, invalid_request where a person names no workspace of theirs.
 */
export async function authorise(services: Services, request: RawRequest, authenticate: Authenticate): Promise<Context> {
  if (sentKey(request)?.startsWith(apiKeyPrefix) === false) {
    throw forbidden('this is no API key; an ingest key can only send')
  }
  const { ctx, person, forgeable } = await authenticate(services, request)
  if (forgeable) refuseForgery(services, request)
  if (!ctx)
    throw person ? invalidRequest('name the workspace in the header watchword-workspace') : unauthenticated(wanted)
  requirePermission(ctx, 'metrics.read')
  return ctx
}

const wanted = 'sign in, or send an API key: authorization: Bearer <key>, or Basic with the key as password'
