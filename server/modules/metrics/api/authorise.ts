/** On whose behalf a query comes: an API key is bound to one workspace, and a query sees nothing else. */
import { apiKeyPrefix, findApiKeyContext } from '#modules/workspaces'
import { requirePermission, type Context, type Services } from '#platform/context'
import { forbidden, unauthenticated } from '#platform/errors'
import type { RawRequest } from '#platform/http'
import { sentKey } from '../authenticate.ts'

/** As Bearer, or as the password of Basic, which is what data sources of Grafana know. Throws unauthenticated, forbidden. */
export async function authorise(services: Services, request: RawRequest): Promise<Context> {
  const key = sentKey(request)
  if (key === undefined)
    throw unauthenticated('send an API key: authorization: Bearer <key>, or Basic with the key as password')
  if (!key.startsWith(apiKeyPrefix)) throw forbidden('this is no API key; an ingest key can only send')
  const ctx = await findApiKeyContext(services, key, {
    requestId: request.requestId,
    origin: { remoteAddress: request.remoteAddress, userAgent: request.header('user-agent') ?? '' },
  })
  if (!ctx) throw unauthenticated('the API key is unknown, has expired or was revoked')
  requirePermission(ctx, 'metrics.read')
  return ctx
}
