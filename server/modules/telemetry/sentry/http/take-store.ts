import type { Services } from '#platform/context'
import type { RawRequest } from '#platform/http'
import { decompress } from '../../decompress.ts'
import { sourceOf } from '../../take-in.ts'
import { parseStoreBody } from '../event.ts'
import { maxStoreBytes } from '../limits.ts'
import type { Accepted } from './answers.ts'
import { arrivalOf, authenticate, countRequest, type SentryDependencies } from './sender.ts'

/** `POST /api/{n}/store/`: one event as JSON, as old SDKs send it. */
export async function takeStore(
  services: Services,
  request: RawRequest,
  dependencies: SentryDependencies,
): Promise<Accepted> {
  const key = await authenticate(request, dependencies)
  await countRequest(services, key)
  const { event, sizeBytes } = await dependencies.admission.countingInvalid(key, 'error', async () => {
    const body = await decompress(await request.body(maxStoreBytes), request.header('content-encoding'), maxStoreBytes)
    return { event: parseStoreBody(body, arrivalOf(services, request, key, dependencies)), sizeBytes: body.length }
  })
  const { limits } = await dependencies.takeIn(sourceOf(key), {
    events: [event],
    sizeBytes,
    requestId: request.requestId,
    userAgent: request.header('user-agent'),
  })
  return { body: { id: event.id }, limits }
}
