import type { Services } from '#platform/context'
import { invalidRequest } from '#platform/errors'
import type { RawRequest } from '#platform/http'
import { decompress } from '../../decompress.ts'
import { sourceOf } from '../../take-in.ts'
import { readCheckIn } from '../check-in.ts'
import { maxCheckInBytes } from '../limits.ts'
import { summed } from '../outcome.ts'
import { payloadOf } from '../record.ts'
import type { Accepted } from './answers.ts'
import { arrivalOf, authenticate, countRequest, type SentryDependencies } from './sender.ts'

const parameters = ['check_in_id', 'status', 'duration', 'environment', 'release']

/**
 * `GET` or `POST /api/{n}/cron/{slug}/{key}/`: a heartbeat without an SDK, from a line in a crontab. What it says is in
 * the query, or in a JSON body of the same names, which may bring a schedule (`monitor_config`); without a status it is
 * `ok`. Answers the id of a run that begins, to be sent with its end.
 */
export async function takeCheckIn(
  services: Services,
  request: RawRequest,
  dependencies: SentryDependencies,
): Promise<Accepted> {
  const key = await authenticate(request, dependencies, { pathKey: request.params['publicKey'] })
  await countRequest(services, key)
  const { sizeBytes, ...posted } = await dependencies.admission.countingInvalid(key, 'monitor', () => read(request))
  const query = parameters.flatMap((name) => {
    const value = request.url.searchParams.get(name)
    return value === null ? [] : [[name, value]]
  })
  const sent = { status: 'ok', ...posted.payload, ...Object.fromEntries(query), monitor_slug: request.params['slug'] }
  const { records = {}, outcomes = [] } = readCheckIn(sent, arrivalOf(services, request, key, dependencies))
  const [checkIn] = records.checkIns ?? []
  if (!checkIn) throw invalidRequest('the status must be ok, error or in_progress, and the name not empty')
  const { limits } = await dependencies.takeIn(sourceOf(key), {
    events: [],
    records,
    outcomes: summed(outcomes),
    sizeBytes,
    requestId: request.requestId,
    userAgent: request.header('user-agent'),
  })
  return { body: checkIn.id === null ? {} : { id: checkIn.id }, limits }
}

async function read(request: RawRequest): Promise<{ payload: Record<string, unknown>; sizeBytes: number }> {
  if (request.method !== 'POST') return { payload: {}, sizeBytes: 0 }
  const body = await decompress(
    await request.body(maxCheckInBytes),
    request.header('content-encoding'),
    maxCheckInBytes,
  )
  return { payload: payload(body), sizeBytes: body.length }
}

/** Of a crontab's line nobody knows what it posts: a form or nothing at all says no more than the query. */
function payload(body: Buffer): Record<string, unknown> {
  const isJson = body.length > 0 && body[0] === 0x7b
  if (!isJson) return {}
  const sent = payloadOf(body)
  if (!sent) throw invalidRequest('the body is not a JSON object')
  return sent
}
