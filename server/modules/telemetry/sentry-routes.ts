/** The Sentry protocol's endpoints. Answers and errors have the form that its SDKs read. */
import type { IngestKey } from '#modules/workspaces'
import type { Services } from '#platform/context'
import { plainJson, type RawRequest, type Route } from '#platform/http'
import { uuidv7 } from '#platform/ids'
import type { Admission } from './admission.ts'
import { createCardDataRemoval } from './card-data.ts'
import { decompress } from './decompress.ts'
import {
  maxEnvelopeBytes,
  maxStoreBytes,
  parseEnvelope,
  parseStoreBody,
  readCredentials,
  refused,
  sortItems,
} from './sentry/index.ts'
import { sourceOf, type TakeIn } from './take-in.ts'

export type IngestDependencies = {
  takeIn: TakeIn
  findKey: (publicKey: string) => Promise<IngestKey | undefined>
  admission: Admission
}

const maxCompressedBytes = 20 * 1024 * 1024
/** Per key; far above what the stores take in, so that it stops a loop and not a busy service. */
export const requestLimit = { name: 'ingest-key', points: 300_000, durationSeconds: 60 }

export function sentryRoutes(dependencies: IngestDependencies): Route[] {
  return [
    sentryRoute('sentryEnvelope', '/api/{projectNumber}/envelope', (services, request) =>
      takeEnvelope(services, request, dependencies),
    ),
    sentryRoute('sentryStore', '/api/{projectNumber}/store', (services, request) =>
      takeStore(services, request, dependencies),
    ),
  ]
}

/** Browsers preflight, and read only the headers that are exposed to them. */
const corsHeaders = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST, OPTIONS',
  'access-control-allow-headers':
    'content-type, x-sentry-auth, x-requested-with, x-forwarded-for, origin, referer, accept, authentication, ' +
    'authorization, content-encoding, transfer-encoding, sentry-trace, baggage',
  'access-control-expose-headers': 'x-sentry-error, x-sentry-rate-limits, retry-after',
  'access-control-max-age': '3600',
  'cross-origin-resource-policy': 'cross-origin',
}

function sentryRoute(
  name: string,
  path: string,
  handle: (services: Services, request: RawRequest) => Promise<object>,
): Route {
  return {
    name,
    methods: ['POST', 'OPTIONS'],
    path,
    direct: true,
    handle: async (services, request) => {
      if (request.method === 'OPTIONS') return { status: 204, headers: corsHeaders, body: null }
      return plainJson(await handle(services, request), { headers: corsHeaders })
    },
    answerError: ({ status, message, retryAfterSeconds }) =>
      plainJson(
        { detail: message },
        {
          status: status === 401 ? 403 : status,
          headers: {
            ...corsHeaders,
            'x-sentry-error': headerText(message),
            ...(retryAfterSeconds !== undefined && { 'retry-after': String(Math.ceil(retryAfterSeconds)) }),
            // Categories are named: an SDK that has once seen a named limit ignores a later one for all.
            ...(status === 429 && {
              'x-sentry-rate-limits': `${Math.ceil(retryAfterSeconds ?? 60)}:error;default:key:rate`,
            }),
          },
        },
      ),
  }
}

async function takeEnvelope(services: Services, request: RawRequest, dependencies: IngestDependencies) {
  // A key in the URL or a header is checked before a byte is read; one in the envelope itself has to wait.
  if (request.header('x-sentry-auth') !== undefined || request.url.searchParams.has('sentry_key')) {
    await authenticate(request, dependencies, undefined)
  }
  const body = decompress(await request.body(maxCompressedBytes), request.header('content-encoding'), maxEnvelopeBytes)
  const envelope = parseEnvelope(body)
  const key = await authenticate(request, dependencies, envelope.dsn)
  await services.limiter.consume(requestLimit, key.id)
  const { events, outcomes } = sortItems(envelope, {
    receivedAt: services.now(),
    newEventId: () => newEventId(services),
    removeCardData: createCardDataRemoval(services, (count) => dependencies.admission.countCardData(key, count)),
  })
  const { requestId } = request
  await dependencies.takeIn(sourceOf(key), { events, outcomes, sizeBytes: body.length, requestId })
  const id = events[0]?.id ?? envelope.eventId
  return id === undefined ? {} : { id }
}

async function takeStore(services: Services, request: RawRequest, dependencies: IngestDependencies) {
  const key = await authenticate(request, dependencies, undefined)
  await services.limiter.consume(requestLimit, key.id)
  const body = decompress(await request.body(maxStoreBytes), request.header('content-encoding'), maxStoreBytes)
  const event = parseStoreBody(body, {
    receivedAt: services.now(),
    newEventId: () => newEventId(services),
    removeCardData: createCardDataRemoval(services, (count) => dependencies.admission.countCardData(key, count)),
  })
  const { requestId } = request
  await dependencies.takeIn(sourceOf(key), { events: [event], sizeBytes: body.length, requestId })
  return { id: event.id }
}

async function authenticate(
  request: RawRequest,
  { findKey, admission }: IngestDependencies,
  dsn: string | undefined,
): Promise<IngestKey> {
  const projectNumber = request.params['projectNumber']
  const credentials = readCredentials({
    authHeader: request.header('x-sentry-auth'),
    query: request.url.searchParams,
    dsn,
    projectNumber,
    userAgent: request.header('user-agent'),
  })
  const key = await findKey(credentials.publicKey)
  if (!key || String(key.projectNumber) !== credentials.projectNumber) {
    throw refused(credentials.projectNumber, credentials.publicKey)
  }
  admission.admitOrigin(key, request.header('origin'))
  return key
}

/** Header values are Latin-1 on one line. */
function headerText(message: string): string {
  return message.replaceAll(/[^\x20-\x7e]/g, ' ').slice(0, 200)
}

function newEventId(services: Services): string {
  return uuidv7(services.now())
}
