/** OpenTelemetry's protocol over HTTP: `POST /v1/traces` and `/v1/logs`, also below `/otlp`. docs/opentelemetry.md. */
import type { IngestKey } from '#modules/workspaces'
import type { Services } from '#platform/context'
import { notFound, unauthenticated } from '#platform/errors'
import type { PlainAnswer, RawRequest, Route } from '#platform/http'
import { createCardDataRemoval } from './card-data.ts'
import { decompress } from './decompress.ts'
import {
  createIdentify,
  encodingOf,
  failure,
  json,
  maxBodyBytes,
  protobuf,
  readLogs,
  readSpans,
  success,
  unknownType,
  type Arrival,
  type Encoding,
  type Identify,
  type Signal as AnySignal,
} from './otlp/index.ts'
import type { Records } from './records.ts'
import { requestLimit, type IngestDependencies } from './sentry-routes.ts'
import { sourceOf, type Taken } from './take-in.ts'

/** Metrics have a route of their own in `modules/metrics`. */
type Signal = Exclude<AnySignal, 'metrics'>

const bases = ['', '/otlp']
const decoders = { json, protobuf }
const recordKinds = { traces: 'spans', logs: 'logs' } as const
const categories = { traces: 'span', logs: 'log_item' } as const

/** Browsers preflight, and read only the headers that are exposed to them. */
const corsHeaders = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST, OPTIONS',
  'access-control-allow-headers': 'content-type, content-encoding, authorization, x-watchword-key',
  'access-control-expose-headers': 'retry-after',
  'access-control-max-age': '3600',
}

type Dependencies = IngestDependencies & { identify: Identify }

export function otlpRoutes(ingest: IngestDependencies): Route[] {
  const dependencies = { ...ingest, identify: createIdentify() }
  return bases.flatMap((base) => [
    otlpRoute('otlpTraces', `${base}/v1/traces`, (services, request) =>
      take('traces', services, request, dependencies),
    ),
    otlpRoute('otlpLogs', `${base}/v1/logs`, (services, request) => take('logs', services, request, dependencies)),
    otlpRoute('otlpProfiles', `${base}/v1development/profiles`, () => Promise.reject(notFound('signal'))),
  ])
}

type Handle = (services: Services, request: RawRequest) => Promise<PlainAnswer>

export function otlpRoute(name: string, path: string, handle: Handle): Route {
  return {
    name,
    methods: ['POST', 'OPTIONS'],
    path,
    direct: true,
    handle: async (services, request) =>
      request.method === 'OPTIONS' ? { status: 204, headers: corsHeaders, body: null } : handle(services, request),
    // A fault of ours is answered as one that passes: at any other 5xx exporters drop their data for good.
    answerError: ({ status, message, retryAfterSeconds = 2 }, request) => {
      const isOurs = status >= 500
      const isRepeated = isOurs || status === 429
      const encoding = encodingOf(request.header('content-type')) ?? 'json'
      return failure({ status: isOurs ? 503 : status, message }, encoding, {
        ...corsHeaders,
        ...(isRepeated && { 'retry-after': String(soonEnough(retryAfterSeconds)) }),
      })
    },
  }
}

/**
 * Exporters give a batch ten seconds with all its retries, and drop it at once when they are told to wait longer. What
 * is over within a minute is worth asking again soon; a quota that lasts longer means what it says.
 */
function soonEnough(retryAfterSeconds: number): number {
  return retryAfterSeconds <= 60 ? Math.min(2, Math.max(1, Math.ceil(retryAfterSeconds))) : Math.ceil(retryAfterSeconds)
}

async function take(
  signal: Signal,
  services: Services,
  request: RawRequest,
  { takeIn, findKey, admission, identify }: Dependencies,
): Promise<PlainAnswer> {
  const encoding = encodingOf(request.header('content-type'))
  if (!encoding) throw unknownType()
  const source = sourceOf(await authenticateOtlp(request, findKey))
  admission.admitRequest(source, request.header('origin'))
  await services.limiter.consume(requestLimit, source.keyId)
  const { read, sizeBytes } = await admission.countingInvalid(source, categories[signal], async () => {
    const sent = await request.body(maxBodyBytes)
    // Nothing at all is an empty request, also where a header says that it was compressed.
    const body = sent.length === 0 ? sent : await decompress(sent, request.header('content-encoding'), maxBodyBytes)
    const arrival = {
      receivedAt: services.now(),
      removeCardData: createCardDataRemoval(services, (count) => admission.countCardData(source, count)),
    }
    return { read: readAs(signal, encoding, body, arrival), sizeBytes: body.length }
  })
  const quantity = read.rejected.length
  const taken = await takeIn(source, {
    events: await identify(services, source, read.drafts),
    records: read.records,
    outcomes: quantity > 0 ? [{ category: categories[signal], reason: 'invalid', quantity, by: 'server' }] : [],
    sizeBytes,
    requestId: request.requestId,
    way: 'openTelemetry',
    userAgent: request.header('user-agent'),
  })
  return success(signal, encoding, partialOf(signal, read, taken), corsHeaders)
}

type AllRead = Omit<ReturnType<typeof readLogs>, 'records'> & { records: Records }

function readAs(signal: Signal, encoding: Encoding, body: Buffer, arrival: Arrival): AllRead {
  const decoder = decoders[encoding]
  if (signal === 'traces') {
    const { records, ...rest } = readSpans(decoder.decodeTraces(body), arrival)
    return { ...rest, records: { spans: records } }
  }
  const { records, ...rest } = readLogs(decoder.decodeLogs(body), arrival)
  return { ...rest, records: { logs: records } }
}

/** What a sender must know: what it need not send again, and why. */
function partialOf(signal: Signal, { records, rejected, shortened }: AllRead, taken: Taken) {
  const kind = recordKinds[signal]
  const refused = (records[kind]?.length ?? 0) - (taken.kept[kind] ?? 0)
  const [firstReason] = rejected
  const told = [
    firstReason && `${rejected.length} could not be taken, the first because: ${firstReason}`,
    refused > 0 && `${refused} were not kept: ${taken.limits[0]?.reason.replaceAll('_', ' ') ?? 'filtered'}`,
    shortened > 0 && `${shortened} had more or longer attributes than are kept`,
  ].filter((text) => typeof text === 'string')
  return { rejected: rejected.length + refused, message: told.join('; ') }
}

/** The key is looked up before the body is read. Headers from an exporter's variables may still be percent-encoded. */
export async function authenticateOtlp(
  { header }: RawRequest,
  findKey: IngestDependencies['findKey'],
): Promise<IngestKey> {
  const bearer = /^Bearer(?:\s|%20){1,4}(\S{1,200})$/i.exec((header('authorization') ?? '').trim())?.[1]
  const sent = [header('x-watchword-key')?.trim(), bearer].filter((key) => key !== undefined)
  const [key, ...others] = new Set(sent)
  if (key === undefined) throw unauthenticated('send an ingest key: authorization: Bearer <key>, or x-watchword-key')
  if (others.length > 0) throw unauthenticated('the keys in the headers do not agree')
  const found = await findKey(key)
  if (!found) throw unauthenticated('the key is unknown or was revoked')
  return found
}
