import type { Services } from '#platform/context'
import type { RawRequest } from '#platform/http'
import { decompress } from '../../decompress.ts'
import { sourceOf } from '../../take-in.ts'
import { parseEnvelope } from '../envelope.ts'
import { sortItems } from '../items.ts'
import { maxCompressedBytes, maxEnvelopeBytes } from '../limits.ts'
import type { Accepted } from './answers.ts'
import { arrivalOf, authenticate, countRequest, type SentryDependencies } from './sender.ts'

/** `POST /api/{n}/envelope/`, and where SDKs reach us through a tunnel, whose URL names no project. */
export async function takeEnvelope(
  services: Services,
  request: RawRequest,
  dependencies: SentryDependencies,
): Promise<Accepted> {
  // A key in the URL or a header is checked before a byte is read; one in the envelope itself has to wait.
  const isTunnel = request.params['projectNumber'] === undefined
  const isNamed = request.header('x-sentry-auth') !== undefined || request.url.searchParams.has('sentry_key')
  const known = !isTunnel && isNamed ? await authenticate(request, dependencies) : undefined
  // Of an envelope that cannot be read nobody knows whose it is, unless its request says so.
  const { envelope, sizeBytes } = known
    ? await dependencies.admission.countingInvalid(known, 'error', () => read(request))
    : await read(request)
  const key = await authenticate(request, dependencies, { dsn: envelope.dsn })
  await countRequest(services, key)
  const sorted = sortItems(envelope, arrivalOf(services, request, key, dependencies))
  const { limits } = await dependencies.takeIn(sourceOf(key), {
    ...sorted,
    sizeBytes,
    requestId: request.requestId,
    userAgent: request.header('user-agent'),
  })
  const id = envelope.eventId ?? sorted.events[0]?.id
  return { body: id === undefined ? {} : { id }, limits }
}

async function read(request: RawRequest) {
  const body = await decompress(
    await request.body(maxCompressedBytes),
    request.header('content-encoding'),
    maxEnvelopeBytes,
  )
  return { envelope: parseEnvelope(body), sizeBytes: body.length }
}
