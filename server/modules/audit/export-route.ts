/** `GET /api/v1/audit-export?format=json|csv`: the whole log as a file, read as fast as the client takes it. */
import type { Context, PersonContext } from '#platform/context'
import { forbidden, invalidRequest, unauthenticated } from '#platform/errors'
import type { Authenticate, RawRequest, Route } from '#platform/http'
import { exportAudit, exportFormats, type ExportFormat } from './export.ts'

export function auditExportRoute(authenticate: Authenticate): Route {
  return {
    name: 'exportAudit',
    methods: ['GET'],
    path: '/api/v1/audit-export',
    handle: async (services, request) => {
      const { ctx, person } = await authenticate(services, request)
      if (!ctx) throw person ? invalidRequest('name the workspace') : unauthenticated()
      // It leaves an entry behind, so another site's link must not set it off.
      if (request.headers.get('sec-fetch-site') === 'cross-site') throw forbidden('this request came from another site')
      const format = formatOf(request)
      return fileResponse(ctx, person, request, format, await exportAudit(ctx, format))
    },
  }
}

function formatOf({ url }: RawRequest): ExportFormat {
  const wanted = url.searchParams.get('format') ?? 'json'
  const format = exportFormats.find((each) => each === wanted)
  if (!format) throw invalidRequest('format: expected json or csv', [{ path: 'format', message: 'not known' }])
  return format
}

const forms = {
  json: { type: 'application/jsonl; charset=utf-8', extension: 'jsonl' },
  csv: { type: 'text/csv; charset=utf-8', extension: 'csv' },
} as const

function fileResponse(
  ctx: Context,
  person: PersonContext | null,
  request: RawRequest,
  format: ExportFormat,
  pieces: AsyncGenerator<string>,
): Response {
  const { type, extension } = forms[format]
  const name = `audit-${ctx.workspaceId}-${ctx.now().toISOString().slice(0, 10)}.${extension}`
  return new Response(streamOf(ctx, person, request, pieces), {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    },
  })
}

/** Ends, without the file's end, when the client goes away or may not read any more. */
function streamOf(
  ctx: Context,
  person: PersonContext | null,
  request: RawRequest,
  pieces: AsyncGenerator<string>,
): ReadableStream<Uint8Array> {
  const { live, workspaceId, actor, log } = ctx
  const encoder = new TextEncoder()
  const watched = [actor.id, `${workspaceId} ${actor.id}`, ...(person ? [person.sessionId] : [])]
  let unwatch = (): void => {}
  const stop = (): void => {
    unwatch()
    pieces.return(undefined).catch((error: unknown) => log.warn('could not end an export of the audit log', { error }))
  }
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        unwatch = live.onRevoked(watched, () => {
          stop()
          controller.error(new Error('revoked'))
        })
        request.signal.addEventListener('abort', stop, { once: true })
      },
      pull: async (controller) => {
        try {
          const next = await pieces.next()
          if (!next.done) return controller.enqueue(encoder.encode(next.value))
          controller.close()
        } catch (error) {
          log.warn('an export of the audit log broke off', { error })
          controller.error(error)
        }
        unwatch()
      },
      cancel: stop,
    },
    { highWaterMark: 0 },
  )
}
