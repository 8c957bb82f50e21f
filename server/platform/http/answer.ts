/** What every request goes through, whoever reads and writes it: measured, logged, errors told, safe headers. */
import { monotonicMs } from '../clock.ts'
import type { Services } from '../context.ts'
import { newId } from '../ids.ts'
import { failureOf, problem } from './problem.ts'
import type { PlainAnswer, RawRequest, Route } from './route.ts'

export type Answer = Response | PlainAnswer

/** Runs a handler and turns whatever it throws into an answer; measures and logs. */
export async function answer(
  services: Services,
  operation: string,
  request: RawRequest,
  handle: () => Promise<Answer>,
  answerError?: Route['answerError'],
): Promise<Answer> {
  const startedMs = monotonicMs()
  let answered: Answer
  try {
    answered = await handle()
  } catch (error) {
    const failure = failureOf(error, services.log.with({ requestId: request.requestId, operation }))
    answered = answerError ? answerError(failure, request) : problem(failure, request.requestId)
  }
  const durationMs = monotonicMs() - startedMs
  services.metrics.httpRequest({ operation, status: answered.status }, durationMs / 1000)
  services.log.debug('request', {
    requestId: request.requestId,
    operation,
    method: request.method,
    status: answered.status,
    durationMs: Math.round(durationMs),
  })
  services.requestLog.note({
    id: request.requestId,
    path: request.path,
    status: answered.status,
    address: request.remoteAddress,
    userAgent: request.header('user-agent') ?? '',
  })
  return withSafeHeaders(answered, request.requestId, services.config.appUrl.startsWith('https:'))
}

const safeHeaders: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'x-frame-options': 'DENY',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
}
const httpsHeaders = { 'strict-transport-security': 'max-age=31536000' }

/** Those of an answer that is given many times, but for the request's id. A header of its own wins. */
export function withAlwaysSafe(headers: Record<string, string>, https: boolean): Record<string, string> {
  return { ...safeHeaders, ...headers, ...(https && httpsHeaders) }
}

/** A handler's own header wins: pages bring a content security policy of their own. */
function withSafeHeaders(answered: Answer, requestId: string, https: boolean): Answer {
  const always = { ...(https && httpsHeaders), 'x-request-id': requestId }
  if (isPlain(answered)) return { ...answered, headers: { ...safeHeaders, ...answered.headers, ...always } }
  const { headers } = answered
  for (const [name, value] of Object.entries(safeHeaders)) if (!headers.has(name)) headers.set(name, value)
  for (const [name, value] of Object.entries(always)) headers.set(name, value)
  return answered
}

/** Not by `Response`: the adaptor puts a class of its own in its place. */
export function isPlain(answered: Answer): answered is PlainAnswer {
  return !(answered.headers instanceof Headers)
}

export function scopedServices(services: Services, { requestId }: RawRequest, operation: string): Services {
  return { ...services, log: services.log.with({ requestId, operation }) }
}

export function newRequestId(services: Services): string {
  return newId('req', services.now())
}

/** Behind `hops` trusted proxies the client is the hops-th entry of X-Forwarded-For from the right. */
export function remoteAddress(socketAddress: string | undefined, forwardedFor: string | undefined, hops: number) {
  const direct = socketAddress ?? 'unknown'
  if (hops === 0) return direct
  const forwarded = (forwardedFor ?? '').split(',').map((part) => part.trim())
  return forwarded.at(-hops) || direct
}
