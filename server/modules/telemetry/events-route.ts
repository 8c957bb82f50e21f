/** `POST /api/v1/events`: the events API, in the form that its public SDK speaks. */
import { apiKeyPrefix, findApiKeyContext, listProjects } from '#modules/workspaces'
import { requirePermission, type Services } from '#platform/context'
import { AppError, invalidRequest, unauthenticated } from '#platform/errors'
import { plainJson, type RawRequest, type Route } from '#platform/http'
import { uuidv7 } from '#platform/ids'
import { createCardDataRemoval } from './card-data.ts'
import { decompress } from './decompress.ts'
import { eventsApiError, maxBodyBytes, parseEventsBody } from './events-api/index.ts'
import { requestLimit, type IngestDependencies } from './sentry-routes.ts'
import { sourceOf, type Source } from './take-in.ts'

const corsHeaders = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST, OPTIONS',
  'access-control-allow-headers': 'content-type, content-encoding, authorization, x-sensra-api-key, x-watchword-key',
  'access-control-expose-headers': 'retry-after',
  'access-control-max-age': '3600',
}

export function eventsRoute(dependencies: IngestDependencies): Route {
  return {
    name: 'createEvents',
    methods: ['POST', 'OPTIONS'],
    path: '/api/v1/events',
    direct: true,
    handle: async (services, request) => {
      if (request.method === 'OPTIONS') return { status: 204, headers: corsHeaders, body: null }
      const data = await takeEvents(services, request, dependencies)
      return plainJson({ ok: true, data }, { status: 202, headers: corsHeaders })
    },
    answerError: (failure) => {
      const error = new AppError(isKnown(failure.code) ? failure.code : 'unavailable', failure.message, {
        ...(failure.fields && { fields: failure.fields }),
        ...(failure.retryAfterSeconds !== undefined && { retryAfterSeconds: failure.retryAfterSeconds }),
      })
      return plainJson(eventsApiError(error), {
        status: failure.status,
        headers: {
          ...corsHeaders,
          ...(failure.retryAfterSeconds !== undefined && {
            'retry-after': String(Math.ceil(failure.retryAfterSeconds)),
          }),
        },
      })
    },
  }
}

/** One event answers `{id, duplicate}`; a batch answers `{events: [{id, duplicate}, …]}` in its order. */
async function takeEvents(services: Services, request: RawRequest, { takeIn, findKey, admission }: IngestDependencies) {
  const target = await authenticate(services, request, findKey)
  admission.admitRequest(target, request.header('origin'))
  await services.limiter.consume(requestLimit, target.keyId)
  const { events, isBatch, sizeBytes } = await admission.countingInvalid(target, 'error', async () => {
    const body = await decompress(await request.body(maxBodyBytes), request.header('content-encoding'), maxBodyBytes)
    const receivedAt = services.now()
    const read = parseEventsBody(body, {
      receivedAt,
      projectId: target.projectId,
      newEventId: () => uuidv7(receivedAt),
      removeCardData: createCardDataRemoval(services, (count) => admission.countCardData(target, count)),
    })
    return { ...read, sizeBytes: body.length }
  })
  const { requestId } = request
  const taken = await takeIn(target, {
    events,
    sizeBytes,
    requestId,
    userAgent: request.header('user-agent'),
  })
  const answers = taken.events.map(({ id, duplicate, dropped }) => ({ id, duplicate, ...(dropped && { dropped }) }))
  return isBatch ? { events: answers } : answers[0]
}

async function authenticate(
  services: Services,
  request: RawRequest,
  findKey: IngestDependencies['findKey'],
): Promise<Source> {
  const key = sentKey(request)
  if (key.startsWith(apiKeyPrefix)) return apiKeyTarget(services, key, request)
  const found = await findKey(key)
  if (!found) throw unauthenticated('the key is unknown or was revoked')
  return sourceOf(found)
}

/** The SDK sends its key in two headers; when several do not agree it is nobody's key. */
function sentKey({ header }: RawRequest): string {
  const bearer = /^Bearer\s+(.+)$/i.exec(header('authorization') ?? '')?.[1]
  const sent = [header('x-watchword-key'), header('x-sensra-api-key'), bearer].filter((key) => key !== undefined)
  const [key, ...others] = new Set(sent.map((key) => key.trim()))
  if (key === undefined) throw unauthenticated('send an ingest key in the header x-watchword-key or authorization')
  if (others.length > 0) throw unauthenticated('the keys in the headers do not agree')
  return key
}

/** An API key is for the whole workspace: the project is named by `?project=`, or is the only one there is. */
async function apiKeyTarget(services: Services, key: string, request: RawRequest): Promise<Source> {
  const ctx = await findApiKeyContext(services, key, {
    requestId: request.requestId,
    origin: { remoteAddress: request.remoteAddress, userAgent: request.header('user-agent') ?? '' },
  })
  if (!ctx) throw unauthenticated('the key is unknown or was revoked')
  requirePermission(ctx, 'events.write')
  const wanted = request.url.searchParams.get('project')
  const projects = await listProjects(ctx)
  const project = wanted === null && projects.length === 1 ? projects[0] : projects.find(({ id }) => id === wanted)
  if (!project) throw invalidRequest('name the project in the parameter project, or send an ingest key')
  return { ...project, workspaceId: ctx.workspaceId, projectId: project.id, keyId: ctx.actor.id }
}

type KnownCode = AppError['code']
function isKnown(code: string): code is KnownCode {
  return code !== 'internal'
}
