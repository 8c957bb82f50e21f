import type { Services } from '#platform/context'
import type { RawRequest } from '#platform/http'
import { decompress } from '../../decompress.ts'
import { sourceOf } from '../../take-in.ts'
import { readReports } from '../csp.ts'
import { maxReportBytes } from '../limits.ts'
import { summed } from '../outcome.ts'
import type { Accepted } from './answers.ts'
import { arrivalOf, authenticate, countRequest, type SentryDependencies } from './sender.ts'

/** `POST /api/{n}/security/`: what browsers report by themselves, named by `report-uri` or `report-to`. */
export async function takeReports(
  services: Services,
  request: RawRequest,
  dependencies: SentryDependencies,
): Promise<Accepted> {
  const key = await authenticate(request, dependencies)
  await countRequest(services, key)
  const query = request.url.searchParams
  const { events, outcomes, sizeBytes } = await dependencies.admission.countingInvalid(key, 'error', async () => {
    const body = await decompress(
      await request.body(maxReportBytes),
      request.header('content-encoding'),
      maxReportBytes,
    )
    const read = readReports(body, arrivalOf(services, request, key, dependencies), {
      release: query.get('sentry_release') ?? undefined,
      environment: query.get('sentry_environment') ?? undefined,
    })
    return { ...read, sizeBytes: body.length }
  })
  const { limits } = await dependencies.takeIn(sourceOf(key), {
    events,
    outcomes: summed(outcomes),
    sizeBytes,
    requestId: request.requestId,
    userAgent: request.header('user-agent'),
  })
  const [only, ...others] = events
  return { body: only && others.length === 0 ? { id: only.id } : {}, limits }
}
