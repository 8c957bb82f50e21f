/** `POST /api/v1/dashboards/query`: many queries in one range of time, answered line by line as they finish. */
import { requirePermission, type Context, type PersonContext } from '#platform/context'
import { invalidRequest, unauthenticated } from '#platform/errors'
import { refuseForgery, type Authenticate, type Route } from '#platform/http'
import { answerBatch } from './answer-batch.ts'
import { maxBatchBytes, readBatch } from './read-batch.ts'

export function queryRoute(authenticate: Authenticate): Route {
  return {
    name: 'queryDashboard',
    methods: ['POST'],
    path: '/api/v1/dashboards/query',
    handle: async (services, request) => {
      const { ctx, person, forgeable } = await authenticate(services, request)
      if (forgeable) refuseForgery(services, request)
      if (!ctx)
        throw person ? invalidRequest('name the workspace in the header watchword-workspace') : unauthenticated()
      requirePermission(ctx, 'metrics.read')
      const jobs = readBatch(parseJson(await request.body(maxBatchBytes)))
      const stop = new AbortController()
      request.signal.addEventListener('abort', () => stop.abort(), { once: true })
      return new Response(streamOf(ctx, person, answerBatch(ctx, jobs, stop.signal), stop), {
        headers: {
          'content-type': 'application/x-ndjson; charset=utf-8',
          'cache-control': 'no-store',
          'x-accel-buffering': 'no',
        },
      })
    },
  }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw invalidRequest('the body is not valid JSON in UTF-8')
  }
}

/** Ends, without its last line, when the client goes away or may not read any more. */
function streamOf(
  { live, workspaceId, actor, log }: Context,
  person: PersonContext | null,
  lines: AsyncGenerator<string>,
  stop: AbortController,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const watched = [actor.id, `${workspaceId} ${actor.id}`, ...(person ? [person.sessionId] : [])]
  let unwatch = (): void => {}
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        unwatch = live.onRevoked(watched, () => {
          stop.abort()
          controller.error(new Error('revoked'))
        })
      },
      pull: async (controller) => {
        try {
          const next = await lines.next()
          if (!next.done) return controller.enqueue(encoder.encode(`${next.value}\n`))
          controller.close()
        } catch (error) {
          log.warn('the answer to a dashboard broke off', { error })
          controller.error(error)
        }
        unwatch()
      },
      cancel: () => {
        unwatch()
        stop.abort()
      },
    },
    { highWaterMark: 0 },
  )
}
